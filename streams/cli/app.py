"""The commands put together."""

from typing import Annotated

import typer

from streams.cli import alerts, deadletters, feed, notify, schemas, topics
from streams.cli.demo import demo
from streams.cli.doctor import doctor
from streams.cli.evaluate import evaluate
from streams.cli.extract import extract
from streams.cli.run import run
from streams.cli.stories import stories
from streams.cli.times import times
from streams.cli.watch import watch

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
app.command()(run)
app.command()(watch)
app.command()(stories)
app.command()(demo)
app.command()(doctor)
app.add_typer(feed.app, name="feed")
app.add_typer(alerts.app, name="alerts")
app.add_typer(deadletters.app, name="deadletters")
app.add_typer(notify.app, name="notify")
app.add_typer(topics.app, name="topics")
app.add_typer(schemas.app, name="schemas")
app.command("eval")(evaluate)
