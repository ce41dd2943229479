"""The wheel holds what the program reads: code, packs, the Dutch pipeline, schemas, licences."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel that is built as a release would be."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with ZipFile(built) as archive:
        return set(archive.namelist())


def tracked(folder: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--", folder], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}


@pytest.mark.parametrize("folder", ["schemas", "streams"])
def test_every_tracked_file_of_the_packages_is_in_the_wheel(wheel: set[str], folder: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    files = tracked(folder)
    assert f"{folder}/py.typed" in files
    assert files <= wheel


def test_licences_travel_with_the_wheel(wheel: set[str]) -> None:
    licences = {name.partition("/licenses/")[2] for name in wheel if "/licenses/" in name}
    assert licences == {
        "LICENSE",
        "NOTICE",
        "streams/models/nl_eventwire_sm/LICENSE",
        "streams/packs/world/LICENSE.unicode",
        "streams/gateway/static/vendor/LICENSE.txt",
    }


def test_nothing_but_the_packages_is_installed(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"schemas", "streams"}


def imported(folder: Path) -> set[str]:
    """The first names of all modules that the code in a folder imports, lazily or not."""
    names = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names


def test_every_package_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    told = [*project["dependencies"], *project["optional-dependencies"]["demo"]]
    declared = {re.split(r"[^\w.-]", each)[0].lower() for each in told}
    # These come with a declared package and share its release, and are part of what it offers.
    declared |= {"pydantic-core", "mode-streaming"}
    names = imported(ROOT / "schemas")
    for folder in ("agents", "cli", "connectors", "core", "gateway", "ops", "packs", "runtime"):
        names |= imported(ROOT / "streams" / folder)
    owners = packages_distributions()
    missing = {
        name
        for name in names - set(sys.stdlib_module_names) - {"schemas", "streams"}
        if not {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners.get(name, ())} & declared
    }
    assert missing == set()
