"""What deploy/ says of the program is true of the program."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.deadletter import DeadReason
from streams.runtime.metrics import FeedMetrics, Metrics
from streams.runtime.settings import ROLES, Settings
from tests.contract.programs import program

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus" / "rules.yml"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def promtool(*arguments: str) -> None:
    """Runs promtool, which must be content."""
    found = program("promtool", package="prometheus")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_alert_rules_fire_when_they_should_and_only_then() -> None:
    promtool("test", "rules", str(RULES.with_name("rules_test.yml")))


def test_prometheus_configuration_is_valid() -> None:
    promtool("check", "config", "--syntax-only", str(ROOT / "deploy" / "prometheus.yml"))


def test_every_rule_has_a_test() -> None:
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    tests = yaml.safe_load(RULES.with_name("rules_test.yml").read_text())["tests"]
    tested = {
        case["alertname"]
        for test in tests
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    assert {rule["alert"] for rule in rules} == tested


def test_rules_ask_for_series_that_the_workers_have() -> None:
    exported = {
        sample
        for registry in (Metrics().registry, FeedMetrics().registry)
        for family in registry.collect()
        for sample in (
            family.name,
            *(f"{family.name}_{part}" for part in ("total", "bucket", "count")),
        )
    }
    asked = set(re.findall(r"\beventwire_\w+", RULES.read_text()))
    assert asked
    assert asked <= exported


def test_rules_and_their_tests_use_reasons_that_exist() -> None:
    told = re.findall(
        r'disposition="dead", reason="(\w+)"', RULES.with_name("rules_test.yml").read_text()
    )
    assert told
    assert set(told) <= {reason.value for reason in DeadReason}


def settings_of(service: str) -> dict[str, str]:
    environment: dict[str, str] = SERVICES[service].get("environment", {})
    return {name: value for name, value in environment.items() if name.startswith("EVENTWIRE_")}


@pytest.mark.parametrize("service", ["topics", *ROLES])
def test_compose_sets_only_what_can_be_set(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = settings_of(service)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.broker == "kafka:9092"
    for name, value in told.items():
        field = name.removeprefix("EVENTWIRE_").lower()
        assert str(getattr(settings, field)) == value, name


def test_image_sets_only_what_can_be_set() -> None:
    told = set(re.findall(r"\b(EVENTWIRE_\w+)=", (ROOT / "deploy" / "Dockerfile").read_text()))
    assert told
    assert {name.removeprefix("EVENTWIRE_").lower() for name in told} <= set(Settings.model_fields)


def test_compose_runs_every_role_in_a_service_of_its_name() -> None:
    running = {
        name: service["command"]
        for name, service in SERVICES.items()
        if service.get("command", [None])[0] == "run"
    }
    assert running == {role: ["run", role] for role in ROLES}


def test_prometheus_scrapes_the_workers_where_they_answer() -> None:
    config = yaml.safe_load((ROOT / "deploy" / "prometheus.yml").read_text())
    discovery = config["scrape_configs"][0]["dns_sd_configs"][0]
    assert set(discovery["names"]) == set(ROLES)
    for role in ROLES:
        assert settings_of(role)["EVENTWIRE_HTTP_PORT"] == str(discovery["port"])


@pytest.mark.parametrize("service", SERVICES)
def test_services_are_pinned_bounded_and_closed_to_the_network(service: str) -> None:
    told = SERVICES[service]
    assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+\.\d+", told["image"])
    assert told["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}
    assert told["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in told.get("ports", []))


@pytest.mark.parametrize("service", ["topics", *ROLES, "prometheus", "alertmanager", "grafana"])
def test_services_cannot_write_to_their_image_nor_become_root(service: str) -> None:
    told = SERVICES[service]
    assert told["read_only"] is True
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert int(told["user"].split(":")[0]) >= 472  # Grafana's own, which is nobody on the host
