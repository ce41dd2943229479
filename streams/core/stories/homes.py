"""Homes: which story holds which claim."""

from collections.abc import Callable, Iterable

from schemas.story import Claim
from streams.core.stories.shelf import Drawer


class Homes:
    """Which story holds a claim, of all claims that ever were: a repeat is known for one."""

    def __init__(self, *, drawer: Callable[[], Drawer] = dict) -> None:
        self._names = drawer()

    def of(self, event_id: str) -> str | None:
        """The id of the story that holds the claim, None where none does."""
        name = self._names.get(event_id)
        return None if name is None else name.decode()

    def move(self, name: str, *, former: Iterable[Claim], claims: Iterable[Claim]) -> None:
        """The story `name`, which held the claims `former`, holds `claims`."""
        gone = {claim.event_id for claim in former}
        told = name.encode()
        for claim in claims:
            if claim.event_id in gone:
                gone.remove(claim.event_id)
            else:
                self._names[claim.event_id] = told
        for event_id in gone:
            if self._names.get(event_id) == told:
                del self._names[event_id]
