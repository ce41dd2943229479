"""`eventwire schemas`: the wire contract as files."""

from pathlib import Path
from typing import Annotated

import typer

from streams.cli import CommandFailed

app = typer.Typer(no_args_is_help=True, help="The wire contract as JSON Schemas and AsyncAPI.")

#: Beside the models that it is made from.
_HOME = Path(__file__).parents[2] / "schemas" / "json"

Folder = Annotated[Path, typer.Argument(help="The folder of the files.", show_default=False)]


@app.command()
def export(folder: Folder = _HOME) -> None:
    """Write a JSON Schema for each record, and the AsyncAPI 3 document, into a folder."""
    from schemas.asyncapi import files

    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = files()
        for path in _found(folder):
            if path.name not in made:
                path.unlink()
        for name, content in made.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"{folder}: {error.strerror}") from None
    print(f"{len(made)} files in {folder}")


@app.command()
def check(folder: Folder = _HOME) -> None:
    """Tell whether the files in a folder are what the models say; exit code 1 if not."""
    differing = drift(folder)
    if differing:
        told = ", ".join(f"{name} ({what})" for name, what in differing.items())
        raise CommandFailed(f"{folder} has drifted: {told}; mend with: eventwire schemas export")
    print(f"{folder} is up to date")


def drift(folder: Path) -> dict[str, str]:
    """What is `missing`, `stale` or `unknown` in a folder of generated files, by file name."""
    from schemas.asyncapi import files

    made = files()
    there = {path.name: path for path in _found(folder)}
    found = dict.fromkeys(there.keys() - made.keys(), "unknown")
    found |= dict.fromkeys(made.keys() - there.keys(), "missing")
    for name in made.keys() & there.keys():
        if there[name].read_text(encoding="utf-8") != made[name]:
            found[name] = "stale"
    return dict(sorted(found.items()))


def _found(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder.is_dir() else []
