"""Where the jars of the Kafka broker are that the tests start, and how they get there.

    python -m tests.broker.jars

fetches them with Maven from the repositories that it is configured for.  Without Java 17 and
Maven it says in one line that the embedded broker stands in; with CI=true or
EVENTWIRE_REQUIRE_KAFKA=1 that is a failure instead.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POM = ROOT / "tests" / "broker" / "pom.xml"
OLDEST_JAVA = 17


class NoKafka(Exception):
    """Why no Apache Kafka can be started here."""


def main() -> int:
    """Exit status 1 when the broker is required and cannot be had, else 0."""
    try:
        fetch()
    except NoKafka as reason:
        if is_required():
            print(f"eventwire: Apache Kafka is required, but {reason}", file=sys.stderr)
            return 1
        print(f"eventwire: the embedded broker stands in for Kafka: {reason}", file=sys.stderr)
    return 0


def is_required() -> bool:
    """Whether the tests must run on Apache Kafka: in CI, or by EVENTWIRE_REQUIRE_KAFKA."""
    told = (os.environ.get(name, "") for name in ("CI", "EVENTWIRE_REQUIRE_KAFKA"))
    return any(value.lower() not in {"", "0", "false", "no"} for value in told)


def kafka_home() -> Path:
    """The folder of the jars that the pom names.  Raises NoKafka where no broker can be started."""
    _check_java()
    if not _folder().is_dir():
        raise NoKafka("its jars are not here yet (`make test` fetches them)")
    return _folder()


def fetch() -> Path:
    """As `kafka_home`, after fetching the jars if they are not there yet."""
    _check_java()
    home = _folder()
    if home.is_dir():
        return home
    maven = shutil.which("mvn")
    if maven is None:
        raise NoKafka("Maven is not installed")
    print("eventwire: fetching Apache Kafka's jars with Maven (once)", file=sys.stderr, flush=True)
    # The folder appears by one rename, so half a folder is never taken for the whole.
    draft = home.with_name(f"{home.name}.{os.getpid()}")
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    done = subprocess.run(
        [*command, f"-DoutputDirectory={draft}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        sys.stderr.write(done.stdout)
        raise NoKafka("Maven could not fetch its jars")
    if home.is_dir():
        shutil.rmtree(draft)
    else:
        draft.rename(home)
    return home


def _folder() -> Path:
    # One folder a pom: after an upgrade no jar of the former release is left on the class path.
    return ROOT / "var" / "kafka" / hashlib.sha256(POM.read_bytes()).hexdigest()[:12]


def _check_java() -> None:
    if shutil.which("java") is None:
        raise NoKafka(f"Java {OLDEST_JAVA} is not installed")
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(?:1\.)?(\d+)', told.stderr)
    if found is None or int(found[1]) < OLDEST_JAVA:
        raise NoKafka(f"the Java that is installed is older than {OLDEST_JAVA}")


if __name__ == "__main__":
    sys.exit(main())
