"""Lag: how far each stage is behind its input, as the broker knows it."""

from dataclasses import dataclass

from kafka import TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from schemas.topics import TOPICS
from streams.ops.admin import admin
from streams.runtime.settings import ROLES, Role, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """One partition of one stage's input. `committed` is None before the first commit."""

    role: Role
    topic: str
    partition: int
    committed: int | None
    end: int

    @property
    def messages(self) -> int:
        """Messages that wait. On the embedded broker, whose ends lag behind, a lower bound."""
        return max(self.end - (self.committed or 0), 0)


def lag(settings: Settings) -> tuple[Lag, ...]:
    """The lag of every stage on every partition of its input. Raises `BrokerError`."""
    found: list[Lag] = []
    with admin(settings) as client:
        counts = {
            one["name"]: len(one["partitions"])
            for one in client.describe_topics([topic.name for topic in TOPICS])
            if one["error_code"] == 0
        }
        for role in ROLES:
            if role == "gateway":
                continue  # reads from the side and commits nothing
            partitions = [
                TopicPartition(topic.name, number)
                for topic in TOPICS
                if role in topic.consumers and not (topic.compacted and role in topic.producers)
                for number in range(counts.get(topic.name, 0))
            ]
            if not partitions:
                continue
            ends = client.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.LATEST))
            group = settings.group(role)
            try:
                committed = client.list_group_offsets({group: None}).get(group, {})
            except KafkaError:
                committed = {}  # no worker of the role has ever run
            for tp in partitions:
                mark = committed.get(tp)
                found.append(
                    Lag(
                        role=role,
                        topic=tp.topic,
                        partition=tp.partition,
                        committed=None if mark is None or mark.offset < 0 else mark.offset,
                        end=ends[tp].offset,
                    )
                )
    return tuple(found)
