"""Programs of other projects that tests run: CI must have them, elsewhere the test is skipped."""

import os
import shutil

import pytest


def program(*names: str, package: str) -> str:
    """The path of the first of `names` that is installed."""
    for name in names:
        if (found := shutil.which(name)) is not None:
            return found
    message = f"{names[0]} is not installed (Debian: the package {package})"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
