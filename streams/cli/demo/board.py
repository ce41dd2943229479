"""The board: what has come out so far, as a table that lives on a terminal."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from schemas.alert import Alert
from schemas.deadletter import DeadLetter
from schemas.event import EVENT_ADAPTER, Event, Retraction
from schemas.story import Story
from schemas.topics import ALERTS, DEADLETTERS, STORIES
from streams.cli.demo.workers import Figures
from streams.cli.lines import alert_line, event_line, parties, retraction_line, short_date
from streams.cli.marked import STYLES, safe, told_item
from streams.cli.stories import table_of

#: Rows of events and of alerts that a terminal of 24 lines has room for.
_EVENTS, _ALERTS = 10, 5


@dataclass(slots=True)
class Board:
    """Everything that the topics brought, in order of arrival."""

    fed: int = 0
    figures: Figures = field(default_factory=Figures)
    events: list[Event] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    stories: dict[str, Story] = field(default_factory=dict)
    dead: int = 0

    def put(self, topic: str, value: bytes) -> Text | None:
        """Takes one record; the line that tells it where there is no table."""
        try:
            return self._put(topic, value)
        except ValidationError:
            return Text(f"{topic}: a record that does not fit the schema", style="red")

    def _put(self, topic: str, value: bytes) -> Text | None:
        if topic == ALERTS.name:
            alert = Alert.model_validate_json(value)
            self.alerts.append(alert)
            return Text("  ALERT    ", style="bold red") + alert_line(alert)
        if topic == STORIES.name:
            story = Story.model_validate_json(value)
            self.stories[story.story_id] = story
            return None
        if topic == DEADLETTERS.name:
            letter = DeadLetter.model_validate_json(value)
            self.dead += 1
            told = f"  dead     {letter.reason.value}: {safe(letter.detail)}"
            return Text(told, style="magenta")
        if b'"retracted_at"' in value:
            taken_back = Retraction.model_validate_json(value)
            self.events = [one for one in self.events if one.event_id != taken_back.event_id]
            return Text("  event    ") + retraction_line(taken_back)
        event = EVENT_ADAPTER.validate_json(value)
        self.events.append(event)
        return Text("  event    ") + event_line(event)

    def table(self) -> RenderableType:
        """What fits a terminal: the newest events and alerts, and the counts."""
        parts: list[RenderableType] = [counts(self.fed, self.figures), Text()]
        parts.append(_event_table(self.events[-_EVENTS:]))
        newest = deque(self.alerts, maxlen=_ALERTS)
        if newest:
            parts += [Text(), Text("alerts", style="bold")]
            parts += [alert_line(alert) for alert in newest]
        return Group(*parts)

    def summary(self, console: Console) -> None:
        """Everything, when all is processed."""
        console.print()
        console.print(counts(self.fed, self.figures))
        for title, body in (
            (f"events ({len(self.events)} stand)", _event_table(_published(self.events))),
            (f"stories ({len(self.stories)})", table_of(_ordered(self.stories.values()))),
        ):
            console.print()
            console.print(Text(title, style="bold underline"))
            console.print(body)
        console.print()
        console.print(Text(f"alerts ({len(self.alerts)})", style="bold underline"))
        for alert in self.alerts:
            console.print(alert_line(alert), soft_wrap=True)


def counts(fed: int, figures: Figures) -> Text:
    """Articles in = ok + skipped + dead, from the metrics, and what came of them."""
    settled = figures.settled.get("extract", {})
    told = Text("articles ")
    told.append(f"{fed} fed", style="bold")
    told.append(f", {figures.taken.get('extract', 0)} in = ")
    told.append(f"{settled.get('ok', 0)} ok", style="green")
    told.append(f" + {settled.get('skipped', 0)} skipped + ")
    told.append(f"{settled.get('dead', 0)} dead", style="magenta")
    told.append(
        f";  {figures.events} events, {figures.retractions} taken back, "
        f"{figures.revisions} revisions of stories, {figures.alerts} alerts"
    )
    return told


def _published(events: Iterable[Event]) -> list[Event]:
    return sorted(
        events,
        key=lambda event: (event.published_at, event.article_id, event.evidence[0].start),
    )


def _ordered(stories: Iterable[Story]) -> list[Story]:
    return sorted(stories, key=lambda story: (story.first_seen, story.story_id))


def _event_table(events: Iterable[Event]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("who", ratio=3)
    table.add_column("what", ratio=2)
    table.add_column("source", max_width=11)
    for event in events:
        table.add_row(
            event.kind.value,
            Text(event.status.value, style=STYLES[event.status]),
            short_date(event.when),
            Text(parties(event.kind, event.roles())),
            Text(", ".join(safe(told_item(item)) for item in event.items)),
            Text(safe(event.source)),
        )
    return table
