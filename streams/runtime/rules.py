"""Rules: the file of alert rules, read."""

from importlib import resources
from pathlib import Path

from schemas.rules import Rulebook
from streams.core.stories.rules import parse_rules


def read(path: Path | None) -> Rulebook:
    """The rules of a file, or the packaged ones. Raises OSError and ValueError."""
    if path is not None:
        return parse_rules(path.read_text(encoding="utf-8"))
    packaged = resources.files("streams.packs").joinpath("world", "alerts.toml")
    return parse_rules(packaged.read_text(encoding="utf-8"))
