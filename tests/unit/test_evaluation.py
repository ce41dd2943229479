"""The scores, against counts made by hand."""

from typing import Any

import pytest

from schemas.corpus import CorpusArticle, CorpusEvent, at_noon
from streams.core.scoring.evaluation import Report, assign, score

VISIT: dict[str, Any] = {
    "type": "visit",
    "roles": {
        "visitor": [{"text": "Sjojgoe", "name": "Sergei Shoigu", "country": "RUS"}],
        "host": [{"text": "Minsk", "name": "Belarus", "country": "BLR"}],
    },
    "place": {"text": "Minsk", "name": "Minsk", "country": "BLR"},
    "date": {"start": "2022-12-19", "end": "2022-12-19"},
    "status": "occurred",
    "evidence": "Sjojgoe bezocht Minsk",
}
DELIVERY: dict[str, Any] = {
    "type": "delivery",
    "roles": {
        "supplier": [{"text": "Moscow", "name": "Russia", "country": "RUS"}],
        "recipient": [{"text": "Minsk", "name": "Belarus", "country": "BLR"}],
    },
    "items": [
        {"text": "40 T-72s", "name": "T-72", "min": 40, "max": 40},
        {"text": "S-400 systems", "name": "S-400", "min": None, "max": None},
    ],
    "date": None,
    "status": "planned",
    "evidence": "will get 40 T-72s",
}


def event(of: dict[str, Any], **changes: Any) -> CorpusEvent:
    return CorpusEvent.model_validate(of | changes)


def article(*gold: CorpusEvent, lang: str = "nl", name: str = "a") -> CorpusArticle:
    return CorpusArticle.model_validate(
        {"id": name, "lang": lang, "published": "2022-12-20", "text": "Text.", "events": gold}
    )


def scored(gold: list[CorpusEvent], predicted: list[CorpusEvent]) -> Report:
    return score([(article(*gold), predicted)])


def test_what_is_the_same_is_right() -> None:
    gold = [event(VISIT), event(DELIVERY)]
    figures = scored(gold, gold).to_dict()
    assert figures["events"]["f1"] == figures["events"]["record_f1"] == 1.0
    assert all(field["share"] == 1.0 for field in figures["fields"].values())
    assert scored(gold, gold).findings == []


def test_a_miss_and_a_false_alarm_are_counted_once_each() -> None:
    other = event(VISIT, roles={"visitor": [{"name": "Wang Yi", "country": "CHN"}]})
    report = scored([event(VISIT), event(DELIVERY)], [other, event(DELIVERY)])
    assert (report.events.gold, report.events.predicted, report.events.matched) == (2, 2, 1)
    assert report.events.to_dict()["f1"] == 0.5
    assert sorted(finding.what for finding in report.findings) == ["false alarm", "miss"]
    assert report.by_kind["visit"].to_dict()["recall"] == 0.0
    assert report.by_kind["delivery"].to_dict()["precision"] == 1.0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "planned"}, "status"),
        ({"date": {"start": "2022-12-01", "end": "2022-12-31"}}, "date"),
        ({"date": None}, "date"),
        ({"roles": {"host": VISIT["roles"]["host"]}}, "role"),
        ({"roles": VISIT["roles"] | {"host": [{"name": "China", "country": "CHN"}]}}, "role"),
    ],
)
def test_a_wrong_field_is_an_event_but_no_record(change: dict[str, Any], field: str) -> None:
    report = scored([event(VISIT)], [event(VISIT, **change)])
    assert (report.events.matched, report.events.records) == (1, 0)
    assert field in {finding.what for finding in report.findings}
    assert report.fields[field].right < report.fields[field].total


def test_a_date_that_is_made_up_is_wrong() -> None:
    report = scored([event(DELIVERY)], [event(DELIVERY, date=VISIT["date"])])
    assert (report.events.matched, report.events.records) == (1, 0)
    assert report.fields["date, none"].to_dict() == {"right": 0, "total": 1, "share": 0.0}


def test_place_and_items_do_not_spoil_a_record() -> None:
    items = [{"text": "40 T-72 tanks", "name": "T-72 tank", "min": 40, "max": None}]
    report = scored([event(DELIVERY)], [event(DELIVERY, items=items)])
    assert report.events.records == 1
    assert (report.fields["item"].right, report.fields["item"].total) == (1, 2)
    bounds = report.fields["item, bounds"]
    assert (bounds.right, bounds.total) == (0, 1)
    assert scored([event(VISIT)], [event(VISIT, place=None)]).fields["place"].right == 0


def test_states_are_compared_by_code_and_names_by_sound() -> None:
    told = {
        "visitor": [{"text": "Moscow", "name": "Kremlin", "country": "RUS"}],
        "host": VISIT["roles"]["host"],
    }
    assert scored([event(VISIT)], [event(VISIT, roles=told)]).events.records == 1
    nato = {"party": [{"name": "NATO", "country": None}]}
    gold = event(VISIT, type="agreement", roles=nato, place=None)
    assert scored([gold], [gold]).events.matched == 1
    other = event(VISIT, type="agreement", roles={"party": [{"name": "EU", "country": None}]})
    assert scored([gold], [other]).events.matched == 0


def test_a_role_that_nobody_annotated_is_told() -> None:
    gold = event(VISIT, roles={"visitor": VISIT["roles"]["visitor"]})
    report = scored([gold], [event(VISIT)])
    assert report.events.records == 1
    assert report.to_dict()["roles"]["host"] == {
        "right": 0,
        "total": 0,
        "share": None,
        "spurious": 1,
    }


def test_the_best_pairs_go_first_and_each_event_once() -> None:
    monday = event(VISIT)
    friday = event(VISIT, date={"start": "2022-12-23", "end": "2022-12-23"}, status="planned")
    assert sorted(assign([monday, friday], [friday, monday])) == [(0, 1), (1, 0)]
    assert len(assign([monday], [monday, friday])) == 1


def test_false_alarms_on_empty_articles() -> None:
    report = score(
        [
            (article(name="a"), [event(VISIT), event(DELIVERY, status="possible")]),
            (article(name="b"), []),
            (article(event(VISIT), name="c", lang="en"), [event(DELIVERY)]),
            (article(name="d"), None),
        ]
    )
    empty = report.to_dict()["empty_articles"]
    assert empty == {
        "articles": 3,
        "false_alarms": 2,
        "per_article": 0.6667,
        "firm_false_alarms": 1,
        "firm_per_article": 0.3333,
        "articles_with_alarm": 1,
    }
    assert report.failed == 1
    assert report.by_lang["en"].to_dict()["precision"] == 0.0


def test_the_confusion_of_statuses_stands_beside_the_majority() -> None:
    gold = [event(VISIT), event(DELIVERY), event(VISIT, status="denied")]
    told = [event(VISIT), event(DELIVERY, status="occurred"), event(VISIT, status="denied")]
    figures = scored(gold, told).to_dict()
    assert figures["status_confusion"] == {
        "denied": {"denied": 1},
        "occurred": {"occurred": 1},
        "planned": {"occurred": 1},
    }
    assert figures["status_majority"]["share"] == 0.3333


def test_a_day_is_noon_in_utc() -> None:
    assert at_noon("2022-12-20").isoformat() == "2022-12-20T12:00:00+00:00"
    assert article().article().published_at.isoformat() == "2022-12-20T12:00:00+00:00"
