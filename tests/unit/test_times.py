"""Time expressions: what the API promises beyond the examples of the packs."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from streams.core.calendar import Days
from streams.core.times import Direction, TimeExpression, TimeLexicon, TimeTagger, event_days

PACKS = Path(__file__).parents[2] / "streams" / "packs"
TUESDAY = date(2022, 12, 20)


def tagger(language: str) -> TimeTagger:
    data = tomllib.loads((PACKS / language / "times.toml").read_text("utf-8"))
    return TimeTagger(TimeLexicon.from_toml(data))


NL, EN = tagger("nl"), tagger("en")


def only(text: str, *, by: TimeTagger = NL, published: date = TUESDAY) -> TimeExpression:
    found = by.find(text, published=published)
    assert len(found) == 1, found
    return found[0]


def test_offsets_are_those_of_the_text() -> None:
    text = "\u2019s Avonds, in Oekra\u00efne, viel \u2013 op 3 mei 2021 \u2013 een bom."
    for expression in NL.find(text, published=TUESDAY):
        assert text[expression.start : expression.end] == expression.text
    assert NL.find(text, published=TUESDAY)[-1].value == "2021-05-03"


def test_own_and_interval_are_two_things() -> None:
    since = only("De haven is sinds oktober dicht.")
    assert since.own == Days(date(2022, 10, 1), date(2022, 11, 1))
    assert since.interval == Days(date(2022, 10, 1), None)
    assert (since.value, since.relation, since.granularity) == ("2022-10", "since", "month")


def test_the_given_direction_rules_and_is_asked_for_the_span() -> None:
    asked: list[tuple[int, int]] = []

    def future(start: int, end: int) -> Direction | None:
        asked.append((start, end))
        return "future"

    text = "Het overleg van vrijdag."
    (expression,) = NL.find(text, published=TUESDAY, direction=future)
    assert asked == [(16, 23)]
    assert expression.value == "2022-12-23"
    assert expression.ambiguous


def test_without_evidence_weekdays_look_back_and_months_go_to_the_nearest() -> None:
    assert only("Vrijdag.").value == "2022-12-16"
    assert only("Dinsdag.").value == "2022-12-20"
    assert only("Februari.").value == "2023-02"
    assert only("September.").value == "2022-09"


@pytest.mark.parametrize("text", ["3 mei 2019", "vorige week", "gisteren", "drie dagen geleden"])
def test_what_no_tense_can_change_is_not_ambiguous(text: str) -> None:
    assert not only(text).ambiguous


def test_since_overrides_the_tense() -> None:
    assert only("Hij zal sinds maandag ziek zijn.").own == Days(
        date(2022, 12, 19), date(2022, 12, 20)
    )


def test_leap_days_go_to_a_year_that_has_one() -> None:
    assert only("Op 29 februari werd hij geboren.").value == "2020-02-29"
    assert NL.find("Op 29 februari 2021 viel niets voor.", published=TUESDAY) == ()


def test_week_53() -> None:
    assert only("In week 53 van 2020 sneeuwde het.").value == "2020-W53"


def test_years_before_1900_and_after_2100() -> None:
    assert only("In 1795 vielen de Fransen binnen.").value == "1795"
    assert only("In 2150 is het warmer.").value == "2150"
    assert only("Op 18 juni 1815 was de slag.").value == "1815-06-18"


def test_two_digit_years_turn_at_50() -> None:
    assert only("Op 3-5-50 dan.").value == "1950-05-03"
    assert only("Op 3-5-49 dan.").value == "2049-05-03"
    assert only("In mei '68 was het onrustig.").value == "1968-05"


def test_a_day_is_counted_from_a_day_and_not_from_a_year() -> None:
    text = "Op 3 mei 2021 vielen schoten, als in 1998. De volgende dag vluchtte hij."
    assert NL.find(text, published=TUESDAY)[-1].value == "2021-05-04"


def test_both_date_orders_of_english() -> None:
    assert only("Filed 12/19/2022.", by=EN).value == "2022-12-19"
    assert only("Filed 19/12/2022.", by=EN).value == "2022-12-19"
    assert only("Filed 04/03/2022.", by=EN).value == "2022-04-03"
    assert only("Filed 04.03.2022.", by=EN).value == "2022-03-04"
    assert only("Op 04/03/2022 dan.").value == "2022-03-04"


@pytest.mark.parametrize(
    "text",
    [
        "Het steeg met 12,5 procent tot 2000 euro.",
        "De T-72, de F-16 en de Su-2022 vlogen niet.",
        "De 23-jarige man is aangehouden.",
        "Hij is 45 jaar.",
        "Premier Theresa Mei zweeg.",
        "D'66 won.",
        "Er kwamen 1950 mensen en 2010 honden, ruim 1980 in totaal.",
        "Het bedrag is \u20ac 1.999 of $2020.",
    ],
)
def test_blockers(text: str) -> None:
    found = NL.find(text, published=TUESDAY)
    assert [e.text for e in found] in ([], ["2010"])


def test_edtf() -> None:
    assert only("In oktober 2022.").edtf == "2022-10"
    assert only("Sinds 3 mei 2022.").edtf == "2022-05-03/.."
    assert only("De jaren negentig.").edtf == "199X"
    assert only("In het derde kwartaal van 2021.").edtf == "2021-35"
    assert only("In de zomer van 2021.").edtf == "2021-22"
    assert only("Rond 3 mei 2022.").edtf == "2022-05-03~"
    assert only("Met Kerstmis 2021.").edtf == "2021-12-25/2021-12-26"
    assert only("Drie dagen.").edtf is None


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("Sinds oktober wordt geleverd.", date(2022, 10, 1), date(2022, 12, 21)),
        ("Drie weken geleden werd geleverd.", date(2022, 11, 28), date(2022, 12, 5)),
        ("In de komende weken wordt geleverd.", date(2022, 12, 20), date(2023, 1, 18)),
        ("In de komende maanden wordt geleverd.", date(2022, 12, 20), date(2023, 3, 23)),
        ("Eerder deze maand werd geleverd.", date(2022, 12, 1), date(2022, 12, 21)),
        ("Vorige week werd geleverd.", date(2022, 12, 12), date(2022, 12, 19)),
        ("Eind november werd geleverd.", date(2022, 11, 21), date(2022, 12, 1)),
        ("Begin 2022 werd geleverd.", date(2022, 1, 1), date(2022, 5, 1)),
        ("Afgelopen zomer werd geleverd.", date(2022, 6, 1), date(2022, 9, 1)),
    ],
)
def test_event_days_follow_the_guide(text: str, begin: date, end: date) -> None:
    assert event_days(only(text), TUESDAY) == Days(begin, end)


@pytest.mark.parametrize("text", ["Onlangs.", "Enkele jaren geleden.", "Dagelijks.", "Drie dagen."])
def test_what_is_vague_dates_no_event(text: str) -> None:
    assert event_days(only(text), TUESDAY) is None


def test_a_range_gives_both_ends_the_whole() -> None:
    first, last = NL.find("Van 12 tot en met 15 december was het dicht.", published=TUESDAY)
    whole = Days(date(2022, 12, 12), date(2022, 12, 16))
    assert first.interval == last.interval == whole
    assert (first.value, last.value) == ("2022-12-12", "2022-12-15")


def test_a_time_takes_the_day_that_follows_it() -> None:
    text = "It struck at 10:23 p.m. (1423 GMT) on Wednesday."
    first, second, _ = EN.find(text, published=date(2022, 12, 23))
    assert first.value == "2022-12-21T22:23"
    assert second.value == "2022-12-21T14:23"


def test_a_day_outside_the_calendar_is_left_out() -> None:
    assert NL.find("30 februari 2022", published=TUESDAY) == ()
    assert NL.find("9000 jaar geleden", published=TUESDAY) == ()
    near_the_end = date(9999, 12, 31)
    assert NL.find("morgen, volgend jaar, over drie weken", published=near_the_end) == ()


def test_a_malformed_lexicon_is_refused() -> None:
    data = tomllib.loads((PACKS / "nl" / "times.toml").read_text("utf-8"))
    broken = {**data, "rules": [{"name": "x", "pattern": "(month"}]}
    with pytest.raises(ValueError, match="bracket"):
        TimeLexicon.from_toml(broken)
    broken = {**data, "rules": [{"name": "x", "pattern": "month", "slots": {"moon": 1}}]}
    with pytest.raises(ValueError, match="moon"):
        TimeLexicon.from_toml(broken)
