"""Shelf: all stories in memory, those that are over packed small."""

import zlib
from collections.abc import Iterator

from schemas.story import Story


class Shelf:
    """Stories by id. A packed one takes about a tenth of the memory and is unpacked when asked for:
    a correction may reach it years later, and it knows which claims it holds."""

    def __init__(self) -> None:
        self._stories: dict[str, Story] = {}
        self._packed: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._stories) + len(self._packed)

    def __contains__(self, name: str) -> bool:
        return name in self._stories or name in self._packed

    def __iter__(self) -> Iterator[Story]:
        yield from self._stories.values()
        yield from map(_unpack, self._packed.values())

    def __getitem__(self, name: str) -> Story:
        """The story of that id; raises KeyError where there is none."""
        story = self._stories.get(name)
        return story if story is not None else _unpack(self._packed[name])

    def get(self, name: str) -> Story | None:
        """The story of that id, or None."""
        try:
            return self[name]
        except KeyError:
            return None

    def put(self, story: Story) -> None:
        """Takes a story in place of the one with its id."""
        self._packed.pop(story.story_id, None)
        self._stories[story.story_id] = story

    def pack(self, name: str) -> None:
        """Keeps the story of that id packed."""
        story = self._stories.pop(name, None)
        if story is not None:
            self._packed[name] = zlib.compress(story.to_bytes(), 1)


def _unpack(packed: bytes) -> Story:
    return Story.model_validate_json(zlib.decompress(packed))
