"""`eventwire topics`: the topics on the broker, from the one table."""

from typing import Annotated

import typer

from streams.cli import FAILURE, USAGE, CommandFailed

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


@app.command()
def acls(
    roles: Annotated[
        list[str] | None,
        typer.Argument(
            help="feed, extract, cluster, alert, notify, reader, operator; all of them by default.",
            metavar="[ROLE]...",
        ),
    ] = None,
    principal: Annotated[
        str,
        typer.Option(help="Whom to allow; {role} stands for the role.", metavar="PRINCIPAL"),
    ] = "User:eventwire-{role}",
    host: Annotated[str, typer.Option(help="The only address to allow it from.")] = "*",
    as_json: Annotated[bool, typer.Option("--json", help="JSON in place of commands.")] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Give the rights now; takes none away.")
    ] = False,
) -> None:
    """Print the rights of each role, from the table of topics, as commands of kafka-acls.sh."""
    from streams.cli.setting import settings
    from streams.ops import acls

    chosen = settings()
    try:
        wanted = acls.grants(roles or acls.ROLES, chosen, principal=principal, host=host)
    except ValueError as error:
        raise CommandFailed(str(error), code=USAGE) from None
    if apply:
        given = acls.apply(wanted, chosen)
        for grant in given:
            print(f"{grant.principal} may {grant.operation} {grant.resource} {grant.name}")
        if not given:
            print("nothing to do: the rights are there")
    elif as_json:
        print(acls.to_json(wanted))
    else:
        for grant in wanted:
            print(grant.command(chosen.broker))
