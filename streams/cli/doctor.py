"""`eventwire doctor`: what keeps eventwire from running here."""

import typer

from streams.cli import FAILURE

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def doctor() -> None:
    """Check versions, models, ports, broker, topics and lag; exit code 1 if something fails."""
    from rich.console import Console
    from rich.text import Text

    from streams.cli.setting import settings
    from streams.ops.doctor import check

    console = Console()
    findings = check(settings())
    for finding in findings:
        line = Text(f"{finding.result:<5}", style=_STYLES[finding.result])
        line.append(f"{finding.name:<16}", style="bold")
        line.append(" ".join(finding.detail.split()), style="default")
        console.print(line, soft_wrap=True)
    if any(finding.result == "fail" for finding in findings):
        raise typer.Exit(FAILURE)
