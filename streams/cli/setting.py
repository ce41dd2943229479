"""Settings for the commands, from the environment and the options given."""

from typing import TYPE_CHECKING, Any

from streams.cli import USAGE, CommandFailed

if TYPE_CHECKING:
    from streams.runtime.settings import Settings


def settings(**options: Any) -> "Settings":
    """The settings of the environment; options that are not None win. Raises `CommandFailed`."""
    from pydantic import ValidationError

    from streams.runtime.settings import Settings

    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = "_".join(str(part) for part in first["loc"]).upper()
        message = first["msg"].removeprefix("Value error, ")
        where = f"EVENTWIRE_{field}: " if field else ""
        raise CommandFailed(f"{where}{message}", code=USAGE) from None
