"""Settings: one frozen record, read from EVENTWIRE_* variables and passed on as an argument."""

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schemas.article import MAX_TEXT_CHARACTERS
from streams.runtime.security import WITH_SECRETS, Security

Role = Literal["extract", "cluster", "alert", "notify", "gateway", "feeds"]
ROLES: tuple[Role, ...] = ("extract", "cluster", "alert", "notify", "gateway", "feeds")

#: What runs unless somebody asks for less; others need a file of their own.
_STREAM: tuple[Role, ...] = ("extract", "cluster", "alert", "gateway")


def available_cores() -> int:
    """Cores that this process may use; a container's CPU set counts, its quota does not."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(BaseSettings):
    """Everything that can be set, with the reason for each default.

    Lists are comma-separated in the environment (`EVENTWIRE_LANGUAGES=nl,en`). Raises
    `pydantic.ValidationError` with one line per wrong field.
    """

    model_config = SettingsConfigDict(
        env_prefix="EVENTWIRE_",
        # EVENTWIRE_SECURITY_KEY_PASSWORD is `security.key_password`.
        env_nested_delimiter="_",
        env_nested_max_split=1,
        frozen=True,
        extra="forbid",
    )

    broker: str = "127.0.0.1:9092"
    """Bootstrap servers, comma-separated host:port."""
    security: Security = Security()
    """How to log in and to encrypt: see `streams.runtime.security`."""
    processing_guarantee: Literal["at_least_once"] = "at_least_once"
    """Deterministic ids make repeats harmless."""
    group_prefix: str = "eventwire"
    """Consumer groups are `<prefix>-<role>-v1`."""

    roles: Annotated[tuple[Role, ...], NoDecode] = _STREAM
    """What `eventwire run` runs; `notify` joins it as soon as there are targets, `feeds` as soon as
    there is a file of feeds."""
    languages: Annotated[tuple[str, ...], NoDecode] = ("nl", "en", "fr")
    engine: str = "streams.runtime.engine:Engine"
    """Import string of what turns an article into events, inside the child processes."""
    models: dict[str, str] = Field(default_factory=dict)
    """spaCy pipeline by language (a package or a path), where it shall not be the default."""
    prefilter: bool = True
    """Look words up before anything is parsed, and parse only what may tell an event."""
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Events below this confidence are not told: fewer false alarms for more misses."""
    story_horizon_days: Annotated[int, Field(ge=1)] = 400
    """Days after its date and its last mention on which a story is over: it takes no new claims
    then, and no memory. Corrections and repeats reach it still. Longer than the rules' own
    `past_after_days`, so that what is told of it afterwards wakes nobody a second time."""
    stories_kept_open: Annotated[int, Field(ge=0)] = 10_000
    """Stories of a kind that are over and stay open until so many others changed: for old news
    that is fed in later, years of it at a time."""
    stories_in_memory: Annotated[int, Field(ge=1)] = 2_000
    """Stories of a kind that are held as they are, 20 kB each: those told of last; and so many
    that alerts told of. All others lie packed in files under `data_dir`, 2.5 kB each, of which
    nothing is left when the worker ends; of the open ones what matching looks at stays in
    memory."""
    alert_rules: Path | None = None
    """A file of alert rules; the packaged ones where there is none."""
    alert_silence: bool = True
    """Whether rules may keep silent about old articles and old events. Off, everything wakes
    somebody: for demonstrations and trials with old news."""

    feeds: Path | None = None
    """TOML file of the feeds that news comes from."""

    notify_targets: Path | None = None
    """TOML file of those who are told of alerts."""
    notify_patience: Annotated[float, Field(ge=0, le=24 * 3600)] = 900.0
    """Seconds for which a target that is away is tried; then a dead letter keeps the alert."""
    notify_max_age: Annotated[float, Field(gt=0)] = 2 * 24 * 3600.0
    """Seconds since the article's publication after which nobody is told: a backfill, or the first
    start on a topic that is years old, must not wake a whole newsroom."""
    page_url: str | None = None
    """Address of the page as readers reach it, for the links in notifications."""

    http_host: str = "127.0.0.1"
    """Loopback by default: /metrics, /healthz and /readyz are for those whom you let in."""
    http_port: Annotated[int, Field(ge=0, le=65530)] = 6066
    """The first port; with several roles each takes the next. 0 lets the system choose."""

    gateway_host: str = "127.0.0.1"
    """Where page and API are served: loopback by default, because whoever reaches them may read."""
    gateway_port: Annotated[int, Field(ge=0, le=65535)] = 8066
    """0 lets the system choose."""
    gateway_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Names by which browsers may ask for it (the Host header), besides those of loopback and
    `gateway_host`; `*` takes any, for behind a proxy that checks them."""
    gateway_token_file: Path | None = None
    """A file of one line; without that token nothing is answered but the empty page."""
    gateway_certificate: Path | None = None
    """PEM file of the certificate, with its chain, that page and API are served with: HTTPS in
    place of HTTP. It may be renewed while the worker runs."""
    gateway_key: Path | None = None
    """Its key, where that is not in the same file."""
    gateway_stories: Annotated[int, Field(ge=1, le=5_000_000)] = 100_000
    """Stories held, those told of last: some 3 kB each."""
    gateway_clients: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Open streams at once."""

    pool_size: Annotated[int, Field(ge=1, le=256)] = Field(default_factory=available_cores)
    """Child processes that parse: one a core, a parse holds its core from start to end."""
    window_per_core: Annotated[int, Field(ge=1, le=1024)] = 128
    """Articles under way for each child: at 8 skewed articles leave a fifth of the cores idle,
    at 32 a twentieth, and batches for the parser want more. What is under way is repeated after
    a crash: a second's work or less."""
    article_deadline: Annotated[float, Field(gt=0, le=3600)] = 30.0
    """Seconds one article may take; the longest wire stories take two."""
    start_deadline: Annotated[float, Field(gt=0, le=3600)] = 180.0
    """Seconds a child may take to load its models."""
    recycle_after: Annotated[int, Field(ge=1)] = 20_000
    """Articles after which a child is replaced: spaCy's vocabulary grows with every new word."""
    child_memory_mb: Annotated[int, Field(ge=256)] | None = None
    """Cap on the address space of one child (RLIMIT_AS); off by default, because numpy reserves
    far more than it uses."""
    max_text: Annotated[int, Field(ge=1)] = MAX_TEXT_CHARACTERS
    """Longest text in characters that is parsed."""

    session_timeout: Annotated[float, Field(ge=1)] = 6.0
    """Seconds without a heartbeat until the group gives a worker up: the least that Kafka allows
    by default, and what the embedded broker needs to answer a join promptly."""
    group_instance_id: Annotated[str, Field(pattern=r"^[\w.-]{1,200}$")] | None = None
    """Static membership: a worker that is back under this name within the session timeout finds
    its partitions as it left them, without a rebalance. One name a worker of a role, and a session
    timeout (at most `request_timeout`) that covers a restart."""
    request_timeout: Annotated[float, Field(ge=1)] = 40.0
    stall_timeout: Annotated[float, Field(ge=5)] = 120.0
    """Seconds with lag and without any progress until the worker stops itself. Clients have got
    stuck without a sign; must be well above `article_deadline`."""
    commit_interval: Annotated[float, Field(gt=0)] = 1.0
    """Seconds between commits: what is repeated after kill -9, besides the window."""
    replication_factor: Annotated[int, Field(ge=1)] = 1
    """Replicas of a created topic; 3 in production."""

    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    data_dir: Path = Path("var")
    """A folder for what needs no backup: stories that are not in memory, the demonstration."""

    @field_validator("roles", "languages", "gateway_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("processing_guarantee", mode="before")
    @classmethod
    def _refuse_exactly_once(cls, value: object) -> object:
        if value == "exactly_once":
            raise ValueError(
                "exactly_once is refused: records to topics that the worker does not consume "
                "would be sent outside the transaction; at_least_once with deterministic ids is "
                "what keeps the outcome exact"
            )
        return value

    @field_validator("broker")
    @classmethod
    def _plain_bootstrap(cls, value: str) -> str:
        servers = [part.strip().removeprefix("kafka://") for part in value.split(",")]
        if not all(server and ":" in server for server in servers):
            raise ValueError("broker must be host:port, or several of them with commas between")
        return ",".join(servers)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.session_timeout > self.request_timeout:
            raise ValueError("session_timeout must not exceed request_timeout")
        if self.stall_timeout < 2 * self.article_deadline:
            raise ValueError("stall_timeout must be at least twice article_deadline")
        if self.gateway_key is not None and self.gateway_certificate is None:
            raise ValueError("gateway_key needs a gateway_certificate")
        if not self.roles:
            raise ValueError("at least one role is needed")
        if not self.languages:
            raise ValueError("at least one language is needed")
        return self

    @property
    def bootstrap(self) -> list[str]:
        """The bootstrap servers as a list."""
        return self.broker.split(",")

    @property
    def running(self) -> tuple[Role, ...]:
        """The roles that `eventwire run` runs."""
        wanted: set[Role] = set(self.roles)
        if self.notify_targets is not None:
            wanted.add("notify")
        if self.feeds is not None:
            wanted.add("feeds")
        return tuple(role for role in ROLES if role in wanted)

    @property
    def window(self) -> int:
        """Articles under way at once in one extract worker."""
        return self.window_per_core * self.pool_size

    def to_pipe(self) -> bytes:
        """One line of JSON for a child that the settings are handed to, secrets included."""
        return self.model_dump_json(context=WITH_SECRETS).encode() + b"\n"

    def group(self, role: str) -> str:
        """The consumer group of a role: also the id of its Faust app."""
        return f"{self.group_prefix}-{role}-v1"
