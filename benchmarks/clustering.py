"""How the time for one claim grows with the number of open stories, as ratios within one run.

    python -m benchmarks.clustering

Claims of one kind about pairs of many states and days, in the order of publication; every tenth
comes a day late. A step that looked at every story would take ten times as long where there are
ten times as many.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from schemas.event import EVENT_ADAPTER, Event
from streams.core.stories.clusterer import Clusterer

_STATES = [a + b + c for a in "ABCDE" for b in "FGHIJ" for c in "KLM"]
_SIZES = (1_000, 3_000, 10_000)
_MEASURED = 500


def claims(count: int, *, chance: random.Random) -> Iterator[Event]:
    """So many claims, most of them the first of their story."""
    start = datetime(2020, 1, 1, 12, tzinfo=UTC)
    for number in range(count):
        late = timedelta(days=1) if number % 10 == 9 else timedelta()
        published = start + timedelta(minutes=30 * number) - late
        day = published.date()
        visitor, host = chance.sample(_STATES, 2)
        yield EVENT_ADAPTER.validate_python(
            {
                "kind": "visit",
                "event_id": f"e{number}",
                "article_id": f"a{number}",
                "article_version": 1,
                "published_at": published,
                "language": "en",
                "source": f"s{number % 50}",
                "status": "occurred",
                "when": {
                    "begin": day,
                    "end": day + timedelta(days=1),
                    "granularity": "day",
                    "basis": "text",
                },
                "visitor": [{"text": visitor, "name": visitor, "country": visitor}],
                "host": [{"text": host, "name": host, "country": host}],
                "evidence": [{"start": 0, "end": 1, "text": "x", "trigger": "x", "rule": "x"}],
                "extractor": "benchmark",
            }
        )


def main() -> None:
    """Prints the time of a claim at each size as a multiple of that at the smallest."""
    clusterer = Clusterer.empty()
    fed, first = 0, None
    events = list(claims(_SIZES[-1] + _MEASURED, chance=random.Random(1)))  # noqa: S311 - the same each time
    for size in _SIZES:
        for event in events[fed:size]:
            clusterer.add(event)
        begun = time.perf_counter()
        for event in events[size : size + _MEASURED]:
            clusterer.add(event)
        spent = (time.perf_counter() - begun) / _MEASURED
        fed = size + _MEASURED
        first = first or spent
        print(f"{len(clusterer):>7} stories: {spent / first:.2f} times the time of a claim")


if __name__ == "__main__":
    main()
