"""`eventwire doctor`: what keeps eventwire from running here."""

from typing import TYPE_CHECKING

import typer

from streams.cli import FAILURE

if TYPE_CHECKING:
    from streams.ops.doctor import Check
    from streams.runtime.settings import Settings

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def doctor() -> None:
    """Check versions, models, ports, broker, topics and lag; exit code 1 if something fails."""
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
    """The file of feeds, which the layer of the other checks knows nothing of."""
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
    told = f"{len(feeds.active)} in {chosen.feeds} (`eventwire feed check` tries them)"
    return (Check("feeds", "ok" if feeds.active else "fail", told),)
