"""Topics: created from the one table, compared with it, and required by the workers.

What exists is never narrowed: no partition is removed or added (keys would move to other
partitions, away from their ledger), no limit lowered, no retention that an operator has set is
touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import GroupAuthorizationFailedError, KafkaError

from schemas.topics import ALERTS, ARTICLES, EVENTS, LEDGER, STORIES, TOPICS, Topic
from streams.errors import AccessRefused, TopicsError
from streams.ops.admin import admin
from streams.runtime.settings import Settings

_ALREADY_EXISTS = 36
_TOPIC_FORBIDDEN = 29

_MAY_HAVE_MORE = frozenset(topic.name for topic in (ARTICLES, *EVENTS.values(), STORIES, ALERTS))

#: Kafka's number for a value that somebody set on this very topic.
_SET_ON_TOPIC = ("DYNAMIC_TOPIC_CONFIG", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way in which the broker differs from the table; `mend` is what `ensure` would do."""

    topic: str
    what: str
    wanted: str
    found: str
    mend: Literal["create", "set", "leave", "refuse"]

    def __str__(self) -> str:
        told = f"{self.topic}: {self.what} is {self.found}, the table says {self.wanted}"
        return f"{told} ({self.mend})" if self.mend != "create" else f"{self.topic}: is missing"


def diff(settings: Settings) -> tuple[Difference, ...]:
    """How the broker's topics differ from the table; empty when they do not."""
    with admin(settings) as client:
        return _diff(client, settings)


def ensure(settings: Settings) -> tuple[str, ...]:
    """Create what is missing and set what is not set; what was done, one line each.

    A second call does nothing. Raises `TopicsError` where a topic cannot be made to fit.
    """
    done: list[str] = []
    with admin(settings) as client:
        differences = _diff(client, settings)
        refused = [str(one) for one in differences if one.mend == "refuse"]
        if refused:
            raise TopicsError("; ".join(refused))
        missing = {one.topic for one in differences if one.mend == "create"}
        if missing:
            done += _create(client, settings, [t for t in TOPICS if t.name in missing])
        by_topic: dict[str, dict[str, str]] = {}
        for one in differences:
            if one.mend == "set":
                by_topic.setdefault(one.topic, {})[one.what] = one.wanted
                done.append(f"{one.topic}: {one.what} set to {one.wanted}, was {one.found}")
        for name, config in by_topic.items():
            client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs=config)])
    return tuple(done)


def require(settings: Settings, *, role: str) -> None:
    """Raise unless what a stage needs is there and open to it: `TopicsError` where a topic is
    missing or has other partitions than it must have, `AccessRefused` where a right is missing."""
    mine = [topic for topic in TOPICS if role in (*topic.producers, *topic.consumers)]
    group = settings.group(role)
    with admin(settings) as client:
        found = _diff(client, settings, topics=mine, configs=False)
        differences = [one for one in found if one.mend != "leave"]
        try:
            client.describe_groups([group])
        except GroupAuthorizationFailedError as error:
            raise _no_right([f"the group {group}"], settings) from error
        except (KafkaError, ValueError):
            # A new broker has no coordinator yet: whoever joins the group waits for it. The
            # embedded one answers with rights that the client cannot read (ValueError).
            pass
    if differences:
        raise TopicsError(
            "; ".join(str(one) for one in differences[:5]) + " - run `eventwire topics ensure`"
        )


def _create(client: KafkaAdminClient, settings: Settings, topics: list[Topic]) -> list[str]:
    wanted = {
        topic.name: {
            "num_partitions": topic.partitions,
            "replication_factor": settings.replication_factor,
            "configs": _config(topic, settings),
        }
        for topic in topics
    }
    answer = client.create_topics(wanted, raise_errors=False)
    for one in answer["topics"]:
        # Somebody else may create them at the same moment.
        if one["error_code"] not in (0, _ALREADY_EXISTS):
            raise TopicsError(
                f"{one['name']} cannot be created: {one['error_message'] or one['error_code']}"
            )
    try:
        client.wait_for_topics(list(wanted))
    except KafkaError as error:
        raise TopicsError(f"created topics do not appear: {error!r}") from error
    return [f"{topic.name}: created, {topic.partitions} partitions" for topic in topics]


def _config(topic: Topic, settings: Settings) -> dict[str, str]:
    config = topic.config()
    if settings.replication_factor >= 3:
        # An acknowledged record survives the loss of a broker, and a broker may be away.
        config["min.insync.replicas"] = "2"
    return config


def _no_right(what: list[str], settings: Settings) -> AccessRefused:
    told = ", ".join(what[:5])
    return AccessRefused(
        f"no right to {told} for {settings.security.told} - see `eventwire topics acls`"
    )


def _diff(
    client: KafkaAdminClient,
    settings: Settings,
    *,
    topics: Sequence[Topic] = TOPICS,
    configs: bool = True,
) -> tuple[Difference, ...]:
    described = list(client.describe_topics([topic.name for topic in topics]))
    forbidden = [one["name"] for one in described if one["error_code"] == _TOPIC_FORBIDDEN]
    if forbidden:
        raise _no_right(forbidden, settings)
    found = {one["name"]: len(one["partitions"]) for one in described if one["error_code"] == 0}
    present = [topic for topic in topics if topic.name in found]
    differences = [
        Difference(topic=t.name, what="topic", wanted="there", found="missing", mend="create")
        for t in topics
        if t.name not in found
    ]
    differences += _partition_differences(found)
    if configs and present:
        differences += _config_differences(client, settings, present)
    return tuple(differences)


def _partition_differences(found: Mapping[str, int]) -> list[Difference]:
    differences = []
    for topic in TOPICS:
        count = found.get(topic.name, topic.partitions)
        wanted = topic.partitions
        if topic.name == LEDGER.name and ARTICLES.name in found:
            wanted = found[ARTICLES.name]
        # More article partitions than the table has is an operator's choice, if the ledger
        # follows it. More of claims, stories and alerts stay empty.
        if count == wanted or (topic.name in _MAY_HAVE_MORE and count > wanted):
            continue
        differences.append(
            Difference(
                topic=topic.name,
                what="partitions",
                wanted=str(wanted),
                found=str(count),
                mend="refuse",
            )
        )
    return differences


def _config_differences(
    client: KafkaAdminClient, settings: Settings, topics: list[Topic]
) -> list[Difference]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    described: dict[str, dict[str, Any]] = client.describe_configs(
        resources, config_filter="all"
    ).get("topic", {})
    differences = []
    for topic in topics:
        found = described.get(topic.name, {})
        for name, wanted in _config(topic, settings).items():
            # The embedded broker does not tell (nor need) what it was created with.
            value = found.get(name, {}).get("value")
            if value is None or _same(name, str(value), wanted):
                continue
            differences.append(
                Difference(
                    topic=topic.name,
                    what=name,
                    wanted=wanted,
                    found=str(value),
                    mend="leave" if _chosen(name, found[name], wanted) else "set",
                )
            )
    return differences


def _same(name: str, found: str, wanted: str) -> bool:
    if name == "cleanup.policy":
        return set(found.split(",")) == set(wanted.split(","))
    return found == wanted


def _chosen(name: str, found: Mapping[str, Any], wanted: str) -> bool:
    """Whether an operator's own value is to be respected."""
    if name in ("max.message.bytes", "min.insync.replicas"):
        return int(found["value"]) > int(wanted)
    return name == "retention.ms" and found.get("config_source") in _SET_ON_TOPIC
