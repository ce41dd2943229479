"""`eventwire watch`: events, stories and alerts as they come."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import USAGE, CommandFailed

if TYPE_CHECKING:
    from rich.text import Text


def watch(
    kind: Annotated[
        list[str] | None, typer.Option(help="Only events of this kind; may be repeated.")
    ] = None,
    stories: Annotated[bool, typer.Option("--stories", help="Stories in place of events.")] = False,
    alerts: Annotated[bool, typer.Option("--alerts", help="Alerts in place of events.")] = False,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="What the topics hold already, too.")
    ] = False,
    count: Annotated[int | None, typer.Option(help="End after so many.", min=1)] = None,
) -> None:
    """Show events as they come, until Ctrl-C: a line each on a terminal, JSON Lines in a pipe."""
    from rich.console import Console

    from schemas.topics import ALERTS, STORIES
    from streams.cli.setting import settings
    from streams.cli.tail import tail

    topics = _event_topics(kind or [])
    if stories or alerts:
        topics = [STORIES.name] * stories + [ALERTS.name] * alerts
    console = Console()
    seen = 0
    for record in tail(topics, settings=settings(), from_start=from_start):
        if record.value is None:
            continue
        if console.is_terminal:
            console.print(_line(record.topic, record.value), soft_wrap=True)
        else:
            print(record.value.decode("utf-8", "replace"))
            sys.stdout.flush()
        seen += 1
        if seen == count:
            return


def _event_topics(kinds: list[str]) -> list[str]:
    from schemas.event import Kind
    from schemas.topics import EVENTS

    wanted = []
    for name in kinds or [kind.value for kind in Kind]:
        if name not in list(Kind):
            told = f"no kind {name!r} (there are: {', '.join(kind.value for kind in Kind)})"
            raise CommandFailed(told, code=USAGE)
        wanted.append(EVENTS[Kind(name)].name)
    return wanted


def _line(topic: str, value: bytes) -> "Text":
    from pydantic import ValidationError
    from rich.text import Text

    from schemas.alert import Alert
    from schemas.event import EVENT_ADAPTER, Retraction
    from schemas.story import Story
    from schemas.topics import ALERTS, STORIES
    from streams.cli.lines import alert_line, event_line, retraction_line, story_line

    try:
        if topic == ALERTS.name:
            return alert_line(Alert.model_validate_json(value))
        if topic == STORIES.name:
            return story_line(Story.model_validate_json(value))
        if b'"retracted_at"' in value:
            return retraction_line(Retraction.model_validate_json(value))
        return event_line(EVENT_ADAPTER.validate_json(value))
    except ValidationError:
        return Text(f"{topic}: a record that does not fit the schema ({len(value)} bytes)", "red")
