"""Stream: what changes, sent to everybody who listens, none of whom can hold it up.

Each client has a queue with an end. One that does not keep up loses its queue and is told so by
one notice, `gap`: it then loads the stories anew. What was sent last is kept in a ring, so that a
client that comes back within it misses nothing.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.event import Kind, Status
from streams.gateway.query import Filters


class Position(NamedTuple):
    """Up to where the two topics are told: the offsets of the last records, -1 for none.

    Offsets belong to the topics, not to this process: a client goes on where it was after the
    gateway was started again, or at another one.
    """

    story: int = -1
    alert: int = -1

    def __str__(self) -> str:
        return f"{self.story}.{self.alert}"

    @classmethod
    def parse(cls, text: str) -> "Position | None":
        """The position that an id tells; None where it is none of ours."""
        story, dot, alert = text.partition(".")
        try:
            position = cls(int(story), int(alert))
        except ValueError:
            return None
        within = all(-1 <= offset < 2**63 for offset in position)
        return position if dot and within and str(position) == text else None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to send. `subjects` are the kinds, statuses and countries that it concerns: those
    of before, too, because who listens to plans must hear that one has come true."""

    name: str
    data: bytes
    position: Position | None = None
    subjects: tuple[tuple[Kind, Status, tuple[str, ...]], ...] = ()

    def encoded(self) -> bytes:
        """The notice as server-sent events are written. `data` holds no line break."""
        head = b"event: %s\n" % self.name.encode()
        if self.position is not None:
            head += b"id: %s\n" % str(self.position).encode()
        return b"%sdata: %s\n\n" % (head, self.data)

    def is_after(self, since: Position) -> bool:
        """Whether somebody who stood at `since` has not seen it.

        Only the place on its own topic tells: a gateway that starts again may read the two topics
        in another order, so that an old story follows alerts of later.
        """
        if self.position is None:
            return False
        if self.name == "alert":
            return self.position.alert > since.alert
        return self.position.story > since.story

    def concerns(self, filters: Filters) -> bool:
        """Whether somebody with these filters wants it; what has no subject, everybody does."""
        return not self.subjects or any(
            filters.takes(kind=kind, status=status, countries=countries)
            for kind, status, countries in self.subjects
        )


class TooManyClients(Exception):
    """As many streams are open as may be."""


@dataclass(slots=True, eq=False)
class Listener:
    """One client and what waits for it."""

    filters: Filters
    room: int
    _waiting: deque[Notice] = field(default_factory=deque)
    _missed: str | None = None
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    def put(self, notice: Notice) -> bool:
        """Let `notice` wait; False when there was no room and all that waited is gone."""
        fits = len(self._waiting) < self.room
        if fits:
            self._waiting.append(notice)
        else:
            self.miss("slow")
        self._wake.set()
        return fits

    def miss(self, why: str) -> None:
        """Say, before anything else, that notices are missing."""
        self._waiting.clear()
        self._missed = why
        self._wake.set()

    def close(self) -> None:
        """End it once all that waits is taken."""
        self.closed = True
        self._wake.set()

    async def take(self, *, patience: float) -> bytes:
        """All that waits, encoded; empty after `patience` seconds without anything."""
        if not (self._waiting or self._missed or self.closed):
            self._wake.clear()
            try:
                async with asyncio.timeout(patience):
                    await self._wake.wait()
            except TimeoutError:
                return b""
        parts: list[bytes] = []
        if self._missed is not None:
            parts.append(Notice("gap", b'{"reason":"%s"}' % self._missed.encode()).encoded())
            self._missed = None
        parts += [notice.encoded() for notice in self._waiting]
        self._waiting.clear()
        return b"".join(parts)


@dataclass(slots=True)
class Stream:
    """Everybody who listens, and the ring of what was sent last."""

    room: int = 1_000
    """Notices that may wait for one client: some 600 kB."""
    clients: int = 200
    """Clients at once: each holds a connection and, at worst, a full queue."""
    ring: int = 5_000
    """Notices kept for those who come back: minutes of a busy wire."""
    gaps: int = 0
    """Notices of a gap that were given to clients."""
    position: Position = field(default_factory=Position)
    _forgotten: Position = field(default_factory=Position)
    """Up to where the ring has let go."""
    _kept: deque[Notice] = field(default_factory=deque)
    _listeners: set[Listener] = field(default_factory=set)
    _closed: bool = False

    def __len__(self) -> int:
        return len(self._listeners)

    def publish(self, notice: Notice) -> None:
        """Send `notice` to everybody whom it concerns; never waits."""
        if notice.position is not None:
            self.position = notice.position
            self._kept.append(notice)
            while len(self._kept) > self.ring:
                gone = self._kept.popleft().position
                self._forgotten = gone or self._forgotten
        for listener in self._listeners:
            if notice.concerns(listener.filters) and not listener.put(notice):
                self.gaps += 1

    def listen(self, filters: Filters, *, since: Position | None, known: bool = True) -> Listener:
        """A new listener; what it missed after `since` waits for it, or the notice of a gap.

        `known` False says that the client named a position that is none. Raises `TooManyClients`.
        """
        if len(self._listeners) >= self.clients:
            raise TooManyClients
        listener = Listener(filters, room=self.room, closed=self._closed)
        self._listeners.add(listener)
        if not known:
            listener.miss("unknown")
        elif since is not None:
            missed = self._after(since)
            if missed is None:
                listener.miss("old")
            else:
                for notice in missed:
                    if notice.concerns(filters):
                        listener.put(notice)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        self._listeners.discard(listener)

    def close(self) -> None:
        """End all streams, and those yet to come at once."""
        self._closed = True
        for listener in self._listeners:
            listener.close()

    def _after(self, since: Position) -> Iterable[Notice] | None:
        """What was sent after `since`; None where the ring does not reach back, or it is a
        position of another broker, ahead of ours."""
        if since.story > self.position.story or since.alert > self.position.alert:
            return None
        if since.story < self._forgotten.story or since.alert < self._forgotten.alert:
            return None
        return [notice for notice in self._kept if notice.is_after(since)]
