"""Dead letters: listed, shown, and put back where they came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from schemas.deadletter import DeadLetter, DeadReason
from schemas.topics import ALERTS, DEADLETTERS, EVENTS, ONE_PARTITION, STORIES
from streams.errors import BrokerError
from streams.ops.admin import records
from streams.runtime import outbox
from streams.runtime.settings import Settings
from streams.runtime.wire import REPLAY_HEADER, Outbound, retrial_record

#: In the origin of what came from a feed, and in no topic's name.
_NO_TOPIC = ":"

_CLAIMS = frozenset(topic.name for topic in (*EVENTS.values(), STORIES, ALERTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A dead letter and where it lies on the topic of dead letters."""

    number: int
    """Its offset there: what `show` and `replay` take."""
    letter: DeadLetter

    @property
    def origin(self) -> str:
        """`topic/partition/offset` of the message."""
        return f"{self.letter.topic}/{self.letter.partition}/{self.letter.offset}"

    @property
    def is_message(self) -> bool:
        """Whether it was a message: what a feed offered and was refused never was one."""
        return _NO_TOPIC not in self.letter.topic


def list_(
    settings: Settings, *, reason: DeadReason | None = None, stage: str | None = None
) -> Iterator[Filed]:
    """The dead letters that the topic holds, the oldest first. A message that was set aside twice,
    because a worker died before it could say so, is there once."""
    seen: set[tuple[str, int]] = set()
    for record in records(settings, DEADLETTERS.name):
        if record.value is None:
            continue
        try:
            letter = DeadLetter.model_validate_json(record.value)
        except ValidationError:
            continue  # not one of ours
        filed = Filed(number=record.offset, letter=letter)
        key = (filed.origin, letter.attempts)
        if key in seen:
            continue
        seen.add(key)
        if reason in (None, letter.reason) and stage in (None, letter.stage):
            yield filed


def show(settings: Settings, number: int) -> Filed:
    """The dead letter of that number. Raises `BrokerError` where there is none."""
    for filed in list_(settings):
        if filed.number == number:
            return filed
    raise BrokerError(f"no dead letter has the number {number}")


def replay(settings: Settings, letters: Iterable[Filed]) -> int:
    """Put the original messages back; how many were confirmed. What came from a feed goes to the
    worker of the feeds, which reads it again.

    Value, key and headers are the original's to the byte, with one header more, which counts the
    replays; so is the partition, because the state of a key lies beside it. The dead letters stay
    where they are: a message that fails again comes back as another, with one attempt more. A claim
    that lay in a partition where nobody looks for it comes back in the right one.
    """
    return outbox.send((_again(filed) for filed in letters), settings)


def _again(filed: Filed) -> Outbound:
    return _original(filed.letter) if filed.is_message else retrial_record(filed.letter)


def _original(letter: DeadLetter) -> Outbound:
    headers = tuple((h.key, h.value) for h in letter.headers if h.key != REPLAY_HEADER)
    return Outbound(
        topic=letter.topic,
        partition=ONE_PARTITION if letter.topic in _CLAIMS else letter.partition,
        key=letter.key,
        value=letter.value,
        headers=(*headers, (REPLAY_HEADER, str(letter.attempts).encode())),
    )
