"""Throughput, latency, memory and start of extraction, in one run on one machine.

    python -m benchmarks.throughput [--sections mix,stages,...] [--articles N] [--rounds N]

Prints tables, and writes results.json, results.md and chart.svg into --out. Figures are of this
machine on this day: what can be compared with another day is a ratio within the run.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.throughput import broker, inprocess, machine, report
from benchmarks.throughput.news import LANGUAGES, News

SECTIONS = ("mix", "ordinary", "stages", "memory", "kafka", "workers", "latency", "startup")


def main() -> int:
    """Run the sections that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput")
    parser.add_argument("--sections", default=",".join(SECTIONS))
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("var/bench"))
    asked = parser.parse_args()
    chosen = set(asked.sections.split(","))
    if unknown := chosen - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    languages = tuple(asked.languages.split(","))
    found = measure(
        News.of(languages),
        chosen,
        languages=languages,
        processes=asked.processes,
        number=asked.articles,
        rounds=asked.rounds,
    )
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "results.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    table = report.markdown(found)
    (asked.out / "results.md").write_text(table, "utf-8")
    if "mix" in found:
        (asked.out / "chart.svg").write_text(report.chart(found), "utf-8")
    print(table)
    print(f"written: {asked.out}/results.json, results.md, chart.svg", file=sys.stderr)
    return 0


def measure(
    news: News,
    chosen: set[str],
    *,
    languages: tuple[str, ...],
    processes: int,
    number: int,
    rounds: int,
) -> dict[str, Any]:
    """The results of the chosen sections."""
    found: dict[str, Any] = {
        "machine": machine.description(),
        "settings": {
            "languages": list(languages),
            "processes": processes,
            "articles": number,
            "rounds": rounds,
        },
    }
    if "mix" in chosen:
        _say("mix")
        found["mix"] = inprocess.mix(
            news, languages=languages, processes=processes, number=number, rounds=rounds
        )
    if "ordinary" in chosen:
        _say("ordinary")
        found["ordinary"] = inprocess.mix(
            News.of(languages, ordinary=True),
            languages=languages,
            processes=processes,
            number=number,
            rounds=rounds,
        )
    if "stages" in chosen:
        _say("stages")
        found["stages"] = {
            f"{share:g}": inprocess.stages(
                news, languages=languages, number=min(number, 400), share=share
            )
            for share in (0.05, 1.0)
        }
    if "memory" in chosen:
        _say("memory")
        found["memory"] = inprocess.memory(
            news, languages=languages, steps=(number, 4 * number, 10 * number)
        )
    if chosen & {"kafka", "workers", "latency", "startup"}:
        with broker.broker() as (bootstrap, name):
            found["broker"] = name
            if "startup" in chosen:
                _say("startup")
                found["startup"] = broker.startup(news, bootstrap, languages=languages)
            if "kafka" in chosen:
                _say("kafka")
                found["kafka"] = broker.through_kafka(
                    news,
                    bootstrap,
                    languages=languages,
                    processes=processes,
                    number=2 * number,
                    rounds=rounds,
                )
            if "workers" in chosen:
                _say("workers")
                found["workers"] = broker.workers(
                    news, bootstrap, languages=languages, number=number // 2, rounds=rounds
                )
            if "latency" in chosen:
                _say("latency")
                # Half of what the worker settles of such a mix when everything waits for it.
                capacity = broker.capacity(
                    news, bootstrap, languages=languages, processes=processes, number=number
                )
                found["latency"] = broker.latency(
                    news,
                    bootstrap,
                    languages=languages,
                    processes=processes,
                    number=number,
                    rate=capacity / 2,
                )
    return found


def _say(section: str) -> None:
    print(f"… {section}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
