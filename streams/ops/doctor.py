"""Doctor: what keeps eventwire from running here, checked one by one."""

import platform
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from schemas.topics import ARTICLES, TOPICS
from streams.core.stories.rules import parse_rules
from streams.errors import BrokerError, EmbeddedBrokerError, EventwireError, PoolError
from streams.ops import topics
from streams.ops.admin import admin, newest_timestamps
from streams.ops.embedded import find_binary
from streams.ops.lag import lag
from streams.runtime.certificate import certificate
from streams.runtime.parser import EngineSpec
from streams.runtime.pool import ParsePool
from streams.runtime.settings import Settings
from streams.runtime.targets import read_targets
from streams.runtime.wire import VERSION

_PACKAGES = ("faust-streaming", "aiokafka", "kafka-python", "spacy", "pydantic")

#: Seconds that an article may be from the future.
_MUCH_AHEAD = 120.0

#: Messages behind from which on it is worth a word.
_MUCH_LAG = 10_000


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `fail` keeps eventwire from working, `warn` does not."""

    name: str
    result: Literal["ok", "warn", "fail"]
    detail: str


def check(settings: Settings) -> tuple[Check, ...]:
    """All checks, in the order in which things go wrong; raises nothing."""
    checks: tuple[Callable[[Settings], Iterator[Check]], ...] = (
        _versions,
        _models,
        _files,
        _certificate,
        _ports,
        _security,
        _broker,
        _topics,
        _clock,
        _lag,
    )
    found: list[Check] = []
    for one in checks:
        found += _safely(one, settings)
        if one in (_security, _broker) and found[-1].result == "fail":
            break  # the rest asks the broker
    return tuple(found)


def _safely(one: Callable[[Settings], Iterator[Check]], settings: Settings) -> Iterator[Check]:
    name = one.__name__.removeprefix("_")
    try:
        yield from one(settings)
    except EventwireError as error:
        yield Check(name, "fail", str(error))
    except Exception as error:  # noqa: BLE001 - a finding, whatever it is
        yield Check(name, "fail", f"{type(error).__name__}: {error}")


def _versions(settings: Settings) -> Iterator[Check]:
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield Check("versions", "fail", f"{package} is not installed")
    python = f"eventwire {VERSION}, Python {platform.python_version()}"
    yield Check("versions", "ok", ", ".join([python, *found]))
    try:
        find_binary()
    except EmbeddedBrokerError as error:
        yield Check("embedded broker", "warn", str(error))
    else:
        yield Check("embedded broker", "ok", "installed (for demonstration only)")


def _models(settings: Settings) -> Iterator[Check]:
    with ParsePool(
        EngineSpec.of(settings),
        size=1,
        deadline=settings.article_deadline,
        start_deadline=settings.start_deadline,
    ) as pool:
        try:
            pool.warm()
        except PoolError as error:
            yield Check("models", "fail", str(error))
        else:
            yield Check("models", "ok", f"{', '.join(settings.languages)} by {pool.extractor}")


def _files(settings: Settings) -> Iterator[Check]:
    if settings.alert_rules is None:
        yield Check("alert rules", "ok", "those of the package")
    else:
        try:
            count = len(parse_rules(settings.alert_rules.read_text(encoding="utf-8")).rule)
        except (OSError, ValueError) as error:
            yield Check("alert rules", "fail", f"{settings.alert_rules}: {error}")
        else:
            yield Check("alert rules", "ok", f"{count} in {settings.alert_rules}")
    if settings.notify_targets is None:
        yield Check("notify", "warn", "nobody is told of alerts: EVENTWIRE_NOTIFY_TARGETS")
    else:
        names = [target.spec.name for target in read_targets(settings.notify_targets)]
        yield Check("notify", "ok", f"{', '.join(names)} in {settings.notify_targets}")


def _certificate(settings: Settings) -> Iterator[Check]:
    chain, key = settings.gateway_certificate, settings.gateway_key
    if chain is not None:
        certificate(chain, key)
        yield Check("certificate", "ok", f"{chain} for the page")


def _ports(settings: Settings) -> Iterator[Check]:
    wanted: list[tuple[str, int, str]] = [
        (settings.http_host, settings.http_port + index, role)
        for index, role in enumerate(settings.running)
    ]
    wanted = wanted if settings.http_port else []
    if settings.gateway_port:
        wanted.append((settings.gateway_host, settings.gateway_port, "the page"))
    free = []
    for host, port, what in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                told = f"{host}:{port} for {what}: {error.strerror} (a worker?)"
                yield Check("ports", "warn", told)
            else:
                free.append(f"{host}:{port}")
    if free or not wanted:
        told = f"free: {', '.join(free)}" if free else "chosen by the system"
        yield Check("ports", "ok", told)


def _security(settings: Settings) -> Iterator[Check]:
    security = settings.security
    security.options()
    if security.protocol == "SASL_PLAINTEXT" and security.mechanism == "PLAIN":
        yield Check("security", "warn", f"{security.told}: the password travels in the clear")
    else:
        yield Check("security", "ok", security.told)


def _broker(settings: Settings) -> Iterator[Check]:
    with admin(settings) as client:
        brokers = len(client.describe_cluster()["brokers"])
    if brokers < settings.replication_factor:
        told = f"{brokers} brokers for a replication factor of {settings.replication_factor}"
        yield Check("broker", "fail", told)
    else:
        yield Check("broker", "ok", f"{settings.broker} answers, {brokers} in the cluster")


def _topics(settings: Settings) -> Iterator[Check]:
    differences = topics.diff(settings)
    missing = [one.topic for one in differences if one.mend == "create"]
    if missing:
        which = "all" if len(missing) == len(TOPICS) else ", ".join(missing)
        told = f"missing: {which} - run `eventwire topics ensure`"
        yield Check("topics", "fail", told)
    for one in differences:
        if one.mend == "create":
            continue
        yield Check("topics", "warn" if one.mend in ("leave", "set") else "fail", str(one))
    if not differences:
        yield Check("topics", "ok", "as the table says")


def _clock(settings: Settings) -> Iterator[Check]:
    """A clock that is behind the others makes news of today old, and alerts of it silent."""
    if any(one.topic == ARTICLES.name and one.mend == "create" for one in topics.diff(settings)):
        yield Check("clock", "ok", "not compared")
        return
    newest = max((stamp for stamp in newest_timestamps(settings, ARTICLES.name)), default=None)
    ahead = (newest - datetime.now(UTC)).total_seconds() if newest else 0.0
    if ahead > _MUCH_AHEAD:
        told = f"behind by {ahead:.0f} s, or whoever feeds articles is ahead"
        yield Check("clock", "warn", told)
    else:
        yield Check("clock", "ok", "agrees with the newest article's" if newest else "not compared")


def _lag(settings: Settings) -> Iterator[Check]:
    try:
        lags = lag(settings)
    except BrokerError as error:
        yield Check("lag", "fail", str(error))
        return
    never = []
    for role in settings.running:
        if role == "gateway":
            continue  # reads from the side and commits nothing
        mine = [one for one in lags if one.role == role]
        behind = sum(one.messages for one in mine)
        if not any(one.committed is not None for one in mine):
            never.append(role if not behind else f"{role} ({behind} waiting)")
        else:
            result: Literal["ok", "warn"] = "warn" if behind > _MUCH_LAG else "ok"
            yield Check("lag", result, f"{role} is {behind} messages behind")
    if never:
        yield Check("lag", "warn", f"have never run here: {', '.join(never)}")
