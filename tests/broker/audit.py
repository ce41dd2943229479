"""The audit after a chaos run: what went in against what came out, counted on the topics."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from schemas.alert import Alert, AlertType
from schemas.event import EVENT_ADAPTER, Event, Kind
from schemas.ledger import LedgerEntry
from schemas.story import Change, Story
from schemas.topics import ALERTS, EVENTS, LEDGER, STORIES
from streams.core.stories.alerting import decide
from streams.core.stories.clusterer import Clusterer
from streams.core.stories.profile import SETTLED
from streams.core.stories.told import Told
from streams.ops import deadletters
from streams.ops.admin import records
from streams.ops.lag import Lag, lag
from streams.runtime import rules
from streams.runtime.settings import Settings
from streams.runtime.wire import timestamp
from tests.broker.load import Load

R = TypeVar("R")

#: The stages that a chaos run is about.
STAGES = ("extract", "cluster", "alert")


@dataclass(slots=True)
class Audit:
    """What was counted. Of `faults` there must be none; a repeat is the same record once more
    under its key, which an upsert does not notice."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def found(self, name: str, things: Collection[object]) -> None:
        """Note a fault, with some of what shows it."""
        self.faults[name] = len(things)
        self.examples += [f"{name}: {str(one)[:300]}" for one in list(things)[:5]]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost and nothing doubled."""
        return not any(self.faults.values())


def is_settled(settings: Settings) -> bool:
    """Whether every group is at the end of its input."""
    return not _behind(settings)


def _behind(settings: Settings) -> list[Lag]:
    return [one for one in lag(settings) if one.role in STAGES and one.messages]


def audit(load: Load, settings: Settings) -> Audit:
    """Reads everything there is, once the workers have come to rest."""
    result = Audit()
    result.counts["articles"] = len(load.articles)
    if load.script.occasions is not None:
        result.counts["occasions"] = load.script.occasions
    events = _events(result, load, settings)
    stories = _stories(result, load, events, settings)
    _alerts(result, load, stories, settings)
    _dead_letters(result, load, settings)
    result.found("messages behind", _behind(settings))
    return result


def _events(result: Audit, load: Load, settings: Settings) -> dict[str, Event]:
    """The events by id, in the order in which they first came."""
    entries = {
        entry.article_id: entry
        for _, entry in _read(settings, LEDGER.name, LedgerEntry.model_validate_json)
    }
    result.found("articles lost", load.articles.keys() - entries.keys())
    reader = load.script.reader()
    due = {
        event.event_id for article in load.articles.values() for event in reader.extract(article)
    }
    events: dict[str, Event] = {}
    count, changed = 0, []
    for topic in EVENTS.values():
        for _, event in _read(settings, topic.name, EVENT_ADAPTER.validate_json):
            count += 1
            if events.setdefault(event.event_id, event) != event:
                changed.append(event.event_id)
    noted = {claim.event_id for entry in entries.values() for claim in entry.claims}
    result.found("events lost", due - events.keys())
    result.found("events that no article told", events.keys() - due)
    result.found("events that the ledger does not know", due ^ noted)
    result.found("repeats of events with another content", changed)
    result.counts["events"] = len(events)
    result.counts["repeats of events"] = count - len(events)
    return events


def _stories(
    result: Audit, load: Load, events: dict[str, Event], settings: Settings
) -> dict[str, tuple[Story, ...]]:
    """The revisions of each story, in order."""
    revisions: dict[str, dict[int, Story]] = defaultdict(dict)
    count, clashes = 0, []
    for _, story in _read(settings, STORIES.name, Story.model_validate_json):
        count += 1
        if revisions[story.story_id].setdefault(story.revision, story) != story:
            clashes.append(f"{story.story_id}/{story.revision}")
    ordered = {
        name: tuple(story for _, story in sorted(by_number.items()))
        for name, by_number in revisions.items()
    }
    last = {name: told[-1] for name, told in ordered.items()}
    homes = Counter(
        claim.event_id for story in last.values() if not story.withdrawn for claim in story.claims
    )
    undisturbed = _undisturbed(events.values())
    result.found("repeats of revisions with another content", clashes)
    result.found(
        "revisions left out", [n for n, told in ordered.items() if told[-1].revision != len(told)]
    )
    result.found("claims in no story", events.keys() - homes.keys())
    result.found("claims in two stories", [one for one, times in homes.items() if times > 1])
    result.found("stories lost", undisturbed.keys() - last.keys())
    result.found("stories doubled", last.keys() - undisturbed.keys())
    result.found(
        "stories otherwise than without any fault",
        [name for name in last.keys() & undisturbed.keys() if last[name] != undisturbed[name]],
    )
    standing = sum(not story.withdrawn for story in last.values())
    if load.script.occasions is not None:
        result.found(
            "stories more or fewer than occasions", range(abs(standing - load.script.occasions))
        )
    result.counts["stories"] = standing
    result.counts["repeats of revisions"] = count - sum(map(len, ordered.values()))
    return ordered


def _undisturbed(events: Iterable[Event]) -> dict[str, Story]:
    """The stories that one clusterer a kind makes of the events, in one go."""
    clusterers: dict[Kind, Clusterer] = defaultdict(Clusterer.empty)
    for event in events:
        clusterers[event.kind].add(event)
    return {story.story_id: story for one in clusterers.values() for story in one}


def _alerts(
    result: Audit, load: Load, stories: dict[str, tuple[Story, ...]], settings: Settings
) -> None:
    """Each alert that is due, once: by key, as whoever reads the topic keeps them."""
    alerts: dict[str, Alert] = {}
    count = 0
    for _, alert in _read(settings, ALERTS.name, Alert.model_validate_json):
        count += 1
        alerts[alert.alert_id] = alert
    raised = Counter((alert.story_id, alert.type) for alert in alerts.values())
    expected = _made_known(stories) if load.script.occasions is not None else _due(settings)
    result.found("alerts lost", list((expected - raised).elements()))
    result.found("alerts doubled", list((raised - expected).elements()))
    result.counts["alerts"] = len(alerts)
    result.counts["repeats of alerts"] = count - len(alerts)


def _made_known(stories: dict[str, tuple[Story, ...]]) -> Counter[tuple[str, AlertType]]:
    """One alert that a story is new, and one more where a plan came true: all that occasions in
    which nothing else happens can give."""
    expected = Counter[tuple[str, AlertType]]()
    for name, told in stories.items():
        expected[name, AlertType.NEW] = 1
        # Not by the history: what happened may have been told before its announcements came in.
        if any(one.change is Change.ESCALATED and one.status in SETTLED for one in told):
            expected[name, AlertType.ESCALATED] = 1
    return expected


def _due(settings: Settings) -> Counter[tuple[str, AlertType]]:
    """What one alerter makes of the revisions in one go, at the times of their publication."""
    book, told = rules.read(settings.alert_rules), Told()
    expected: dict[str, Alert] = {}
    for record in records(settings, STORIES.name):
        now = timestamp(record.timestamp)
        try:
            story = Story.model_validate_json(record.value or b"")
        except ValidationError:
            continue
        assert now is not None
        alerts = decide(story, book=book, told=told, now=now)
        told.note_all(alerts, at=now)
        expected.update((alert.alert_id, alert) for alert in alerts)
    return Counter((alert.story_id, alert.type) for alert in expected.values())


def _dead_letters(result: Audit, load: Load, settings: Settings) -> None:
    originals = {
        (topic, record.partition, record.offset): record.value
        for topic in {topic for topic, _, _ in load.poisoned}
        for record in records(settings, topic)
        if (topic, record.partition, record.offset) in load.poisoned
    }
    filed = {
        (letter.topic, letter.partition, letter.offset): letter
        for one in deadletters.list_(settings)
        for letter in (one.letter,)
    }
    result.found("dead letters lost", load.poisoned - filed.keys())
    result.found("dead letters that nobody sent", filed.keys() - load.poisoned)
    changed = [at for at in originals.keys() & filed.keys() if originals[at] != filed[at].value]
    result.found("dead letters changed", changed)
    result.counts["messages poisoned"] = len(load.poisoned)
    result.counts["dead letters"] = len(filed)


def _read(
    settings: Settings, topic: str, decode: Callable[[bytes], R]
) -> Iterator[tuple[bytes, R]]:
    """Value and record of all that a topic holds; what is poisoned is passed over."""
    for record in records(settings, topic):
        try:
            yield record.value, decode(record.value or b"")
        except ValidationError:
            continue
