"""Access control lists, from the one table of topics: to each role what it needs, and no more.

A stage reads what the table says that it consumes, writes what it produces, and takes part in its
own consumer group. Besides the stages there are two roles: the `reader`, for dashboards and
whoever else wants to know what is going on, and the `operator`, for `eventwire topics`, `doctor`,
`deadletters` and `watch`. Describing comes with reading and writing (Kafka implies it).
"""

import json
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)

from schemas.topics import ALERTS, ARTICLES, EVENTS, STORIES, TOPICS, Stage
from streams.errors import AccessRefused
from streams.ops.admin import admin
from streams.runtime.settings import Settings

ROLES: tuple[str, ...] = (*get_args(Stage), "reader", "operator")

#: What a dashboard shows.
_PUBLISHED = (*EVENTS.values(), STORIES, ALERTS)

#: What all topics of the table begin with.
_OURS = "eventwire."

Resource = Literal["topic", "group", "cluster"]
Operation = Literal["Read", "Write", "Create", "Describe", "DescribeConfigs", "AlterConfigs"]


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One right of one principal. `prefixed` means everything whose name begins with `name`."""

    principal: str
    resource: Resource
    name: str
    prefixed: bool
    operation: Operation
    host: str = "*"

    def command(self, bootstrap: str) -> str:
        """The line that gives this right with Kafka's own tool."""
        where = {
            "topic": ["--topic", self.name],
            "group": ["--group", self.name],
            "cluster": ["--cluster"],
        }[self.resource]
        kind = ["--resource-pattern-type", "prefixed"] if self.prefixed else []
        host = [] if self.host == "*" else ["--allow-host", self.host]
        told = ["kafka-acls.sh", "--bootstrap-server", bootstrap, "--add"]
        told += ["--allow-principal", self.principal, *host, "--operation", self.operation]
        return shlex.join([*told, *where, *kind])


def grants(
    roles: Iterable[str], settings: Settings, *, principal: str, host: str = "*"
) -> tuple[Grant, ...]:
    """The rights of `roles`; in `principal` the word `{role}` stands for each. Raises ValueError
    for a role that does not exist."""
    found: set[Grant] = set()
    for role in roles:
        if role not in ROLES:
            raise ValueError(f"no role {role!r} (there are: {', '.join(ROLES)})")
        who = principal.replace("{role}", role)
        for resource, name, prefixed, operations in _needs(role, settings):
            found.update(Grant(who, resource, name, prefixed, one, host) for one in operations)
    return tuple(sorted(found))


def to_json(wanted: Sequence[Grant]) -> str:
    """The rights as a list of JSON objects, for other tools."""
    return json.dumps([asdict(grant) for grant in wanted], indent=2)


def apply(wanted: Sequence[Grant], settings: Settings) -> tuple[Grant, ...]:
    """Give the rights that are not there yet; those that were given. Takes none away.

    Raises `AccessRefused` where we may not, or where the broker keeps no such lists.
    """
    with admin(settings) as client:
        everything = ACLFilter(
            None,
            None,
            ACLOperation.ANY,
            ACLPermissionType.ANY,
            ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
        )
        there, _ = client.describe_acls(everything)
        missing = [grant for grant in wanted if _acl(grant) not in set(there)]
        if not missing:
            return ()
        answer = client.create_acls([_acl(grant) for grant in missing])
    if answer["failed"]:
        raise AccessRefused(f"rights could not be given: {answer['failed'][0].__name__}")
    return tuple(missing)


def _needs(
    role: str, settings: Settings
) -> Iterable[tuple[Resource, str, bool, tuple[Operation, ...]]]:
    if role == "operator":
        # Writing is for dead letters that are put back where they came from.
        yield "topic", _OURS, True, ("Create", "Read", "Write", "DescribeConfigs", "AlterConfigs")
        yield "group", f"{settings.group_prefix}-", True, ("Describe",)
        yield "cluster", "kafka-cluster", False, ("Describe",)
        return
    if role == "reader":
        for topic in _PUBLISHED:
            yield "topic", topic.name, False, ("Read",)
        yield "group", f"{settings.group_prefix}-reader", True, ("Read",)
        return
    for topic in TOPICS:
        operations: list[Operation] = []
        if role in topic.consumers:
            operations.append("Read")
        if role in topic.producers:
            operations.append("Write")
        if operations:
            yield "topic", topic.name, False, tuple(operations)
    if role == "gateway":
        # It has no group of its own, and tells how far those of the stages are.
        yield "topic", ARTICLES.name, False, ("Describe",)
        yield "group", f"{settings.group_prefix}-", True, ("Describe",)
    elif role == "feeds":
        # A group for each feed that is a topic; reading that topic is a right of its owner to give.
        yield "group", f"{settings.group_prefix}-feeds-", True, ("Read",)
    elif any(role in topic.consumers for topic in TOPICS):
        yield "group", settings.group(role), False, ("Read",)


def _acl(grant: Grant) -> ACL:
    kinds = {
        "topic": ResourceType.TOPIC,
        "group": ResourceType.GROUP,
        "cluster": ResourceType.CLUSTER,
    }
    operations = {
        "Read": ACLOperation.READ,
        "Write": ACLOperation.WRITE,
        "Create": ACLOperation.CREATE,
        "Describe": ACLOperation.DESCRIBE,
        "DescribeConfigs": ACLOperation.DESCRIBE_CONFIGS,
        "AlterConfigs": ACLOperation.ALTER_CONFIGS,
    }
    pattern = ACLResourcePatternType.PREFIXED if grant.prefixed else ACLResourcePatternType.LITERAL
    return ACL(
        grant.principal,
        grant.host,
        operations[grant.operation],
        ACLPermissionType.ALLOW,
        ResourcePattern(kinds[grant.resource], grant.name, pattern),
    )
