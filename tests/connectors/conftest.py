"""What the tests of connectors ask for."""

from collections.abc import Iterator

import pytest

from tests.connectors.server import Server, served


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of one's own on loopback."""
    with served() as running:
        yield running
