"""Events, stories and alerts in one line each, for a terminal."""

from collections.abc import Iterable, Mapping

from rich.text import Text

from schemas.alert import Alert, AlertType
from schemas.event import Actor, Event, Item, Kind, Retraction, Status
from schemas.story import Story
from schemas.when import When
from streams.cli.marked import STYLES, safe, told_date, told_item

_ALERT_STYLES = {
    AlertType.NEW: "bold red",
    AlertType.ESCALATED: "bold red",
    AlertType.DATE_MOVED: "bold yellow",
    AlertType.CANCELLED: "bold magenta",
    AlertType.RETRACTED: "bold magenta",
}


def event_line(event: Event) -> Text:
    """Kind, status, who, what, when, and the words."""
    line = _head(event.kind, event.status)
    line.append(f"{parties(event.roles())}{_things(event.items)}  ")
    line.append(told_date(event.when), style="cyan")
    line.append(f"  “{_short(event.evidence[0].text, 90)}”", style="dim")
    return line


def retraction_line(retraction: Retraction) -> Text:
    """What was taken back, and why."""
    line = Text(f"{retraction.kind.value:<11}", style="bold")
    line.append(f"{'retracted':<10}", style="bold red")
    line.append(f"event {retraction.event_id[:12]} of {safe(retraction.article_id)}")
    line.append(f": the article was {retraction.reason}", style="dim")
    return line


def story_line(story: Story) -> Text:
    """Kind, status, who, what, when, and how often it was told."""
    line = _head(story.kind, story.status)
    if story.withdrawn:
        line.append("withdrawn  ", style="bold red")
    line.append(f"{parties(story.roles)}{_things(story.items)}  ")
    line.append(told_date(story.when), style="cyan")
    line.append(f"  {told_sources(story)}, {story.change.value}", style="dim")
    return line


def alert_line(alert: Alert) -> Text:
    """The type, the headline, the date and the reason."""
    line = Text(f"{alert.type.value:<11}", style=_ALERT_STYLES[alert.type])
    line.append(safe(alert.headline), style="bold")
    line.append(f"  {told_date(alert.when)}", style="cyan")
    line.append(f"  {safe(alert.reason)}", style="dim")
    return line


def parties(roles: Mapping[str, Iterable[Actor]]) -> str:
    """Who, role by role: "supplier Russia, recipient Belarus"."""
    told = (
        f"{role} {', '.join(dict.fromkeys(safe(actor.name) for actor in actors))}"
        for role, actors in roles.items()
        if actors
    )
    return "; ".join(told) or "nobody named"


def told_sources(story: Story) -> str:
    """How many articles of how many sources tell it."""
    claims, sources = len(story.claims), story.sources
    articles = "1 article" if claims == 1 else f"{claims} articles"
    return f"{articles}, {'1 source' if sources == 1 else f'{sources} sources'}"


def short_date(when: When) -> str:
    """The date without the words that it came from."""
    return told_date(when.model_copy(update={"text": None}))


def _head(kind: Kind, status: Status) -> Text:
    line = Text(f"{kind.value:<11}", style="bold")
    line.append(f"{status.value:<10}", style=STYLES[status])
    return line


def _things(items: Iterable[Item]) -> str:
    told = ", ".join(safe(told_item(item)) for item in items)
    return f": {told}" if told else ""


def _short(text: str, length: int) -> str:
    flat = " ".join(safe(text).split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
