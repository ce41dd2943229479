"""tools/bootstrap.py tells in one line what a machine lacks, and does nothing twice."""

import importlib.util
import os
import shutil
import sys
import venv
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, at work on an empty checkout with locks of no content."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "deploy").mkdir()
    for name in ("build", "data", "lint", "test"):
        (tmp_path / "deploy" / f"requirements-{name}.lock").touch()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def only_line(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    return line


def commands_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, **commands: str) -> None:
    """Makes PATH one folder with only these commands, each a line of shell."""
    folder.mkdir()
    for name, line in commands.items():
        command = folder / name
        command.write_text(f"#!/bin/sh\n{line}\n")
        command.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_an_unfit_python_is_told_in_one_line(
    bootstrap: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 98))
    monkeypatch.setattr(bootstrap, "NEWEST", (3, 99))
    # On PATH, as a version manager leaves it, but not switched on.
    commands_on_path(tmp_path / "bin", monkeypatch, **{"python3.99": "exit 127"})
    assert bootstrap.main(["run"]) == 1
    line = only_line(capsys)
    assert "needs Python 3.98 to 3.99" in line
    assert f"python3 here is {sys.version_info[0]}.{sys.version_info[1]}" in line


def test_a_fit_python_on_path_takes_over(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 98))
    monkeypatch.setattr(bootstrap, "NEWEST", (3, 99))
    note = tmp_path / "note"
    line = f'[ "$1" = -c ] || echo "$2" > {note}'
    commands_on_path(tmp_path / "bin", monkeypatch, **{"python3.98": line})
    assert bootstrap.main(["lint"]) == 0
    assert note.read_text() == "lint\n"


def test_a_user_without_venv_is_told_the_package(
    bootstrap: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands_on_path(tmp_path / "bin", monkeypatch, **{"apt-get": "exit 1"})
    monkeypatch.setattr(sys, "executable", shutil.which("false", path=os.defpath))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bootstrap.main(["run"]) == 1
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert f"sudo apt-get install {package}" in only_line(capsys)
    assert not (tmp_path / ".venv").exists()


def test_a_system_without_apt_is_told_the_ways(
    bootstrap: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands_on_path(tmp_path / "bin", monkeypatch)
    monkeypatch.setattr(sys, "executable", shutil.which("false", path=os.defpath))
    assert bootstrap.main(["run"]) == 1
    assert "neither virtualenv nor uv is installed" in only_line(capsys)


def test_root_is_told_when_apt_fails_too(
    bootstrap: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands_on_path(tmp_path / "bin", monkeypatch, **{"apt-get": "echo no network; exit 100"})
    monkeypatch.setattr(sys, "executable", shutil.which("false", path=os.defpath))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert bootstrap.main(["run"]) == 1
    announced, reason, verdict = capsys.readouterr().err.splitlines()
    assert "installing the Debian package" in announced
    assert reason == "no network"
    assert "`apt-get update -qq` failed" in verdict


def test_virtualenv_stands_in_for_venv(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A stand-in that makes what virtualenv would: an environment with pip, at the last argument.
    real = f'for target; do :; done; exec "{sys.executable}" -m venv --without-pip "$target"'
    commands_on_path(tmp_path / "bin", monkeypatch, virtualenv=real)
    monkeypatch.setattr(sys, "executable", shutil.which("false", path=os.defpath))
    tried: list[list[str]] = []

    def attempt(command: list[str], environment: Path) -> bool:
        tried.append(command)
        return bool(bootstrap.succeeds(command))

    monkeypatch.setattr(bootstrap, "attempt", attempt)
    bootstrap.create(tmp_path / ".venv")
    assert [command[0] for command in tried] == [sys.executable, "virtualenv"]
    assert (tmp_path / ".venv" / "bin" / "python").exists()


def test_the_second_run_does_nothing_until_a_lock_changes(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    environment = tmp_path / ".venv-lint"

    def create(environment: Path) -> None:
        done.append("create")
        venv.create(environment, with_pip=False)

    monkeypatch.setattr(bootstrap, "create", create)
    monkeypatch.setattr(bootstrap, "is_usable", lambda environment: environment.exists())
    monkeypatch.setattr(bootstrap, "install", lambda *_, **__: done.append("install"))
    assert bootstrap.main(["lint"]) == 0
    assert bootstrap.main(["lint"]) == 0
    assert done == ["create", "install"]
    (tmp_path / "deploy" / "requirements-lint.lock").write_text("something==2\n")
    assert bootstrap.main(["lint"]) == 0
    assert done == ["create", "install", "install"]
    shutil.rmtree(environment)
    assert bootstrap.main(["lint"]) == 0
    assert done == ["create", "install", "install", "create", "install"]


def test_an_environment_that_was_moved_is_not_usable(bootstrap: ModuleType, tmp_path: Path) -> None:
    venv.create(tmp_path / "here", with_pip=True)
    assert bootstrap.is_usable(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")
    assert not bootstrap.is_usable(tmp_path / "there")
    assert not bootstrap.is_usable(tmp_path / "nowhere")
