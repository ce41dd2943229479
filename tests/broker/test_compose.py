"""The settings that docker-compose.yml gives its broker start one, and are settings of Kafka's."""

from pathlib import Path

import yaml
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from tests.broker import jars
from tests.broker.kafka import HOST, KafkaBroker, free_ports

# Read by the image's scripts, not by the broker.
OF_THE_IMAGE = {"KAFKA_HEAP_OPTS"}


def properties(environment: dict[str, str]) -> dict[str, str]:
    """The broker's properties as the image makes them of its environment variables."""
    return {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in environment.items()
        if name.startswith("KAFKA_") and name not in OF_THE_IMAGE
    }


def test_the_broker_of_compose_starts(kafka_home: Path) -> None:
    compose = yaml.safe_load((jars.ROOT / "docker-compose.yml").read_text())
    settings = properties(compose["services"]["kafka"]["environment"])
    del settings["log.dirs"]
    internal, controller, local = free_ports(3)
    here = {
        "kafka:9092": f"{HOST}:{internal}",
        "kafka:9093": f"{HOST}:{controller}",
        "127.0.0.1:29092": f"{HOST}:{local}",
        "//:9092": f"//{HOST}:{internal}",
        "//:9093": f"//{HOST}:{controller}",
        "//:29092": f"//{HOST}:{local}",
    }
    for told, meant in here.items():
        settings = {name: value.replace(told, meant) for name, value in settings.items()}
    with KafkaBroker(kafka_home, ports=(local, controller), settings=settings) as broker:
        admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
        (node,) = admin.describe_cluster()["brokers"]
        asked = [ConfigResource(ConfigResourceType.BROKER, "1")]
        described = admin.describe_configs(asked, config_filter="all")
        admin.close()
        assert node["port"] == local
        known = described["broker"]["1"]
        assert {name: known[name]["value"] for name in settings} == settings
