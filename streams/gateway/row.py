"""Row: a story as the read model holds it, small and ready to be sent."""

import unicodedata
import zlib
from dataclasses import dataclass
from datetime import date, datetime

from schemas.event import Item, Kind, Status
from schemas.story import Story
from schemas.when import When
from streams.core.stories.headline import headline
from streams.gateway.replies import Party, StoryRow

_SOURCES = 8
_ITEMS = 6
#: A name is shown in one line; what is longer is an attack or a defect.
_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """What a filter asks of a story, and the bytes that are sent for it.

    `body` is the JSON of its `StoryRow`, `packed` the compressed JSON of the whole story: decoded
    records would take five times the memory.
    """

    story_id: str
    kind: Kind
    status: Status
    countries: tuple[str, ...]
    begin: date | None
    end: date | None
    last_seen: datetime
    sources: int
    confidence: float
    withdrawn: bool
    revision: int
    words: str
    body: bytes
    packed: bytes

    @property
    def order(self) -> tuple[datetime, str]:
        """Lists are sorted by this, downwards: the story told of last comes first."""
        return self.last_seen, self.story_id

    def story(self) -> Story:
        """The story, whole."""
        return Story.model_validate_json(zlib.decompress(self.packed))


def row_of(story: Story, value: bytes) -> Row:
    """The row of `story`, whose record on the topic is `value`."""
    told_by = tuple(dict.fromkeys(_line(claim.source) for claim in story.claims if claim.source))
    row = StoryRow(
        story_id=story.story_id,
        kind=story.kind,
        status=story.status,
        revision=story.revision,
        change=story.change,
        headline=_line(headline(story), limit=2 * _NAME_CHARACTERS),
        when=_plain(story.when),
        roles={
            role: tuple(
                Party(name=_line(actor.name), country=actor.country, type=actor.type)
                for actor in actors
            )
            for role, actors in story.roles.items()
            if actors
        },
        countries=story.countries,
        place=_line(story.place.name) if story.place else None,
        items=tuple(_line(told(item)) for item in story.items[:_ITEMS]),
        sources=story.sources,
        told_by=told_by[:_SOURCES],
        articles=len(story.claims),
        confidence=round(story.confidence, 3),
        first_seen=story.first_seen,
        last_seen=story.last_seen,
        withdrawn=story.withdrawn,
        merged_into=story.merged_into,
    )
    return Row(
        story_id=row.story_id,
        kind=row.kind,
        status=row.status,
        countries=row.countries,
        begin=story.when.begin,
        end=story.when.end,
        last_seen=row.last_seen,
        sources=row.sources,
        confidence=row.confidence,
        withdrawn=row.withdrawn,
        revision=row.revision,
        words=_words(row),
        body=row.model_dump_json(exclude_defaults=True).encode(),
        packed=zlib.compress(value, 1),
    )


def folded(text: str) -> str:
    """`text` in lower case and without accents, as both sides of a search are compared."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def told(item: Item) -> str:
    """An item with its number: "50 Leopard 2", "at least 40 tank", "about 1,000 soldier"."""
    low, high = item.quantity.minimum, item.quantity.maximum
    if low is None and high is None:
        return item.name
    if low == high:
        number = f"{low:,}"
    elif high is None:
        number = f"≥ {low:,}"
    elif low is None:
        number = f"≤ {high:,}"
    else:
        number = f"{low:,}-{high:,}"
    return f"{'± ' if item.quantity.approximate else ''}{number} {item.name}"


def _words(row: StoryRow) -> str:
    parts = [row.headline, row.kind.value, *row.items, *row.told_by]
    parts += [party.name for parties in row.roles.values() for party in parties]
    if row.place:
        parts.append(row.place)
    return folded("\n".join(parts))


def _plain(when: When) -> When:
    """The interval without its words, which the claims hold."""
    return when.model_copy(update={"text": None, "value": None})


def _line(text: str, *, limit: int = _NAME_CHARACTERS) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
