"""`eventwire stories`: the state of the world, read from the topic of stories."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import USAGE, CommandFailed

if TYPE_CHECKING:
    from rich.table import Table

    from schemas.story import Story


def stories(
    kind: Annotated[
        list[str] | None, typer.Option(help="Only stories of this kind; may be repeated.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="Only where this country takes part (BLR).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Withdrawn stories too.")] = False,
) -> None:
    """The stories as they stand: a table on a terminal, JSON Lines in a pipe."""
    from rich.console import Console

    from schemas.event import Kind
    from schemas.topics import STORIES
    from streams.cli.setting import settings
    from streams.ops.admin import records

    for name in kind or ():
        if name not in list(Kind):
            told = f"no kind {name!r} (there are: {', '.join(one.value for one in Kind)})"
            raise CommandFailed(told, code=USAGE)
    values = (record.value for record in records(settings(), STORIES.name))
    found = [
        story
        for story in newest(values)
        if (everything or not story.withdrawn)
        and (not kind or story.kind.value in kind)
        and (not country or not {code.upper() for code in country}.isdisjoint(story.countries))
    ]
    if sys.stdout.isatty():
        Console().print(table_of(found))
    else:
        for story in found:
            print(story.model_dump_json())


def newest(values: Iterable[bytes | None]) -> "list[Story]":
    """The highest revision of each story, in the order in which the stories began."""
    from pydantic import ValidationError

    from schemas.story import Story

    held: dict[str, Story] = {}
    for value in values:
        if value is None:
            continue
        try:
            story = Story.model_validate_json(value)
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"]
            print(f"eventwire: a story left out: {reason}", file=sys.stderr)
            continue
        former = held.get(story.story_id)
        if former is None or former.revision <= story.revision:
            held[story.story_id] = story
    return sorted(held.values(), key=lambda story: (story.first_seen, story.story_id))


def table_of(found: "Iterable[Story]") -> "Table":
    """The stories as a table."""
    from rich.table import Table
    from rich.text import Text

    from streams.cli.lines import parties, short_date, told_articles
    from streams.cli.marked import STYLES, safe, told_item

    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    for name in ("kind", "status", "date"):
        table.add_column(name, no_wrap=True)
    table.add_column("who", ratio=3)
    table.add_column("what", ratio=2)
    table.add_column("articles", no_wrap=True)
    for story in found:
        status = Text(story.status.value, style=STYLES[story.status])
        if story.withdrawn:
            status = Text("withdrawn", style="red")
        table.add_row(
            story.kind.value,
            status,
            short_date(story.when),
            Text(parties(story.kind, story.roles)),
            Text(", ".join(safe(told_item(item)) for item in story.items)),
            told_articles(story),
        )
    return table
