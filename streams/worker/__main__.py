"""`python -m streams.worker ROLE`.

A module of its own, because a child that parses runs the main module of its parent again unless
that is called so: it would load broker, web server and all for nothing.
"""

import sys

from streams.worker import main

if __name__ == "__main__":
    sys.exit(main())
