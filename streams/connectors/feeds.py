"""Feeds: the file that says where news comes from.

TOML: `contact` and the politeness towards hosts, `[push]` for the door at which articles are
posted, and one `[[feed]]` a source. Every mistake is told with its line and the feed's name.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from yarl import URL

from schemas.article import Language
from schemas.topics import TOPICS
from streams.connectors.formats import Format
from streams.errors import SettingsError
from streams.runtime.addresses import Network

Door = Literal["url", "folder", "topic", "push"]

#: Seconds. Newsrooms publish by the minute, and a conditional request costs a server little; a
#: folder is here, and somebody waits for his file to go.
_POLL_INTERVAL, _FOLDER_INTERVAL = 300.0, 5.0

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"\s*(\d{1,9})\s*([smhd])\s*")
_FEED_LINE = re.compile(r"^\s*\[\[\s*feed\s*\]\]", re.MULTILINE)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def _duration(value: object) -> object:
    """Seconds of a number or of "30s", "5m", "2h", "1d"."""
    if isinstance(value, str):
        found = _DURATION.fullmatch(value)
        if found is None:
            raise ValueError(f"{value!r} is no duration: write 30s, 5m, 2h or 1d")
        return float(found.group(1)) * _UNITS[found.group(2)]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a duration is written as 30s, 5m, 2h or 1d")  # noqa: TRY004 - pydantic's
    return value


def _network(value: object) -> object:
    try:
        return ip_network(value, strict=False) if isinstance(value, str) else value
    except ValueError:
        raise ValueError(f"{value!r} is no address and no network (10.1.2.0/24)") from None


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone (Europe/Amsterdam)") from None
    return value


def _url(value: str) -> str:
    url = URL(value)
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"{value!r} is no http or https address")
    if url.user or url.password:
        raise ValueError("no credentials in an address: use header_files")
    return value


def _header(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise ValueError(f"{value!r} is no name of a header")
    return value


Seconds = Annotated[float, BeforeValidator(_duration)]
HeaderName = Annotated[str, AfterValidator(_header)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Feed(_Strict):
    """One source of news: exactly one of `url`, `folder`, `topic` and `push` says where it is."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    url: Annotated[str, AfterValidator(_url)] | None = None
    """Polled: RSS, Atom, ninjs, NewsML-G2 or JSON Lines."""
    folder: Path | None = None
    """Watched: files that are moved into it."""
    topic: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,249}$")] | None = None
    """Read from the same Kafka cluster: a message a document."""
    push: bool = False
    """Posted to `POST /articles` with the token of `token_file`."""

    format: Format = "auto"
    source: Annotated[str, StringConstraints(max_length=120)] = ""
    """Name of the source; by default the feed's own. Feeds of one source share its items."""
    language: Language | None = None
    """By default what the feed says, else what its text looks like."""
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    """The newsroom's, for feeds that give their dates in UTC."""
    interval: Annotated[Seconds, Field(ge=1, le=7 * 86400)] | None = None
    """Seconds between two polls (five minutes), or two looks into the folder (five seconds)."""
    full_text: bool = False
    """Fetch the page that an item links to, for a feed that gives teasers only."""
    robots: bool = True
    """Respect robots.txt for those pages."""
    headers: dict[HeaderName, str] = Field(default_factory=dict)
    header_files: dict[HeaderName, Path] = Field(default_factory=dict)
    """Headers whose value is the content of a file: keys and passwords."""
    token_file: Path | None = None
    """The bearer token that a client of `push` must show."""
    allow_networks: tuple[Annotated[Network, BeforeValidator(_network)], ...] = ()
    """Addresses that are not public and may be fetched from all the same."""
    quiet_after: Annotated[Seconds, Field(gt=0)] | None = None
    """Seconds without a new article until this feed counts as gone quiet; for the alert rules."""
    enabled: bool = True

    @property
    def door(self) -> Door:
        """Which of the four it is."""
        if self.url is not None:
            return "url"
        return "folder" if self.folder is not None else "topic" if self.topic else "push"

    @property
    def pause(self) -> float:
        """Seconds between two looks at it."""
        return self.interval or (_FOLDER_INTERVAL if self.folder is not None else _POLL_INTERVAL)

    @property
    def source_name(self) -> str:
        """What stands as the source of its articles."""
        return self.source or self.name

    @model_validator(mode="after")
    def _fits(self) -> Self:
        doors = (self.url, self.folder, self.topic, self.push or None)
        if sum(door is not None for door in doors) != 1:
            raise ValueError("say exactly one of url, folder, topic and push")
        if self.push and self.token_file is None:
            raise ValueError("push needs a token_file")
        if self.topic in {topic.name for topic in TOPICS}:
            raise ValueError("topic: eventwire's own topics would feed themselves")
        if self.url is None:
            for field in ("full_text", "headers", "header_files", "allow_networks"):
                if getattr(self, field):
                    raise ValueError(f"{field} belongs to a feed with a url")
        if self.url is not None and self.format == "text":
            raise ValueError("format text belongs to a folder, a topic or push")
        return self


class Push(_Strict):
    """The door for articles that others post."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 6080
    """0 takes a free one."""
    certificate: Path | None = None
    """PEM file of the certificate with its chain: HTTPS in place of HTTP."""
    key: Path | None = None
    """Its key, where that is not in the same file."""
    max_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 4 * 1024 * 1024

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.key is not None and self.certificate is None:
            raise ValueError("key needs a certificate")
        return self


class Feeds(_Strict):
    """The whole file."""

    contact: Annotated[str, StringConstraints(max_length=200, pattern=r"^[ -~]*$")] = ""
    """An address or a page about you; goes out in the User-Agent of every fetch."""
    host_interval: Annotated[Seconds, Field(ge=0, le=3600)] = 1.0
    """Seconds between the end of one fetch from a host and the start of the next."""
    push: Push = Push()
    feed: tuple[Feed, ...] = ()

    @property
    def active(self) -> tuple[Feed, ...]:
        """The feeds that are not switched off."""
        return tuple(feed for feed in self.feed if feed.enabled)


def load(path: Path) -> Feeds:
    """The feeds of a file; raises `SettingsError` with every mistake in it, a line each.

    Paths in it are relative to the file.
    """
    try:
        text = path.read_text(encoding="utf-8")
        told = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    try:
        found = Feeds.model_validate(told)
    except ValidationError as error:
        raise SettingsError("\n".join(dict.fromkeys(_told(error, path, text, told)))) from None
    twice = [name for name, count in Counter(feed.name for feed in found.feed).items() if count > 1]
    if twice:
        raise SettingsError(f"{path}: more than one feed is called {twice[0]!r}")
    if not found.feed:
        raise SettingsError(f"{path}: no [[feed]] in it")
    base = path.resolve().parent
    feeds = tuple(_located(feed, base) for feed in found.feed)
    door = found.push.model_copy(
        update={
            "certificate": found.push.certificate and base / found.push.certificate,
            "key": found.push.key and base / found.push.key,
        }
    )
    return found.model_copy(update={"feed": feeds, "push": door})


def _located(feed: Feed, base: Path) -> Feed:
    return feed.model_copy(
        update={
            "folder": feed.folder and base / feed.folder,
            "token_file": feed.token_file and base / feed.token_file,
            "header_files": {name: base / file for name, file in feed.header_files.items()},
        }
    )


def _told(error: ValidationError, path: Path, text: str, told: dict[str, Any]) -> Iterator[str]:
    lines = [text.count("\n", 0, one.end()) + 1 for one in _FEED_LINE.finditer(text)]
    for one in error.errors(include_url=False):
        message = " ".join(one["msg"].removeprefix("Value error, ").split())
        where = [str(part) for part in one["loc"]]
        place, feed = f"{path}", ""
        if len(one["loc"]) > 1 and one["loc"][0] == "feed" and isinstance(one["loc"][1], int):
            number = one["loc"][1]
            named = told["feed"][number]
            name = named.get("name") if isinstance(named, dict) else None
            place = f"{path}:{lines[number]}" if number < len(lines) else place
            feed = f"feed {name!r}: " if isinstance(name, str) else f"feed {number + 1}: "
            where = where[2:]
        if one["type"] == "extra_forbidden":
            message = "no such setting"
        field = f"{where[0]}: " if where else ""
        yield f"{place}: {feed}{field}{message}"


def secrets(feed: Feed) -> dict[str, str]:
    """The headers of `header_files`, read anew each time, so that a key can be changed while the
    worker runs. Raises `SettingsError`."""
    return {name: secret(file) for name, file in feed.header_files.items()}


def secret(file: Path) -> str:
    """The one line in a file; raises `SettingsError`."""
    try:
        told = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from None
    if not told or not told.isprintable():
        raise SettingsError(f"{file}: must hold one line of printable characters")
    return told


def age(seconds: float) -> str:
    """A duration for people: "40 s", "12 min", "5 h", "3 d"."""
    whole = timedelta(seconds=max(seconds, 0))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if whole.total_seconds() >= 2 * size:
            return f"{int(whole.total_seconds() // size)} {unit}"
    return f"{int(whole.total_seconds())} s"
