"""Garbage: no search for cycles while a large state is built, nor through it afterwards.

Python looks for unreachable cycles after so many new objects, and each look walks through all that
there are: with 100,000 stories of a few hundred objects each, restoring them took most of its time
in walks that find nothing, for records hold no cycles. So the search rests while state is restored,
and what was restored is set apart from later ones (`gc.freeze`). Whatever has no cycle is freed the
moment nobody refers to it, as ever.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def building_state() -> Iterator[None]:
    """Around the restoring of a state that stays."""
    # What was set apart before may have been given up with its partition.
    gc.unfreeze()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
