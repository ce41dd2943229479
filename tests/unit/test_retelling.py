"""Retelling: one occasion told twice by a sentence or a headline is one, two occasions are two."""

from typing import Any

import pytest

from schemas.event import Kind, Status
from streams.core.events.draft import Draft
from streams.core.events.occasions import merge
from streams.core.sentence.phrases import Referent
from tests.unit.drafts import draft, on, party, person, thing

FRA, EGY = party("FRA", "France"), party("EGY", "Egypt")
SOLD = {"supplier": [FRA], "recipient": [EGY]}
TALKS = {"participant": [FRA, EGY]}
ACCORD = {"party": [FRA, EGY]}
MONDAY, TUESDAY = on("2022-12-19"), on("2022-12-20")
WEEK, YEAR = on("2022-12-19", "2022-12-25"), on("2022-01-01", "2022-12-31")


def _at(told: Draft, start: int, *, verbal: bool = True, paragraph: int = 1) -> Draft:
    told.start, told.end, told.paragraph, told.verbal = start, start + 40, paragraph, verbal
    return told


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (Kind.DELIVERY, "supplier", "recipient"),
        (Kind.TRAINING, "trainer", "trainee"),
        (Kind.BASING, "host", "user"),
        (Kind.VISIT, "visitor", "host"),
    ],
)
def test_one_sentence_read_both_ways_is_one_event(kind: Kind, first: str, second: str) -> None:
    surer = _at(draft(kind, {first: [FRA], second: [EGY]}, score=0.9), 10)
    wrong = _at(draft(kind, {first: [EGY], second: [FRA]}, score=0.5), 10)
    (home,) = merge([wrong, surer])
    assert home.countries(first) == {"FRA"}
    assert home.countries(second) == {"EGY"}


def test_what_two_states_do_to_each_other_in_two_sentences_is_two_events() -> None:
    there = _at(draft(Kind.VISIT, {"visitor": [FRA], "host": [EGY]}), 10)
    back = _at(draft(Kind.VISIT, {"visitor": [EGY], "host": [FRA]}), 90)
    assert len(merge([there, back])) == 2


def test_an_exchange_with_two_dates_is_two_events() -> None:
    there = _at(draft(Kind.VISIT, {"visitor": [FRA], "host": [EGY]}, dated=MONDAY), 10)
    back = _at(draft(Kind.VISIT, {"visitor": [EGY], "host": [FRA]}, dated=TUESDAY), 10)
    assert len(merge([there, back])) == 2


def test_an_exchange_of_different_items_is_two_events() -> None:
    tanks = draft(Kind.DELIVERY, SOLD, things=[thing("tank", 10)])
    ships = draft(
        Kind.DELIVERY, {"supplier": [EGY], "recipient": [FRA]}, things=[thing("corvette", 2)]
    )
    assert len(merge([_at(tanks, 10), _at(ships, 10)])) == 2


def test_a_verb_and_a_noun_of_one_sentence_tell_one_meeting() -> None:
    verb = _at(draft(Kind.MEETING, TALKS, dated=MONDAY), 10)
    noun = _at(draft(Kind.MEETING, TALKS, dated=on("2024-01-01", "2024-12-31")), 10, verbal=False)
    (home,) = merge([noun, verb])
    assert home.dated == MONDAY


def test_two_days_told_in_one_sentence_are_two_meetings() -> None:
    verb = _at(draft(Kind.MEETING, TALKS, dated=MONDAY), 10)
    noun = _at(draft(Kind.MEETING, TALKS, dated=TUESDAY), 10, verbal=False)
    assert len(merge([verb, noun])) == 2


def test_a_meeting_in_another_sentence_keeps_its_year() -> None:
    verb = _at(draft(Kind.MEETING, TALKS, dated=MONDAY), 10)
    noun = _at(draft(Kind.MEETING, TALKS, dated=on("2024-01-01", "2024-12-31")), 90, verbal=False)
    assert len(merge([verb, noun])) == 2


def _headline(count: int) -> Draft:
    told = draft(Kind.DELIVERY, SOLD, things=[thing("tank", count)], dated=YEAR, headline=True)
    told.status = Status.PLANNED
    return _at(told, 0, paragraph=0)


def test_a_headline_tells_the_items_that_the_text_tells() -> None:
    past = on("2021-12-19")
    text = _at(draft(Kind.DELIVERY, SOLD, things=[thing("tank", 19)], dated=past), 10)
    (home,) = merge([_headline(19), text])
    assert home.dated == past
    assert home.status is Status.OCCURRED


def test_another_number_of_them_is_another_delivery() -> None:
    text = draft(Kind.DELIVERY, SOLD, things=[thing("tank", 6)], dated=on("2021-12-19"))
    assert len(merge([_headline(19), _at(text, 10)])) == 2


def test_a_plan_and_its_fulfilment_on_a_day_of_that_week_are_one() -> None:
    plan = draft(Kind.AGREEMENT, ACCORD, dated=WEEK, status=Status.PLANNED)
    signed = draft(Kind.AGREEMENT, ACCORD, dated=TUESDAY)
    (home,) = merge([_at(plan, 10), _at(signed, 90)])
    assert home.status is Status.OCCURRED
    assert home.dated == TUESDAY


def test_an_accord_of_a_week_and_a_plan_of_a_year_are_two() -> None:
    plan = draft(Kind.AGREEMENT, ACCORD, dated=YEAR, status=Status.PLANNED)
    signed = draft(Kind.AGREEMENT, ACCORD, dated=TUESDAY)
    assert len(merge([_at(plan, 10), _at(signed, 90)])) == 2


def test_a_second_batch_within_the_week_is_another_delivery() -> None:
    here = draft(Kind.DELIVERY, SOLD, things=[thing("tank")], dated=TUESDAY)
    more = draft(Kind.DELIVERY, SOLD, things=[thing("tank")], dated=WEEK, status=Status.PLANNED)
    assert len(merge([_at(here, 10), _at(more, 90)])) == 2


def _title(kind: Kind, roles: dict[str, list[Referent]], **more: Any) -> Draft:
    return _at(draft(kind, roles, headline=True, **more), 0, paragraph=0)


@pytest.mark.parametrize(
    "title",
    [
        _title(Kind.MEETING, TALKS, dated=on("2022-12-12")),
        _title(Kind.VISIT, {"visitor": [FRA], "host": [EGY]}, dated=on("2022-12-12")),
    ],
    ids=["another kind", "another week"],
)
def test_the_lead_tells_better_what_the_headline_tells(title: Draft) -> None:
    text = draft(Kind.VISIT, {"visitor": [FRA], "host": [EGY]}, dated=MONDAY, status=Status.PLANNED)
    (home,) = merge([title, _at(text, 10)])
    assert (home.kind, home.dated, home.status) == (Kind.VISIT, MONDAY, Status.PLANNED)


def test_a_headline_about_others_than_the_lead_stands() -> None:
    title = _title(Kind.MEETING, {"participant": [FRA, party("RUS", "Russia")]})
    visit = draft(Kind.VISIT, {"visitor": [FRA], "host": [EGY]}, dated=MONDAY)
    assert len(merge([title, _at(visit, 10)])) == 2


def test_a_headline_about_what_stands_far_below_stands() -> None:
    title = _title(Kind.VISIT, {"visitor": [FRA], "host": [EGY]}, dated=on("2022-12-12"))
    visit = draft(Kind.VISIT, {"visitor": [FRA], "host": [EGY]}, dated=MONDAY)
    assert len(merge([title, _at(visit, 10, paragraph=4)])) == 2


def test_another_minister_than_in_the_headline_is_another_visit() -> None:
    title = _title(Kind.VISIT, {"visitor": [person("FRA", "Colonna")], "host": [EGY]})
    lead = draft(Kind.VISIT, {"visitor": [person("FRA", "Lecornu")], "host": [EGY]})
    assert len(merge([title, _at(lead, 10)])) == 2
