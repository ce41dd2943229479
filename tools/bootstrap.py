"""Makes the environments that the Makefile's commands run in.

    python3 tools/bootstrap.py run     .venv: eventwire itself, its embedded broker and its tests
    python3 tools/bootstrap.py lint    .venv-lint: the linters, which cannot share a lock with Faust
    python3 tools/bootstrap.py data    .venv-data: what the world pack's tables are made of

Only the standard library is needed, and the syntax is that of Python 3.6, so that a Python that is
too old is told so in one line instead of a traceback.  Everything is installed from wheels whose
hashes stand in deploy/*.lock: a machine without a compiler is enough, and nothing unlocked gets in.

A second run compares one stamp and returns.  Two runs at once wait for each other.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 13)
ENVIRONMENTS = {
    "run": (".venv", ("requirements-build.lock", "requirements-test.lock")),
    "lint": (".venv-lint", ("requirements-lint.lock",)),
    "data": (".venv-data", ("requirements-data.lock",)),
}


class CannotBootstrap(Exception):
    """The machine lacks something; the message is one line that says what to install."""


def main(arguments):
    """Exit status 0 when the named environment is ready, 1 after one line that says why not."""
    if len(arguments) != 1 or arguments[0] not in ENVIRONMENTS:
        print("usage: bootstrap.py " + "|".join(ENVIRONMENTS), file=sys.stderr)
        return 2
    try:
        running = sys.version_info[:2]
        if not OLDEST <= running <= NEWEST:
            return subprocess.call([other_python(), __file__] + arguments)
        ensure(arguments[0])
    except CannotBootstrap as reason:
        print("eventwire: {}".format(reason), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def other_python():
    """A Python on PATH of a version that eventwire runs on, for when `python3` is not one."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which("python3.{}".format(minor))
        # A version manager may put a command on PATH for a Python that is not switched on.
        if found and succeeds([found, "-c", ""]):
            return found
    raise CannotBootstrap(
        "needs Python {}.{} to {}.{}, and python3 here is {}.{}; "
        "install one of them, or name it: make PYTHON=/path/to/python3".format(
            *OLDEST + NEWEST + sys.version_info[:2]
        )
    )


def ensure(name):
    """The environment `name`, exactly as locked; returns at once when its stamp still holds."""
    folder, locks = ENVIRONMENTS[name]
    environment = ROOT / folder
    paths = [ROOT / "deploy" / lock for lock in locks]
    stamp = environment / ".eventwire-stamp"
    if is_current(environment, stamp, paths):
        return
    (ROOT / "var").mkdir(exist_ok=True)
    with open(str(ROOT / "var" / "bootstrap.lock"), "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if is_current(environment, stamp, paths):
            return
        if not is_usable(environment):
            create(environment)
        install(environment, paths, project=name == "run")
        stamp.write_text(fingerprint(paths))


def is_current(environment, stamp, locks):
    python = environment / "bin" / "python"
    return stamp.exists() and python.exists() and stamp.read_text() == fingerprint(locks)


def fingerprint(locks):
    """Changes with the locks, the project's metadata, its place on the disk and this Python."""
    digest = hashlib.sha256("{} {}".format(ROOT, sys.version_info[:2]).encode())
    for path in [*locks, ROOT / "pyproject.toml"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_usable(environment):
    """Whether an environment stands here, at this path, whose Python and pip still run.

    One that was moved, or whose Python went with an upgrade of the system, is not.
    """
    python, pip = environment / "bin" / "python", environment / "bin" / "pip"
    # The commands of an environment name its path; after a move they start the old one's Python.
    if not (python.exists() and pip.exists() and str(environment) in pip.read_text()):
        return False
    fits = "import pip, sys; sys.exit(not {} <= sys.version_info[:2] <= {})".format(OLDEST, NEWEST)
    return succeeds([str(python), "-c", fits])


def create(environment):
    """An empty environment with pip, by the first way that this machine offers."""
    if environment.exists():
        say("replacing {}, which does not run any more", environment.name)
        shutil.rmtree(str(environment))
    target = str(environment)
    ways = [[sys.executable, "-m", "venv", target]]
    if shutil.which("virtualenv"):
        ways.append(["virtualenv", "--quiet", "--python", sys.executable, target])
    if shutil.which("uv"):
        ways.append(["uv", "venv", "--quiet", "--seed", "--python", sys.executable, target])
    if any(attempt(way, environment) for way in ways):
        return
    # Debian and its kin leave venv's other half, ensurepip, out of the python3 package.
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if not shutil.which("apt-get"):
        raise CannotBootstrap(
            "Python's venv module does not work here and neither virtualenv nor uv is installed; "
            "install one of the three and run make again"
        )
    if os.geteuid() != 0:
        raise CannotBootstrap(
            "the package {0} is missing: run `sudo apt-get install {0}`, then make again".format(
                package
            )
        )
    say("installing the Debian package {}, which python3 needs to make environments", package)
    install_debian_package(package)
    if not attempt(ways[0], environment):
        raise CannotBootstrap(
            "{} was installed, yet `{} -m venv` still fails".format(package, sys.executable)
        )


def attempt(command, environment):
    if succeeds(command) and is_usable(environment):
        return True
    shutil.rmtree(str(environment), ignore_errors=True)
    return False


def install_debian_package(package):
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
    ):
        done = subprocess.run(
            command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            sys.stderr.write(done.stdout.decode(errors="replace"))
            raise CannotBootstrap(
                "`{}` failed; install {} and run make again".format(" ".join(command), package)
            )


def install(environment, locks, *, project):
    """Exactly what the locks name, by hash and from wheels only; then the project, editable."""
    lines = {line for path in locks for line in path.read_text().splitlines()}
    count = sum("==" in line and not line.startswith((" ", "#")) for line in lines)
    say("setting up {} with {} locked packages (once; a minute or two)", environment.name, count)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--quiet", "install"]
    pip += ["--disable-pip-version-check", "--no-input"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--no-deps"]
    for path in locks:
        locked += ["-r", str(path)]
    if subprocess.call(pip + locked):
        raise CannotBootstrap("pip could not install the locked packages; its words stand above")
    if project:
        editable = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)]
        if subprocess.call(pip + editable):
            raise CannotBootstrap("pip could not install the project; its words stand above")


def succeeds(command):
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def say(message, *values):
    print("eventwire: " + message.format(*values), file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
