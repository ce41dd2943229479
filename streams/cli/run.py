"""`eventwire run`: the workers."""

from typing import Annotated, cast

import typer

from streams.cli import USAGE, CommandFailed


def run(
    roles: Annotated[
        list[str] | None,
        typer.Argument(
            help="extract, cluster, alert, notify, gateway, feeds; by default all that is set up.",
            metavar="[ROLE]...",
        ),
    ] = None,
) -> None:
    """Run the stages of the stream until Ctrl-C or SIGTERM; several as processes of their own."""
    from streams.cli.setting import settings
    from streams.runtime.settings import ROLES, Role

    chosen = settings()
    wanted = tuple(roles or chosen.running)
    for role in wanted:
        if role not in ROLES:
            told = f"no role {role!r} (there are: {', '.join(ROLES)})"
            raise CommandFailed(told, code=USAGE)
    from streams import worker

    raise typer.Exit(worker.run(cast("tuple[Role, ...]", wanted), chosen))
