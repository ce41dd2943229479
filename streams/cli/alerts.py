"""`eventwire alerts`: the rules by which stories wake somebody."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import CommandFailed

if TYPE_CHECKING:
    from schemas.rules import Rule

app = typer.Typer(no_args_is_help=True, help="The rules by which stories wake somebody.")


@app.callback()
def _alerts() -> None:
    """The rules by which stories wake somebody."""


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="A file of rules; without one, what workers would read.")
    ] = None,
) -> None:
    """Read a file of alert rules as a worker would: one line a rule, or what is wrong with it."""
    from streams.cli.setting import settings
    from streams.runtime import rules

    path = file if file is not None else settings().alert_rules
    where = path or "the packaged rules"
    try:
        book = rules.read(path)
    except OSError as error:
        raise CommandFailed(f"{where}: {error.strerror}") from None
    except ValueError as error:
        raise CommandFailed(f"{where}: {error}") from None
    for rule in book.rule:
        print(f"{rule.name}: {told(rule)}")
    lists = f", {len(book.watch)} watch lists" if book.watch else ""
    print(f"{where}: {len(book.rule)} rules{lists}")


def told(rule: "Rule") -> str:
    """What a rule asks for, in one line: the fields that are set, by their names."""
    fields = rule.model_dump(mode="json", exclude={"name"}, exclude_defaults=True)
    shown = (
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in fields.items()
    )
    return " ".join(shown) or "every firm story"
