"""What a stream of a given size takes: cores, workers, partitions, memory, and KEDA's settings.

    python -m benchmarks.scale var/bench/results.json [--articles-a-day 10000000] [--peak 4]

The costs are those that `make bench` measured and wrote down; the load is a day with a morning and
a breaking story. The day is then simulated minute by minute, with the scaler that KEDA is: it
looks at the lag every polling interval, wants lag / threshold replicas, and a new one works after
the start that was measured. Workers of one process each; a machine with other cores gives other
costs: measure there.
"""

import argparse
import json
import math
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Share of a core's time that is planned for: above it, waiting times grow out of hand.
_UTILISATION = 0.6
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Costs:
    """What the benchmark measured, of one worker with one parsing process."""

    rate: float
    """Articles a second."""
    memory: float
    """MiB, parent and child."""
    start: float
    """Seconds from the command to readiness."""

    @classmethod
    def of(cls, results: dict[str, Any], *, share: str) -> "Costs":
        """The costs at a share of relevant articles. Raises KeyError for a section left out."""
        cpu = results["mix"][share]["eventwire"]["cpu_ms_per_article"] / 1000
        ratio = results["kafka"][share]["ratio"]
        child = max(results["memory"]["child"].values())
        parent = results["latency"]["worker_rss_mib"]
        return cls(ratio / cpu, child + parent, results["startup"]["command_to_ready"])


@dataclass(frozen=True, slots=True)
class Plan:
    """What is needed, with nothing to spare but what utilisation leaves."""

    mean: float
    peak: float
    workers: int
    partitions: int
    memory: float
    threshold: int
    """KEDA's lagThreshold: articles that one worker may have waiting."""
    least: int
    """KEDA's minReplicaCount: what the mean takes."""


@dataclass(frozen=True, slots=True)
class Day:
    """How a simulated day went."""

    most_workers: int
    mean_workers: float
    worst_lag: int
    worst_wait: float
    """Seconds until the last of what waited at the worst minute was settled."""


def plan(costs: Costs, *, articles_a_day: int, peak: float, patience: float) -> Plan:
    """Workers for the peak, partitions for twice as many, a threshold for `patience` seconds."""
    mean = articles_a_day / 86_400
    workers = max(1, math.ceil(mean * peak / (costs.rate * _UTILISATION)))
    partitions = 6 * math.ceil(max(2 * workers, 6) / 6)
    threshold = max(10, round(costs.rate * patience))
    least = max(1, math.ceil(mean / (costs.rate * _UTILISATION)))
    return Plan(mean, mean * peak, workers, partitions, workers * costs.memory, threshold, least)


def load(mean: float, *, peak: float) -> Iterator[float]:
    """Articles a second, minute by minute: a sine over the day, and an hour of a breaking story."""
    for minute in range(_DAY):
        tide = 1 + 0.6 * math.sin(2 * math.pi * (minute / _DAY - 0.25))
        yield mean * (peak if 840 <= minute < 900 else tide)


def simulate(costs: Costs, plan_: Plan, *, peak: float, polling: float = 15, cool: int = 5) -> Day:
    """A day of the scaler: `polling` seconds between looks, `cool` minutes before it takes away."""
    waiting, workers = 0.0, plan_.least
    starting: deque[tuple[float, int]] = deque()
    quiet = 0
    worst = (0, 0.0)
    history: list[int] = []
    for minute, rate in enumerate(load(plan_.mean, peak=peak)):
        while starting and starting[0][0] <= minute:
            workers = max(workers, starting.popleft()[1])
        waiting = max(0.0, waiting + 60 * (rate - workers * costs.rate))
        wait = waiting / (workers * costs.rate)
        worst = max(worst, (round(waiting), wait))
        # The lag alone: workers that keep up have none, and are taken away down to the least.
        wanted = min(max(math.ceil(waiting / plan_.threshold), plan_.least), plan_.partitions)
        if wanted > workers:
            starting.append((minute + (polling + costs.start) / 60, wanted))
            quiet = 0
        elif wanted < workers:
            quiet += 1
            if quiet >= cool:
                workers, quiet = wanted, 0
        history.append(workers)
    return Day(max(history), sum(history) / len(history), worst[0], worst[1])


def main() -> int:
    """Print the plan and the simulated day."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("results", type=Path)
    parser.add_argument("--articles-a-day", type=int, default=10_000_000)
    parser.add_argument("--peak", type=float, default=4.0, help="busiest hour over the mean")
    parser.add_argument("--share", default="0.05", help="share of relevant articles")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds an article may wait")
    asked = parser.parse_args()
    results = json.loads(asked.results.read_text("utf-8"))
    try:
        costs = Costs.of(results, share=asked.share)
    except KeyError as missing:
        print(f"{asked.results} lacks {missing}: run all sections", file=sys.stderr)
        return 2
    made = plan(
        costs, articles_a_day=asked.articles_a_day, peak=asked.peak, patience=asked.patience
    )
    day = simulate(costs, made, peak=asked.peak)
    print(
        f"one worker (one process): {costs.rate:.0f} articles/s, {costs.memory:.0f} MiB, "
        f"ready after {costs.start:.0f} s\n"
        f"load: {made.mean:.0f} articles/s in the mean, {made.peak:.0f} at the peak\n"
        f"workers for the peak at {_UTILISATION:.0%} of a core: {made.workers}\n"
        f"partitions of articles, events and ledger: {made.partitions}\n"
        f"memory: {made.memory / 1024:.1f} GiB at the peak\n"
        f"KEDA: lagThreshold {made.threshold}, minReplicaCount {made.least}, "
        f"maxReplicaCount {made.partitions}, "
        f"pollingInterval 15, cooldownPeriod 300\n"
        f"simulated day: {day.mean_workers:.1f} workers in the mean, {day.most_workers} at most; "
        f"at worst {day.worst_lag} articles wait, {day.worst_wait:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
