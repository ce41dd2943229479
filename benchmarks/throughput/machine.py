"""What a figure was measured on, and what a process has used."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("spacy", "thinc", "numpy", "pydantic", "faust-streaming", "aiokafka")
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def description() -> dict[str, str]:
    """The machine and the versions of what matters, as label -> words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": _processor(),
        "cores": str(cores),
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * _PAGE / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has used: seconds of CPU, and MiB of memory that are its now."""

    cpu: float
    rss: float

    @classmethod
    def of(cls, pid: int) -> "Usage":
        """By the process file system of Linux; nothing elsewhere, or of what is gone."""
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            return cls(0.0, 0.0)
        return cls((int(fields[11]) + int(fields[12])) / _TICK, pages * _PAGE / 2**20)
