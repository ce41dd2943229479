"""Completion: a mention that leaves out a party borrows it, or makes no event."""

import pytest

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.events.completion import complete
from streams.core.events.draft import Draft
from tests import reading
from tests.unit.drafts import draft, on, party, person, thing

DNK, ARG, UKR = party("DNK", "Denmark"), party("ARG", "Argentina"), party("UKR", "Ukraine")
POL, USA = party("POL", "Poland"), party("USA", "United States")
SOLD = {"supplier": [DNK], "recipient": [ARG]}


def sale(**more: object) -> Draft:
    return draft(Kind.DELIVERY, SOLD, things=[thing("F-16", 24)], paragraph=2, start=10, **more)


def test_nothing_comes_of_nothing() -> None:
    assert complete([], []) == []


def test_what_is_whole_stays_as_it_is_in_order_of_the_text() -> None:
    late = draft(Kind.EXERCISE, {"participant": [DNK, ARG]}, paragraph=3, start=90)
    early = sale()
    assert complete([late, early], []) == [early, late]
    assert early.roles == {"supplier": [DNK], "recipient": [ARG]}


def test_a_delivery_without_parties_continues_the_one_before() -> None:
    first = draft(
        Kind.DELIVERY,
        {},
        things=[thing("F-16", 6)],
        paragraph=2,
        start=60,
        status=Status.PLANNED,
        dated=on("2025-01-01", "2025-12-31"),
    )
    whole, resumed = complete([sale()], [first])
    assert resumed.countries("supplier") == {"DNK"}
    assert resumed.countries("recipient") == {"ARG"}
    assert [t.count.minimum for t in resumed.things] == [6]
    assert whole.things[0].count.minimum == 24


def test_what_continues_an_occasion_does_not_share_its_roles_with_it() -> None:
    first = draft(
        Kind.DELIVERY,
        {},
        things=[thing("F-16", 6)],
        paragraph=2,
        start=60,
        dated=on("2025-01-01"),
    )
    whole, resumed = complete([sale()], [first])
    resumed.roles["supplier"].append(UKR)
    assert whole.countries("supplier") == {"DNK"}


def test_a_mention_too_far_off_borrows_nothing() -> None:
    far = draft(
        Kind.DELIVERY,
        {},
        things=[thing("F-16", 6)],
        paragraph=9,
        start=900,
        dated=on("2025-01-01"),
    )
    assert len(complete([sale()], [far])) == 1


def test_a_mention_before_its_occasion_borrows_nothing() -> None:
    before = draft(
        Kind.DELIVERY, {}, things=[thing("F-16", 6)], paragraph=1, start=1, dated=on("2025-01-01")
    )
    assert complete([sale()], [before]) != []
    assert len(complete([sale()], [before])) == 1


def test_a_weak_mention_without_parties_can_date() -> None:
    signing = draft(Kind.AGREEMENT, {"party": [DNK, ARG]}, paragraph=2, start=10)
    when = on("2022-12-19")
    mention = draft(Kind.AGREEMENT, {}, paragraph=2, start=60, definite=True, dated=when)
    (dated,) = complete([signing], [mention])
    assert dated.dated is not None
    assert dated.dated.days == when.days
    assert dated.dated.basis is Basis.CONTEXT, "said nearby, not of the signing itself"


def test_a_date_that_stands_is_not_overwritten() -> None:
    own = on("2022-12-01")
    signing = draft(Kind.AGREEMENT, {"party": [DNK, ARG]}, paragraph=2, start=10, dated=own)
    mention = draft(Kind.AGREEMENT, {}, paragraph=2, start=60, dated=on("2022-12-19"))
    (dated,) = complete([signing], [mention])
    assert dated.dated == own


def test_an_agreement_takes_the_party_of_the_occasion_it_belongs_to() -> None:
    mention = draft(Kind.AGREEMENT, {"party": [ARG]}, paragraph=2, start=60)
    _, signed = complete([sale()], [mention])
    assert signed.kind is Kind.AGREEMENT
    assert signed.countries("party") == {"ARG", "DNK"}


def test_an_agreement_with_nobody_around_makes_no_event() -> None:
    mention = draft(Kind.AGREEMENT, {"party": [UKR]}, paragraph=2, start=60)
    assert complete([], [mention]) == []
    assert len(complete([sale()], [mention])) == 1, "Ukraine has no part in the sale"


def test_a_visitor_without_a_goal_has_gone_where_the_text_is() -> None:
    guest = person("DNK", "Mette Frederiksen")
    kyiv = party("UKR", "Ukraine", "capital", place="Kyiv")
    arrival = draft(Kind.VISIT, {"visitor": [guest]}, ground=(kyiv,), arrives=True, score=0.9)
    (visit,) = complete([], [arrival])
    assert visit.countries("host") == {"UKR"}
    assert visit.place == kyiv


def test_nobody_visits_home() -> None:
    guest = person("UKR", "Volodymyr Zelensky")
    kyiv = party("UKR", "Ukraine", "capital", place="Kyiv")
    arrival = draft(Kind.VISIT, {"visitor": [guest]}, ground=(kyiv,), arrives=True, score=0.9)
    assert complete([], [arrival]) == []


def test_a_joint_unit_takes_the_two_states_named_last() -> None:
    unit = draft(Kind.JOINT_UNIT, {}, pair=(DNK, ARG))
    (formed,) = complete([], [unit])
    assert formed.countries("member") == {"DNK", "ARG"}


def test_a_joint_unit_of_one_is_none() -> None:
    assert complete([], [draft(Kind.JOINT_UNIT, {}, pair=(DNK,))]) == []
    assert complete([], [draft(Kind.JOINT_UNIT, {})]) == []


ARTICLES = [
    (
        "en",
        "Denmark has sold Argentina 24 F-16s. The first six will be delivered in 2025.",
        ("2025-01-01", "2025-12-31"),
        6,
    ),
    (
        "nl",
        "Denemarken heeft Argentinië 24 F-16's verkocht. De eerste zes worden in 2025 geleverd.",
        ("2025-01-01", "2025-12-31"),
        6,
    ),
]


@pytest.mark.parametrize(("language", "text", "days", "number"), ARTICLES)
def test_the_first_six(language: str, text: str, days: tuple[str, str], number: int) -> None:
    found = [e for e in reading.read(text, language=language) if reading.days(e) == days]
    assert reading.kinds(found) == ["delivery"]
    (event,) = found
    assert event.status.value == "planned"
    assert reading.countries(event, "supplier") == ["DNK"]
    assert reading.countries(event, "recipient") == ["ARG"]
    assert [i.quantity.minimum for i in event.items] == [number]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Soldiers arrived on Monday."),
        ("en", "The weapons will be delivered next year."),
        ("en", "He visited the troops."),
        ("nl", "Maandag kwamen soldaten aan."),
        ("nl", "De wapens worden volgend jaar geleverd."),
        ("nl", "Hij bezocht de troepen."),
    ],
)
def test_a_mention_that_nothing_completes_is_no_event(language: str, text: str) -> None:
    assert reading.kinds(reading.read(text, language=language)) == []


def test_who_was_supplied_before_is_supplied_again_rather_than_who_was_named_last() -> None:
    first = draft(Kind.DELIVERY, {"supplier": [DNK], "recipient": [UKR]}, start=1)
    second = draft(Kind.DELIVERY, {"supplier": [POL]}, start=2, pair=(POL, USA))
    complete([first, second], [], salience={"USA": 9, "UKR": 1})
    assert second.countries("recipient") == {"UKR"}


def test_else_the_state_that_the_article_names_most() -> None:
    talks = draft(Kind.MEETING, {"participant": [USA, UKR]}, start=1)
    second = draft(Kind.DELIVERY, {"supplier": [POL]}, start=2)
    complete([talks, second], [], salience={"USA": 1, "UKR": 5})
    assert second.countries("recipient") == {"UKR"}
