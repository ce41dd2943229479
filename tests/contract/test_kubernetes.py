"""deploy/k8s fits the program: settings, roles, groups, partitions; and its parts fit together."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.topics import ARTICLE_PARTITIONS, ARTICLES
from streams.runtime.settings import ROLES, Settings

K8S = Path(__file__).resolve().parents[2] / "deploy" / "k8s"
#: The roles that keep state, and their partitions, over a restart.
STATIC = ("cluster", "alert", "notify", "feeds")
OVERLAYS = sorted(path.name for path in (K8S / "overlays").iterdir())


def objects(folder: Path) -> Iterator[dict[str, Any]]:
    for resource in kustomization(folder).get("resources", ()):
        path = folder / resource
        if path.is_file():
            yield from yaml.safe_load_all(path.read_text())
        else:
            yield from objects(path.resolve())


def kustomization(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((folder / "kustomization.yaml").read_text())
    return told


BASE = {(one["kind"], one["metadata"]["name"]): one for one in objects(K8S / "base")}
WORKERS = {name: one for (kind, name), one in BASE.items() if kind in {"Deployment", "StatefulSet"}}
PODS = [
    (name, one["spec"]["template"]["spec"])
    for (_, name), one in BASE.items()
    if "template" in one.get("spec", {})
]


def literals(folder: Path) -> dict[str, str]:
    """What the generated ConfigMap `eventwire` sets, the overlay's over the base's."""
    found: dict[str, str] = {}
    for resource in kustomization(folder)["resources"]:
        if (folder / resource).is_dir():
            found |= literals((folder / resource).resolve())
    for one in kustomization(folder)["configMapGenerator"]:
        if one["name"] == "eventwire":
            found |= dict(pair.split("=", 1) for pair in one["literals"])
    return found


def test_every_role_runs_as_a_workload_of_its_name() -> None:
    running = {name: pod["containers"][0]["args"] for name, pod in PODS if name != "topics"}
    assert running == {role: ["run", role] for role in ROLES}
    assert set(WORKERS) == set(ROLES)


@pytest.mark.parametrize("overlay", OVERLAYS)
@pytest.mark.parametrize("role", [*ROLES, "topics"])
def test_only_what_can_be_set_is_set(
    overlay: str, role: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = literals(K8S / "overlays" / overlay)
    (pod,) = (pod for name, pod in PODS if name == role)
    told |= {
        one["name"]: one.get("value", f"{role}-0") for one in pod["containers"][0].get("env", ())
    }
    for name, value in told.items():
        # Mounted files are not here: any file will do.
        if value.startswith("/etc/eventwire/kafka/"):
            (tmp_path / Path(value).name).write_text("x")
            value = str(tmp_path / Path(value).name)  # noqa: PLW2901
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.http_port == pod_port(pod, default=6066)
    assert settings.broker == told["EVENTWIRE_BROKER"]
    assert settings.group_instance_id == (f"{role}-0" if role in STATIC else None)


def pod_port(pod: dict[str, Any], *, default: int) -> int:
    ports = pod["containers"][0].get("ports")
    return int(ports[0]["containerPort"]) if ports else default


@pytest.mark.parametrize(("name", "pod"), PODS, ids=[name for name, _ in PODS])
def test_pods_are_bounded_and_cannot_become_root_or_write_to_their_image(
    name: str, pod: dict[str, Any]
) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+", container["image"])
        assert container["resources"]["limits"].keys() == {"cpu", "memory"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


@pytest.mark.parametrize("role", ROLES)
def test_workers_are_asked_how_they_are_and_given_time_to_finish(role: str) -> None:
    pod = WORKERS[role]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert pod["terminationGracePeriodSeconds"] >= 60
    for kind in ("Service", "PodDisruptionBudget"):
        spec = BASE[kind, role]["spec"]
        selector = spec["selector"].get("matchLabels", spec["selector"])
        labels = WORKERS[role]["spec"]["template"]["metadata"]["labels"]
        assert selector.items() <= labels.items()


def test_whoever_keeps_state_is_a_static_member() -> None:
    for role in STATIC:
        assert WORKERS[role]["kind"] == "StatefulSet"
        env = {
            one["name"]: one
            for one in WORKERS[role]["spec"]["template"]["spec"]["containers"][0]["env"]
        }
        assert env["EVENTWIRE_GROUP_INSTANCE_ID"]["valueFrom"] == {
            "fieldRef": {"fieldPath": "metadata.name"}
        }


def test_parsers_scale_with_the_lag_of_their_group_up_to_the_partitions() -> None:
    scaled = [
        one for one in objects(K8S / "overlays" / "production") if one["kind"] == "ScaledObject"
    ]
    (one,) = scaled
    assert one["spec"]["scaleTargetRef"]["name"] == "extract"
    assert one["spec"]["maxReplicaCount"] == ARTICLE_PARTITIONS
    (trigger,) = one["spec"]["triggers"]
    assert trigger["metadata"]["topic"] == ARTICLES.name
    assert trigger["metadata"]["consumerGroup"] == Settings().group("extract")
    assert (
        trigger["metadata"]["bootstrapServers"]
        == literals(K8S / "overlays" / "production")["EVENTWIRE_BROKER"]
    )


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_an_overlay_changes_is_there(overlay: str) -> None:
    folder = K8S / "overlays" / overlay
    told = kustomization(folder)
    for patch in told.get("patches", ()):
        assert (patch["target"]["kind"], patch["target"]["name"]) in BASE
        assert "patch" in patch or (folder / patch["path"]).is_file()
    for replicas in told.get("replicas", ()):
        assert replicas["name"] in WORKERS
    written = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    used = {*told["resources"], *(patch.get("path") for patch in told.get("patches", ()))}
    assert written <= used


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kustomize_builds_every_overlay(overlay: str) -> None:
    kustomize = shutil.which("kustomize")
    if kustomize is None:
        pytest.skip("kustomize is not installed")
    done = subprocess.run(
        [kustomize, "build", str(K8S / "overlays" / overlay)],
        capture_output=True,
        text=True,
        check=True,
    )
    built = [
        one
        for one in yaml.safe_load_all(done.stdout)
        if one["kind"] in {"Deployment", "StatefulSet"}
    ]
    assert {one["metadata"]["name"] for one in built} == set(ROLES)
