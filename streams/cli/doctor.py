"""`eventwire doctor`: what keeps eventwire from running here."""

from typing import TYPE_CHECKING

import typer

from streams.cli import FAILURE

if TYPE_CHECKING:
    from streams.ops.doctor import Check
    from streams.runtime.settings import Settings

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def doctor() -> None:
    """Check versions, models, ports, broker, topics, clock, lag and feeds; exit code 1 if
    something fails."""
    from rich.console import Console
    from rich.text import Text

    from streams.cli.setting import settings
    from streams.ops.doctor import check

    console = Console()
    chosen = settings()
    findings = (*check(chosen), *_feeds(chosen))
    for finding in findings:
        line = Text(f"{finding.result:<5}", style=_STYLES[finding.result])
        line.append(f"{finding.name:<16}", style="bold")
        line.append(" ".join(finding.detail.split()), style="default")
        console.print(line, soft_wrap=True)
    if any(finding.result == "fail" for finding in findings):
        raise typer.Exit(FAILURE)


def _feeds(chosen: "Settings") -> "tuple[Check, ...]":
    """The feeds, which the layer of the other checks knows nothing of: each tried once."""
    import asyncio

    from streams.cli.check_feeds import try_all
    from streams.cli.marked import safe
    from streams.connectors.feeds import load, secret
    from streams.errors import SettingsError
    from streams.ops.doctor import Check

    if chosen.feeds is None:
        return (Check("feeds", "warn", "no feed is read: EVENTWIRE_FEEDS"),)
    try:
        feeds = load(chosen.feeds)
        for feed in feeds.active:
            for file in (feed.token_file, *feed.header_files.values()):
                if file is not None:
                    secret(file)
    except SettingsError as error:
        return (Check("feeds", "fail", str(error)),)
    if not feeds.active:
        return (Check("feeds", "fail", f"every feed in {chosen.feeds} is switched off"),)
    rows = asyncio.run(try_all(feeds, feeds.active))
    # One that is away today is no reason not to run.
    away = [row for row in rows if row.error and not row.items]
    told = f"{len(rows) - len(away)} of {len(rows)} in {chosen.feeds} can be read"
    return (
        *(Check("feeds", "warn", f"{row.name}: {row.status}, {safe(row.error)}") for row in away),
        Check("feeds", "ok" if len(away) < len(rows) else "warn", told),
    )
