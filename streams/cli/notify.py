"""`eventwire notify`: the file of targets tried out before an alert has to get through."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import FAILURE

if TYPE_CHECKING:
    from streams.runtime.targets import Target

app = typer.Typer(no_args_is_help=True, help="Those who are told of alerts.")

File = Annotated[Path, typer.Argument(help="The file of targets (TOML).", show_default=False)]


@app.command()
def check(file: File) -> None:
    """Read the file and those that it names; list the targets. Sends nothing."""
    import asyncio

    from streams.runtime.targets import read_targets

    targets = read_targets(file)
    asyncio.run(_opened(targets))
    for target in targets:
        spec = target.spec
        wants = [*spec.types, *spec.kinds, *spec.countries, *spec.rules]
        asked = ", ".join(str(one) for one in wants) or "everything"
        print(f"{spec.name}: {spec.type}, in {spec.language}, {asked}")


@app.command("test")
def trial(
    file: File,
    target: Annotated[
        list[str] | None, typer.Option(help="Only this one; may be repeated.", show_default=False)
    ] = None,
) -> None:
    """Send every target a notification that says it is a test; exit code 1 if one fails."""
    import asyncio

    from streams.cli.setting import settings
    from streams.notify import try_out
    from streams.runtime.targets import read_targets

    chosen = [one for one in read_targets(file) if not target or one.spec.name in target]
    if not chosen:
        raise typer.BadParameter(f"{file} has no such target", param_hint="--target")
    results = asyncio.run(try_out(chosen, page=settings().page_url, now=_now))
    for name, failure in results.items():
        print(f"{name}: {failure or 'delivered'}")
    if any(results.values()):
        raise typer.Exit(FAILURE)


async def _opened(targets: "Sequence[Target]") -> None:
    """Raises `SettingsError` for a target that nothing could be sent to."""
    import aiohttp

    from streams.notify import receivers

    async with aiohttp.ClientSession() as session:
        receivers(targets, session=session, page=None, now=_now)


def _now() -> datetime:
    return datetime.now(UTC)
