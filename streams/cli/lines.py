"""Events, stories and alerts in one line each, for a terminal."""

from collections.abc import Iterable, Mapping, Sequence

from rich.text import Text

from schemas.alert import Alert, AlertType
from schemas.event import Actor, Event, Item, Kind, Retraction, Status
from schemas.story import Story
from schemas.when import Basis, When
from streams.cli.marked import STYLES, days, safe, told_date, told_item

_ALERT_STYLES = {
    AlertType.NEW: "bold red",
    AlertType.ESCALATED: "bold red",
    AlertType.DATE_MOVED: "bold yellow",
    AlertType.CANCELLED: "bold magenta",
    AlertType.RETRACTED: "bold magenta",
    AlertType.MERGED: "dim",
    AlertType.DIGEST: "bold yellow",
}


def event_line(event: Event) -> Text:
    """Kind, status, who, what, when, and the words."""
    line = _head(event.kind, event.status)
    line.append(f"{parties(event.kind, event.roles())}{_things(event.items)}  ")
    line.append(told_date(event.when), style="cyan")
    line.append(f"  “{_short(event.evidence[0].text, 90)}”", style="dim")
    return line


def retraction_line(retraction: Retraction) -> Text:
    """What was taken back, and why."""
    line = Text()
    line.append(f"{retraction.kind.value:<11}", style="bold")
    line.append(f"{'retracted':<10}", style="bold red")
    line.append(f"event {retraction.event_id[:12]} of {safe(retraction.article_id)}")
    line.append(f": the article was {retraction.reason}", style="dim")
    return line


def story_line(story: Story) -> Text:
    """Kind, status, who, what, when, and how often it was told."""
    line = _head(story.kind, story.status)
    if story.merged_into is not None:
        line.append(f"merged into {story.merged_into[:12]}  ", style="bold red")
    elif story.withdrawn:
        line.append("withdrawn  ", style="bold red")
    line.append(f"{parties(story.kind, story.roles)}{_things(story.items)}  ")
    line.append(told_date(story.when), style="cyan")
    line.append(f"  articles: {told_articles(story)}; {story.change.value}", style="dim")
    return line


def alert_line(alert: Alert) -> Text:
    """The type, the headline, the date and the reason."""
    line = Text()
    style = _ALERT_STYLES[alert.type] if alert.silenced is None else "dim"
    line.append(f"{alert.type.value:<11}", style=style)
    if alert.silenced is not None:
        line.append(f"({alert.silenced.value}) ", style="dim")
    line.append(safe(alert.headline), style="bold")
    line.append(f"  {told_date(alert.when)}", style="cyan")
    line.append(f"  {safe(alert.reason)}", style="dim")
    return line


#: Roles from the one that acts to the one that is acted upon.
_FLOW = {
    Kind.VISIT: ("visitor", "host"),
    Kind.DELIVERY: ("supplier", "recipient"),
    Kind.TRAINING: ("trainer", "trainee"),
    Kind.DEPLOYMENT: ("sender", "host"),
    Kind.BASING: ("user", "host"),
}


def parties(kind: Kind, roles: Mapping[str, Sequence[Actor]]) -> str:
    """Who, and to whom: "Russia → Belarus"; parties of one kind with commas; ? for nobody."""
    if kind in _FLOW:
        return " → ".join(_names(roles.get(role, ())) or "?" for role in _FLOW[kind])
    return _names([actor for actors in roles.values() for actor in actors]) or "?"


def _names(actors: Sequence[Actor]) -> str:
    return ", ".join(dict.fromkeys(safe(actor.name) for actor in actors))


def told_articles(story: Story) -> str:
    """How many articles tell it, and of how many sources where those are fewer."""
    articles = len(story.claims)
    if story.sources == articles:
        return str(articles)
    return f"{articles} of {story.sources} {'source' if story.sources == 1 else 'sources'}"


def short_date(when: When) -> Text:
    """The days alone, a month by its name; in brackets the day of publication where the text
    gives no date."""
    if when.basis is Basis.PUBLICATION:
        return Text(f"({when.begin})", style="dim")
    told = days(when)
    begin, _, end = told.partition("..")
    if end and begin[:7] == end[:7]:
        whole = begin.endswith("-01") and when.end is not None and when.end.day == 1
        told = begin[:7] if whole else f"{begin}..{end[8:]}"
    return Text(told)


def _head(kind: Kind, status: Status) -> Text:
    line = Text()
    line.append(f"{kind.value:<11}", style="bold")
    line.append(f"{status.value:<10}", style=STYLES[status])
    return line


def _things(items: Iterable[Item]) -> str:
    told = ", ".join(safe(told_item(item)) for item in items)
    return f": {told}" if told else ""


def _short(text: str, length: int) -> str:
    flat = " ".join(safe(text).split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
