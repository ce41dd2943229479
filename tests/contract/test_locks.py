"""The locks are whole: every requirement, by hash, the same version everywhere, and no index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "deploy").glob("requirements*.lock"))


def requirements(lock: Path) -> dict[str, set[str]]:
    """Package name to the `version ; marker` lines that a lock has for it."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\\\n]+)", lock.read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version.strip())
    return found


def normalised(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_has_hashes_and_none_an_address(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    assert entries
    assert all(re.match(r"[a-z0-9-]+==\S+", entry) for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ()), ("requirements-test.lock", ("demo", "test"))]
)
def test_every_declared_dependency_is_locked(lock: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = list(project["dependencies"])
    for extra in extras:
        declared += project["optional-dependencies"][extra]
    names = {normalised(each) for each in declared} - {"eventwire"}
    assert names <= requirements(ROOT / "deploy" / lock).keys()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_what_is_tested_is_what_is_deployed(lock: str) -> None:
    tested = requirements(ROOT / "deploy" / "requirements-test.lock")
    deployed = requirements(ROOT / "deploy" / lock)
    shared = tested.keys() & deployed.keys()
    assert shared
    assert {name: deployed[name] for name in shared} == {name: tested[name] for name in shared}
    if lock == "requirements.lock":
        assert deployed.keys() <= tested.keys()
