"""Shelf: records by name, the few that are in use as they are, all others packed small."""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from typing import Generic, TypeVar

Drawer = MutableMapping[str, bytes]
"""Where things lie that are seldom asked for: a dictionary, or a file in its shape."""

#: Records that are kept as they are: those that news come in about.
WARM = 2_000

V = TypeVar("V")


class Shelf(Generic[V]):
    """Records by name.

    Those that were asked for last are kept as they are, `warm` of them; the others lie packed in a
    drawer, where they take about a tenth of the space, and are unpacked when asked for: a
    correction may reach a story years later. `write` and `read` make bytes of one and back.
    """

    def __init__(
        self,
        *,
        write: Callable[[V], bytes],
        read: Callable[[bytes], V],
        warm: int = WARM,
        drawer: Callable[[], Drawer] = dict,
    ) -> None:
        self._write = write
        self._read = read
        self._most = warm
        self._warm: OrderedDict[str, V] = OrderedDict()
        self._packed = drawer()
        # Those of the warm that the drawer does not hold.
        self._unpacked: set[str] = set()

    def __len__(self) -> int:
        return len(self._packed) + len(self._unpacked)

    def __iter__(self) -> Iterator[V]:
        yield from [self._warm[name] for name in self._warm if name in self._unpacked]
        yield from map(self._unpack, self._packed.values())

    def __getitem__(self, name: str) -> V:
        """The record of that name; raises KeyError where there is none."""
        held = self._warm.get(name)
        if held is not None:
            self._warm.move_to_end(name)
            return held
        held = self._unpack(self._packed[name])
        self._warm[name] = held
        self._cool()
        return held

    def get(self, name: str) -> V | None:
        """The record of that name, or None."""
        try:
            return self[name]
        except KeyError:
            return None

    def put(self, name: str, record: V) -> None:
        """Takes a record in place of the one of that name."""
        if name not in self._unpacked:
            self._packed.pop(name, None)
            self._unpacked.add(name)
        self._warm[name] = record
        self._warm.move_to_end(name)
        self._cool()

    def pack(self, name: str) -> None:
        """Keeps the record of that name packed."""
        held = self._warm.pop(name, None)
        if held is not None and name in self._unpacked:
            self._unpacked.discard(name)
            self._packed[name] = zlib.compress(self._write(held), 1)

    def _cool(self) -> None:
        while len(self._warm) > self._most:
            self.pack(next(iter(self._warm)))

    def _unpack(self, packed: bytes) -> V:
        return self._read(zlib.decompress(packed))
