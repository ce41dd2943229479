"""`eventwire feed check`: every feed of a file tried once, and what would come in."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import FAILURE, USAGE, CommandFailed

if TYPE_CHECKING:
    from streams.connectors.feeds import Feed, Feeds
    from streams.connectors.item import Batch, Item
    from streams.runtime.http import Client
    from streams.runtime.sandbox import Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one feed gave: a row of the table."""

    name: str
    status: str
    items: int = 0
    newest: datetime | None = None
    language: str = ""
    text: str = ""
    """Median length of the texts, in characters; with full text that of the newest page."""
    error: str = ""


def check(
    path: Annotated[Path, typer.Argument(help="The file of feeds.", metavar="FILE")],
    feed: Annotated[list[str] | None, typer.Option(help="Only this feed; may be repeated.")] = None,
) -> None:
    """Fetch and read every feed once, send nothing, and show what would come in.

    Exit code 1 where a feed cannot be read. Needs no broker, but for feeds that are topics.
    """
    from rich.console import Console

    from streams.connectors.feeds import load
    from streams.errors import SettingsError

    try:
        feeds = load(path)
    except SettingsError as error:
        raise CommandFailed(str(error), code=USAGE) from None
    chosen = [one for one in feeds.active if not feed or one.name in feed]
    unknown = set(feed or ()) - {one.name for one in feeds.active}
    if unknown:
        raise CommandFailed(f"{path}: no feed {min(unknown)!r}", code=USAGE)
    rows = asyncio.run(try_all(feeds, chosen))
    console = Console()
    console.print(_table(rows))
    off = len(feeds.feed) - len(feeds.active)
    if off:
        console.print(f"{off} switched off")
    if any(row.error for row in rows):
        raise typer.Exit(FAILURE)


async def try_all(feeds: "Feeds", chosen: "Sequence[Feed]") -> list[Tried]:
    """Each feed tried, all at the same time but for those of one host."""
    from streams.connectors.politeness import Hosts
    from streams.runtime.http import Client
    from streams.runtime.sandbox import Sandbox

    hosts = Hosts(interval=feeds.host_interval)
    async with AsyncExitStack() as stack:
        sandbox = Sandbox()
        stack.callback(sandbox.close)
        tries = []
        for feed in chosen:
            client = await stack.enter_async_context(
                Client(allowed=feed.allow_networks, contact=feeds.contact, turn=hosts.turn)
            )
            tries.append(_tried(feed, client, sandbox))
        return list(await asyncio.gather(*tries))


async def _tried(feed: "Feed", client: "Client", sandbox: "Sandbox") -> Tried:
    from streams.errors import EventwireError, FetchError

    try:
        if feed.door == "push":
            from streams.connectors.feeds import secret

            assert feed.token_file is not None
            secret(feed.token_file)
            return Tried(name=feed.name, status="waits for POST /articles")
        status, batch = await _batch(feed, client, sandbox)
        return await _described(feed, batch, client, sandbox, status=status)
    except FetchError as error:
        status = str(error.status) if error.status else error.outcome
        return Tried(name=feed.name, status=status, error=error.detail)
    except (EventwireError, OSError) as error:
        return Tried(name=feed.name, status="error", error=str(error))


async def _batch(feed: "Feed", client: "Client", sandbox: "Sandbox") -> "tuple[str, Batch]":
    from streams.connectors import formats
    from streams.connectors.item import Batch
    from streams.connectors.poll import Validators, fetch

    if feed.url is not None:
        answer = await fetch(feed, client, Validators())
        batch: Batch = await sandbox.run(
            formats.read,
            feed.format,
            answer.body,
            content_type=answer.content_type,
            url=answer.url,
        )
        return str(answer.status), batch
    documents = await asyncio.to_thread(_files if feed.folder else _messages, feed)
    found = Batch()
    for name, format_, body in documents:
        one: Batch = await sandbox.run(formats.read, format_, body, url=name)
        found = Batch(
            items=found.items + one.items,
            faults=found.faults + one.faults,
            skipped=found.skipped + one.skipped,
        )
    return f"{len(documents)} {'files' if feed.folder else 'messages'}", found


def _files(feed: "Feed") -> list[tuple[str, str, bytes]]:
    from streams.connectors.folder import format_of, ready

    assert feed.folder is not None
    found = ready(feed.folder, now=datetime.now(UTC), settled=0.0)
    return [(one.path.name, format_of(feed, one.path), one.path.read_bytes()) for one in found[:50]]


def _messages(feed: "Feed") -> list[tuple[str, str, bytes]]:
    from itertools import islice

    from streams.cli.setting import settings
    from streams.ops.admin import records

    assert feed.topic is not None
    told = islice(records(settings(), feed.topic), 50)
    return [(f"{one.offset}", feed.format, one.value) for one in told if one.value is not None]


async def _described(
    feed: "Feed", batch: "Batch", client: "Client", sandbox: "Sandbox", *, status: str
) -> Tried:
    from collections import Counter
    from statistics import median

    from streams.connectors.language import detect

    languages: Counter[str] = Counter()
    for item in batch.items[:20]:
        told = feed.language or item.language
        found = await sandbox.run(detect, f"{item.title}\n{item.text}")
        languages[told or (f"{found} (by its text)" if found else "unclear")] += 1
    dates = [item.published or item.updated for item in batch.items]
    lengths = [len(item.text) for item in batch.items]
    text = f"{int(median(lengths))} characters" if lengths else ""
    error = "; ".join(f"item {one.position}: {one.reason}" for one in batch.faults[:3])
    if feed.full_text and batch.items:
        text, error = await _page(feed, batch.items, client, sandbox, error=error)
    return Tried(
        name=feed.name,
        status=status,
        items=len(batch.items),
        newest=max((date for date in dates if date is not None), default=None),
        language=", ".join(language for language, _ in languages.most_common(3)),
        text=text,
        error=error,
    )


async def _page(
    feed: "Feed", items: "Sequence[Item]", client: "Client", sandbox: "Sandbox", *, error: str
) -> tuple[str, str]:
    from streams.connectors.pages import Pages, Robots
    from streams.connectors.politeness import Hosts
    from streams.errors import FetchError, Unreadable
    from streams.runtime.metrics import FeedMetrics

    linked = next((item.url for item in items if item.url), None)
    if linked is None:
        return "no links", error or "full_text is asked for, but no item has a link"
    pages = Pages(
        feed,
        client=client,
        hosts=Hosts(interval=0.0),  # the client waits for its turn itself
        sandbox=sandbox,
        robots=Robots(),
        metrics=FeedMetrics(),
    )
    try:
        return f"{len(await pages.text(linked))} characters (page)", error
    except FetchError as failure:
        return "no page", error or failure.detail
    except Unreadable as failure:
        return "no page", error or f"{linked}: {failure}"


def _table(rows: Sequence[Tried]) -> object:
    from rich.table import Table
    from rich.text import Text

    from streams.cli.marked import safe
    from streams.connectors.feeds import age

    now = datetime.now(UTC)
    table = Table(box=None, pad_edge=False)
    for heading in ("feed", "status", "items", "newest", "language", "text", "error"):
        table.add_column(
            heading, overflow="fold", no_wrap=heading in ("feed", "status", "newest", "text")
        )
    for row in rows:
        newest = f"{age((now - row.newest).total_seconds())} ago" if row.newest else ""
        table.add_row(
            row.name,
            Text(safe(row.status), style="red" if row.error and not row.items else "green"),
            str(row.items) if row.items else "",
            newest,
            row.language,
            row.text,
            Text(safe(row.error), style="red"),
        )
    return table
