"""The commands put together."""

from typing import Annotated

import typer

from streams.cli import schemas
from streams.cli.evaluate import evaluate
from streams.cli.extract import extract
from streams.cli.times import times

app = typer.Typer(
    name="eventwire",
    help="Newswire in on Kafka, dated typed events out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("eventwire")
        except PackageNotFoundError:  # run from a checkout that is not installed
            number = "unknown"
        typer.echo(f"eventwire {number}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Newswire in on Kafka, dated typed events out."""


app.command()(extract)
app.command()(times)
app.command("eval")(evaluate)
app.add_typer(schemas.app, name="schemas")
