"""`eventwire run`: the workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from streams.cli import USAGE, CommandFailed

if TYPE_CHECKING:
    from streams.runtime.settings import Settings


def run(
    roles: Annotated[
        list[str] | None,
        typer.Argument(
            help="extract, cluster, alert, notify, gateway, feeds; by default all that is set up.",
            metavar="[ROLE]...",
        ),
    ] = None,
    feeds: Annotated[
        Path | None, typer.Option(help="File of feeds (EVENTWIRE_FEEDS).", metavar="FILE")
    ] = None,
    embedded: Annotated[
        bool,
        typer.Option(
            "--embedded",
            help="With a broker of its own, in memory: to try it out, not for production.",
        ),
    ] = False,
) -> None:
    """Run the stages of the stream until Ctrl-C or SIGTERM; several as processes of their own."""
    from streams.cli.setting import settings
    from streams.runtime.settings import ROLES, Role

    chosen = settings(feeds=feeds)
    wanted = tuple(roles or chosen.running)
    for role in wanted:
        if role not in ROLES:
            told = f"no role {role!r} (there are: {', '.join(ROLES)})"
            raise CommandFailed(told, code=USAGE)
    if "feeds" in wanted:
        _check_feeds(chosen)
    from streams import worker

    if not embedded:
        raise typer.Exit(worker.run(cast("tuple[Role, ...]", wanted), chosen))
    with _embedded(chosen):
        status = worker.run(cast("tuple[Role, ...]", wanted), chosen)
    raise typer.Exit(status)


def _check_feeds(chosen: "Settings") -> None:
    """Say what is wrong with the file of feeds here, not in the log of a worker."""
    from streams.connectors.feeds import load
    from streams.errors import SettingsError

    if chosen.feeds is None:
        raise CommandFailed("feeds: no file of feeds (--feeds FILE, EVENTWIRE_FEEDS)", code=USAGE)
    try:
        load(chosen.feeds)
    except SettingsError as error:
        raise CommandFailed(str(error), code=USAGE) from None


@contextmanager
def _embedded(chosen: "Settings") -> Iterator[None]:
    """The embedded broker where the settings look for one, with its topics."""
    from streams.errors import EmbeddedBrokerError
    from streams.ops import topics
    from streams.ops.embedded import EmbeddedBroker

    host, _, port = chosen.broker.partition(":")
    if host not in ("127.0.0.1", "localhost") or not port.isdigit():
        told = f"--embedded listens on this machine alone, EVENTWIRE_BROKER is {chosen.broker}"
        raise CommandFailed(told, code=USAGE)
    try:
        with EmbeddedBroker(port=int(port)):
            topics.ensure(chosen)
            yield
    except EmbeddedBrokerError as error:
        raise CommandFailed(str(error)) from None
