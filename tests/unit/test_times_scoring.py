"""The figures of the time benchmark: what counts as found, right, and wrong."""

from typing import Any

import pytest

from benchmarks.times.scoring import Answer, same_value, tally

MONDAY = ("2022-12-19", "2022-12-20")


def gold(start: int, end: int, value: str | None = "2022-12-19", **more: Any) -> dict[str, Any]:
    told = {"start": start, "end": end, "type": "DATE", "class": "weekday"}
    return told | ({"value": value} if value else {}) | {"interval": [list(MONDAY)]} | more


def answer(start: int, end: int, value: str | None = "2022-12-19") -> Answer:
    return Answer(start, end, "DATE", value, MONDAY)


def test_all_right() -> None:
    figures = tally([([gold(3, 10)], [answer(3, 10)])]).figures()
    assert set(figures.values()) == {1.0}


def test_an_overlap_is_found_but_not_exact() -> None:
    figures = tally([([gold(3, 10)], [answer(0, 10)])]).figures()
    assert figures["relaxed F1"] == figures["value F1"] == figures["interval F1"] == 1
    assert figures["strict F1"] == 0


def test_what_is_invented_counts_against_every_figure() -> None:
    figures = tally([([gold(3, 10)], [answer(3, 10)]), ([], [answer(0, 4)])]).figures()
    for name in ("relaxed F1", "strict F1", "value F1", "interval F1"):
        assert figures[name] == pytest.approx(2 / 3), name


def test_an_answer_over_two_expressions_finds_one() -> None:
    counts = tally([([gold(0, 5), gold(6, 20)], [answer(0, 20)])]).count
    assert (counts["expressions"], counts["found"]) == (2, 1)


def test_days_for_what_has_none_count_against_the_intervals() -> None:
    vague = gold(0, 5, "PAST_REF")
    del vague["interval"]
    counts = tally([([vague, gold(6, 9)], [answer(0, 5), answer(6, 9)])])
    assert counts.figures()["interval F1"] == pytest.approx(2 / 3)


def test_without_a_value_nobody_is_wrong() -> None:
    figures = tally([([gold(0, 5, None), gold(6, 9)], [answer(0, 5), answer(6, 9)])]).figures()
    assert figures["value F1"] == 1
    assert tally([([gold(0, 5, None)], [answer(0, 5)])]).figures()["value F1"] is None


def test_classes_are_counted_apart() -> None:
    found = tally([([gold(0, 5), gold(6, 9, **{"class": "month"})], [answer(0, 5)])])
    assert found.by_class["weekday"]["found"] == 1
    assert found.by_class["month"]["found"] == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P18M", "P1.5Y"),
        ("P1W", "P7D"),
        ("PT24H", "P1D"),
        ("XXXX-WXX", "P1W"),
        ("2022-12-19T08", "2022-12-19T08:00"),
        ("2022-12-19T14:23Z", "2022-12-19T14:23"),
    ],
)
def test_one_thing_in_two_notations(one: str, other: str) -> None:
    assert same_value(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P1M", "PT1M"),
        ("P1M", "P30D"),
        ("PXM", "P1M"),
        ("2022-12", "2022-12-01"),
        ("2022-12-19TEV", "2022-12-19TNI"),
        ("2022-12-19T08:30", "2022-12-19T08"),
    ],
)
def test_two_things(one: str, other: str) -> None:
    assert not same_value(one, other)
