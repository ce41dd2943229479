"""Reliability: confidence beside what came true, and what a threshold costs."""

from streams.core.scoring.reliability import Reliability


def told() -> Reliability:
    reliability = Reliability()
    for confidence, right, alarm in (
        (0.95, True, False),
        (1.0, True, False),
        (0.55, True, False),
        (0.51, False, True),
    ):
        reliability.count(confidence, right=right, alarm=alarm)
    return reliability


def test_events_are_counted_by_tenths_of_confidence() -> None:
    low, high = told().to_dict()
    assert (low["from"], low["events"], low["confidence"], low["right"]) == (0.5, 2, 0.53, 0.5)
    assert (high["from"], high["events"], high["right"]) == (0.9, 2, 1.0)


def test_a_threshold_trades_recall_for_false_alarms() -> None:
    low, high = told().thresholds(gold=4, empty=2)
    assert (low["precision"], low["recall"], low["per_empty_article"]) == (0.75, 0.75, 0.5)
    assert (high["precision"], high["recall"], high["per_empty_article"]) == (1.0, 0.5, 0.0)


def test_nothing_told_gives_no_figures() -> None:
    assert Reliability().to_dict() == []
    assert Reliability().thresholds(gold=0, empty=0) == []


def test_articles_without_events_alone_have_no_recall() -> None:
    reliability = Reliability()
    reliability.count(0.4, right=False, alarm=True)
    (row,) = reliability.thresholds(gold=0, empty=1)
    assert (row["recall"], row["per_empty_article"]) == (None, 1.0)
