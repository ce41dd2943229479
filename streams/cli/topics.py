"""`eventwire topics`: the topics on the broker, from the one table."""

import typer

from streams.cli import FAILURE

app = typer.Typer(no_args_is_help=True, help="The topics on the broker, from the one table.")


@app.command()
def ensure() -> None:
    """Create the topics that are missing and set what is not set; a second call does nothing."""
    from streams.cli.setting import settings
    from streams.ops import topics

    done = topics.ensure(settings())
    for line in done:
        print(line)
    if not done:
        print("nothing to do: the topics are as the table says")


@app.command()
def diff() -> None:
    """Tell how the broker's topics differ from the table; exit code 1 if they do."""
    from streams.cli.setting import settings
    from streams.ops import topics

    differences = topics.diff(settings())
    for difference in differences:
        print(difference)
    if differences:
        raise typer.Exit(FAILURE)
    print("the topics are as the table says")
