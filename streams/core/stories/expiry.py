"""Expiry: which stories are over, so that they take no more claims and little memory."""

import heapq
from collections import deque
from typing import NamedTuple

#: Stories that are looked at in one call: closing keeps up with opening, and no call is long.
_AT_ONCE = 8


class _Touch(NamedTuple):
    turn: int
    expires: int


class Expiry:
    """Stories by the day on which they expire.

    A story is over when that day has passed and `keep` others were touched since it was: old news
    that is fed in later, years of it at a time, finds its stories open as long as it is about them.
    """

    def __init__(self, *, keep: int) -> None:
        self._keep = keep
        self._turn = 0
        self._touched: dict[str, _Touch] = {}
        self._days: list[tuple[int, str]] = []
        self._waiting: deque[str] = deque()

    def touch(self, name: str, *, expires: int) -> None:
        """The story `name` changed, and expires on the day `expires`."""
        self._turn += 1
        former = self._touched.get(name)
        self._touched[name] = _Touch(self._turn, expires)
        if former is None or former.expires != expires:
            heapq.heappush(self._days, (expires, name))

    def forget(self, name: str) -> None:
        """The story `name` is not open any more."""
        self._touched.pop(name, None)

    def over(self, day: int) -> list[str]:
        """Some of the stories that are over on `day`, the longest untouched first; they are
        forgotten here."""
        while self._days and self._days[0][0] < day:
            expires, name = heapq.heappop(self._days)
            touched = self._touched.get(name)
            if touched is not None and touched.expires == expires:
                self._waiting.append(name)
        found = []
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            name = self._waiting.popleft()
            touched = self._touched.get(name)
            if touched is None or touched.expires >= day:
                continue
            if self._turn - touched.turn < self._keep:
                self._waiting.append(name)
                continue
            del self._touched[name]
            found.append(name)
        return found
