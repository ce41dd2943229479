"""`eventwire deadletters`: what could not be processed, why, and once more."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import USAGE, CommandFailed

if TYPE_CHECKING:
    from schemas.deadletter import DeadReason
    from streams.ops.deadletters import Filed

app = typer.Typer(no_args_is_help=True, help="What could not be processed: list, show, replay.")

Reason = Annotated[
    str | None, typer.Option(help="Only letters with this reason (malformed, timeout, ...).")
]
Stage = Annotated[str | None, typer.Option(help="Only letters of this stage (extract, ...).")]


@app.command("list")
def list_letters(reason: Reason = None, stage: Stage = None) -> None:
    """All dead letters, a line each: a table on a terminal, JSON Lines in a pipe."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from streams.cli.marked import safe
    from streams.cli.setting import settings
    from streams.ops import deadletters

    found = deadletters.list_(settings(), reason=_reason(reason), stage=stage)
    if not sys.stdout.isatty():
        for filed in found:
            print(json.dumps(_line(filed), ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("number", justify="right")
    for name in ("reason", "stage", "failed at", "origin", "detail"):
        table.add_column(name, overflow="fold")
    for filed in found:
        letter = filed.letter
        table.add_row(
            str(filed.number),
            letter.reason.value,
            letter.stage,
            f"{letter.failed_at:%Y-%m-%d %H:%M:%S}",
            Text(filed.origin),
            Text(safe(letter.detail)),
        )
    Console().print(table)


@app.command()
def show(
    number: Annotated[int, typer.Argument(help="The number that `list` gives.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="The original bytes and nothing else.")
    ] = False,
) -> None:
    """One dead letter with its original message."""
    from streams.cli.marked import safe
    from streams.cli.setting import settings
    from streams.ops import deadletters

    filed = deadletters.show(settings(), number)
    value = filed.letter.value
    if raw:
        sys.stdout.buffer.write(value or b"")
        return
    for name, told in _line(filed).items():
        print(f"{name:<10} {safe(str(told))}")
    for header in filed.letter.headers:
        shown = "(none)" if header.value is None else header.value.decode("utf-8", "replace")
        print(f"header     {safe(header.key)}: {safe(shown)}")
    print()
    print("(no value)" if value is None else safe(value.decode("utf-8", "replace")))


@app.command()
def replay(
    numbers: Annotated[
        list[int] | None, typer.Argument(help="Numbers that `list` gives.", metavar="[NUMBER]...")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    reason: Reason = None,
    stage: Stage = None,
) -> None:
    """Put original messages back where they came from; the letters stay where they are.

    What came from a feed is read again by the worker of the feeds, by the feed's settings of then.
    """
    from streams.cli.setting import settings
    from streams.ops import deadletters

    chosen = settings()
    if not numbers and not everything and reason is None and stage is None:
        raise CommandFailed("which ones? Numbers, --reason, --stage or --all", code=USAGE)
    found = list(deadletters.list_(chosen, reason=_reason(reason), stage=stage))
    if numbers:
        missing = set(numbers) - {filed.number for filed in found}
        if missing:
            told = ", ".join(str(number) for number in sorted(missing))
            raise CommandFailed(f"no such dead letter: {told}")
        found = [filed for filed in found if filed.number in numbers]
    print(f"messages put back: {deadletters.replay(chosen, found)}")
    if any(not filed.is_message for filed in found):
        print("what came from feeds is tried again by `eventwire run feeds`, now or when it runs")


def _reason(name: str | None) -> "DeadReason | None":
    from schemas.deadletter import DeadReason

    if name is None:
        return None
    if name not in list(DeadReason):
        told = ", ".join(reason.value for reason in DeadReason)
        raise CommandFailed(f"no reason {name!r} (there are: {told})", code=USAGE)
    return DeadReason(name)


def _line(filed: "Filed") -> dict[str, str | int]:
    letter = filed.letter
    return {
        "number": filed.number,
        "reason": letter.reason.value,
        "stage": letter.stage,
        "detail": letter.detail,
        "origin": filed.origin,
        "failed_at": letter.failed_at.isoformat(),
        "attempts": letter.attempts,
        "version": letter.version,
        "bytes": len(letter.value or b""),
    }
