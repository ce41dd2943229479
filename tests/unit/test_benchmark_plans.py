"""What the benchmarks reckon and draw from measured figures; the figures themselves are no test."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from benchmarks import scale
from benchmarks.throughput import news, report

COSTS = scale.Costs(rate=100.0, memory=800.0, start=10.0)
RUNNERS = {
    name: {
        "articles_per_second": 10.0,
        "words_per_second": 2000,
        "events_per_second": 1.0,
        "cpu_ms_per_article": 10.0,
        "wall_ratio": ratio,
        "cpu_ratio": ratio,
        "events": 3,
    }
    for name, ratio in (("eventwire", 8.5), ("eventwire, no prefilter", 0.7), ("nlp.pipe", 1.0))
}
FOUND = {
    "machine": {
        "processor": "A <fast> one",
        "cores": "2",
        "memory": "24 GiB",
        "system": "Linux",
        "python": "3.11",
        "spacy": "3.8",
    },
    "settings": {"processes": 2, "articles": 100, "rounds": 3},
    "mix": {"0.05": RUNNERS, "1": RUNNERS},
}


def test_a_plan_carries_its_peak_and_leaves_partitions_to_grow_into() -> None:
    plan = scale.plan(COSTS, articles_a_day=8_640_000, peak=4, patience=20)
    assert plan.mean == pytest.approx(100)
    assert plan.workers * COSTS.rate * 0.6 >= plan.peak
    assert plan.partitions >= 2 * plan.workers
    assert plan.partitions % 6 == 0
    assert plan.threshold == 2000


def test_the_simulated_day_keeps_up_and_never_has_more_workers_than_partitions() -> None:
    plan = scale.plan(COSTS, articles_a_day=8_640_000, peak=4, patience=20)
    day = scale.simulate(COSTS, plan, peak=4)
    assert plan.least <= day.mean_workers <= day.most_workers <= plan.partitions
    assert 0 < day.worst_wait < 600


def test_twice_the_load_takes_about_twice_the_workers() -> None:
    sizes = [
        scale.plan(COSTS, articles_a_day=n * 10_000_000, peak=4, patience=20).workers
        for n in (1, 2, 4)
    ]
    assert all(2 * a - 2 <= b <= 2 * a for a, b in pairwise(sizes))


def test_the_chart_is_well_formed_and_escapes_what_it_shows() -> None:
    drawn = ET.fromstring(report.chart(FOUND))
    shown = "".join(drawn.itertext())
    assert "8.5x" in shown
    assert "A <fast> one" in shown
    assert len(drawn.findall("{http://www.w3.org/2000/svg}rect")) == 1 + 3 + 2 * 3


def test_tables_hold_every_row() -> None:
    table = report.markdown(FOUND)
    assert table.count("| eventwire, no prefilter |") == 2
    assert "5%" in table


def test_a_stream_has_the_share_that_is_asked_for_and_is_the_same_again() -> None:
    corpus = news.News.of(("en",))
    for share, told in ((0.0, 0), (0.05, 10), (0.2, 40), (1.0, 200)):
        stream = list(corpus.stream(200, share=share))
        known = {a.text for a in corpus.relevant}
        assert sum(article.text in known for article in stream) == told
        assert len({article.article_id for article in stream}) == 200
        assert stream == list(corpus.stream(200, share=share))
