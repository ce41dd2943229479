"""Targets: who is told of alerts, as a file of TOML that an operator writes.

[[target]]
name = "desk"
type = "webhook"            # or "alertmanager", or "apprise"
url = "https://desk.example/hooks/eventwire"
secret_file = "desk.key"    # signs the request; paths are relative to this file
language = "nl"
kinds = ["delivery", "deployment"]
countries = ["NLD", "BEL"]
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from schemas.alert import Alert, AlertType
from schemas.base import Record
from schemas.event import Country, Kind
from streams.errors import SettingsError


class TargetSpec(Record):
    """One receiver of notifications; whatever is empty or None asks for nothing."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    """Part of every notification's id: a target that is renamed is told again."""
    type: Literal["webhook", "alertmanager", "apprise"]
    url: str | None = None
    url_file: Path | None = None
    """The URL in a file, for those that hold a password."""
    secret_file: Path | None = None
    """Key that signs webhooks, or bearer token of an Alertmanager."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    types: tuple[AlertType, ...] = ()
    kinds: tuple[Kind, ...] = ()
    countries: tuple[Country, ...] = ()
    rules: tuple[str, ...] = ()
    timeout: Annotated[float, Field(gt=0, le=60)] = 10.0
    """Seconds that one attempt may take."""

    @model_validator(mode="after")
    def _one_url(self) -> Self:
        if (self.url is None) == (self.url_file is None):
            raise ValueError("either url or url_file is needed, and not both")
        if self.type == "apprise" and self.secret_file is not None:
            raise ValueError("secret_file means nothing to apprise: its URL holds the credentials")
        return self

    def wants(self, alert: Alert) -> bool:
        """Whether the receiver is to be told of `alert`."""
        countries = {actor.country for actors in alert.roles.values() for actor in actors}
        return (
            (not self.types or alert.type in self.types)
            and (not self.kinds or alert.kind in self.kinds)
            and (not self.rules or alert.rule in self.rules)
            and (not self.countries or not countries.isdisjoint(self.countries))
        )


class Target(Record):
    """A receiver with its files read."""

    spec: TargetSpec
    url: str
    secret: str | None = None


class _File(Record):
    target: tuple[TargetSpec, ...] = ()


def read_targets(path: Path) -> tuple[Target, ...]:
    """The targets of a file, with the files it names read; raises `SettingsError` that tells
    which target is wrong, and how."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        specs = _File.model_validate(told).target
    except ValidationError as error:
        raise SettingsError(f"{path}: {'; '.join(_complaints(told, error))}") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {error}") from error
    names = [spec.name for spec in specs]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"{path}: two targets are called {name!r}")
    if not specs:
        raise SettingsError(f"{path}: there is no [[target]] in it")
    return tuple(_read(spec, beside=path.parent) for spec in specs)


def _read(spec: TargetSpec, *, beside: Path) -> Target:
    def content(path: Path) -> str:
        try:
            text = (beside / path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise SettingsError(f"target {spec.name}: {error}") from error
        if not text:
            raise SettingsError(f"target {spec.name}: {beside / path} is empty")
        return text

    url = spec.url if spec.url_file is None else content(spec.url_file)
    assert url is not None
    if spec.type != "apprise" and not url.startswith(("http://", "https://")):
        raise SettingsError(f"target {spec.name}: a {spec.type} has an http or https URL")
    secret = None if spec.secret_file is None else content(spec.secret_file)
    return Target(spec=spec, url=url, secret=secret)


def _complaints(told: dict[str, object], error: ValidationError) -> Iterator[str]:
    """Each wrong field with the name of its target; never a value, which may be a password."""
    entries = told.get("target")
    for one in error.errors(include_url=False, include_input=False):
        where = [str(part) for part in one["loc"]]
        if len(where) > 1 and where[0] == "target" and isinstance(entries, list):
            entry = entries[int(where[1])]
            name = entry.get("name", f"number {int(where[1]) + 1}") if entry else where[1]
            where = [f"target {name}", *where[2:]]
        yield f"{': '.join(where)}: {one['msg'].removeprefix('Value error, ')}"
