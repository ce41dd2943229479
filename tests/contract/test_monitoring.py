"""Alertmanager's routes and Grafana's dashboards fit what the program exports and the rules say."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.runtime.metrics import FeedMetrics, Metrics
from tests.contract.programs import program

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
ROUTES = DEPLOY / "alertmanager" / "alertmanager.yml"
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana/dashboards/eventwire.json").read_text())
PANELS = {panel["id"]: panel for panel in DASHBOARD["panels"]}
RULES = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text())["groups"][0]["rules"]


def expressions() -> list[str]:
    return [target["expr"] for panel in PANELS.values() for target in panel.get("targets", ())]


def test_alertmanager_takes_its_configuration() -> None:
    amtool = program("amtool", package="prometheus-alertmanager")
    done = subprocess.run(
        [amtool, "check-config", str(ROUTES)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ({"alertname": "EventwireStory", "severity": "info", "notification": "n1"}, "desk"),
        *(
            (
                {"alertname": rule["alert"], **rule["labels"]},
                "operators-now" if rule["labels"]["severity"] == "critical" else "operators",
            )
            for rule in RULES
        ),
    ],
)
def test_every_alert_reaches_those_whom_it_concerns(labels: dict[str, str], receiver: str) -> None:
    amtool = program("amtool", package="prometheus-alertmanager")
    told = [f"{name}={value}" for name, value in labels.items()]
    done = subprocess.run(
        [amtool, "config", "routes", "test", f"--config.file={ROUTES}", *told],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [receiver]


def test_every_rule_links_to_a_panel_that_shows_its_series() -> None:
    for rule in RULES:
        link = rule["annotations"]["dashboard"]
        path, _, number = link.partition("?viewPanel=")
        assert path == f"/d/{DASHBOARD['uid']}", rule["alert"]
        shown = " ".join(target["expr"] for target in PANELS[int(number)]["targets"])
        series = {
            re.sub(r"_(bucket|count|sum)$", "", name)
            for name in re.findall(r"\beventwire_\w+|\bup\b", rule["expr"])
        }
        assert any(name in shown for name in series), rule["alert"]


def test_panels_ask_for_series_that_the_workers_have() -> None:
    exported = {
        name
        for registry in (Metrics().registry, FeedMetrics().registry)
        for family in registry.collect()
        for name in (family.name, f"{family.name}_total", f"{family.name}_bucket")
    }
    asked = set(re.findall(r"\beventwire_\w+", " ".join(expressions())))
    assert asked
    assert asked <= exported


def test_panels_ask_in_prometheus_language(tmp_path: Path) -> None:
    promtool = program("promtool", package="prometheus")
    rules = [
        {"record": f"panel:{n}", "expr": expr.replace("$__rate_interval", "5m")}
        for n, expr in enumerate(expressions())
    ]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run(
        [promtool, "check", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_panels_do_not_overlap_and_each_says_what_it_shows() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24, panel["title"]
        taken |= cells
        assert panel["type"] == "row" or panel["description"]


def test_grafana_finds_the_source_that_the_panels_name() -> None:
    provisioned = yaml.safe_load(
        (DEPLOY / "grafana/provisioning/datasources/prometheus.yml").read_text()
    )
    uids = {source["uid"] for source in provisioned["datasources"]}
    named = {
        panel["datasource"]["uid"]
        for panel in PANELS.values()
        if panel.get("datasource") is not None
    }
    assert named == uids


def test_the_operators_page_tells_what_to_do_about_every_alert() -> None:
    page = (DEPLOY / "README.md").read_text()
    assert {rule["alert"] for rule in RULES} == set(
        re.findall(r"^\| `(Eventwire\w+)` \|", page, re.MULTILINE)
    )
