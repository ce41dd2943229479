"""What reads like an event and is none: wishes in a quotation, likenesses, a state's own drill."""

import pytest
import spacy

from schemas.event import Kind, Status
from streams.core.language.parser import Pipeline
from streams.core.sentence.quotation import is_quoted
from tests import reading


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("‘Nederland moet leveren’, riep hij.", True),
        ("‘Genoeg’, riep hij. Nederland moet leveren.", False),
        ("‘Foto’s van tanks. Nederland moet leveren’, riep hij.", True),
        ('"Stop," he said, "the minister moet leveren."', True),
        ('"Stop," he said, and moet leveren.', False),
        ("«Assez», dit-il: il moet leveren.", False),
        ("Foto’s: Nederland moet leveren.", False),
    ],
)
def test_direct_speech_ends_with_its_mark(text: str, quoted: bool) -> None:
    doc = Pipeline(spacy.blank("xx"))(text)
    (token,) = [t for t in doc if t.text.startswith("moet")]
    assert is_quoted(token) is quoted


def _told(text: str, language: str, kind: Kind) -> list[Status]:
    events = reading.read(text, language=language)
    return [event.status for event in reading.events_of_kind(events, kind)]


def test_what_somebody_says_must_be_done_is_an_opinion() -> None:
    said = "‘België moet Oekraïne wapens leveren’, riep een senator vanaf zijn bank."
    assert _told(said, "nl", Kind.DELIVERY) == []


def test_forces_that_leave_are_no_deployment() -> None:
    leaving = "Nederland stopt op 1 mei met de militaire missie in Mali."
    assert _told(leaving, "nl", Kind.DEPLOYMENT) == []


def test_what_was_told_after_talks_says_nothing_of_the_talks() -> None:
    after = (
        "British Defence Secretary John Healey announced a new military aid package for Ukraine "
        "following discussions with President Volodymyr Zelensky in Odesa."
    )
    events = reading.read(after, language="en")
    talks = [e.status for e in events if e.kind in {Kind.MEETING, Kind.VISIT}]
    assert talks in ([], [Status.OCCURRED])


def test_what_must_be_done_by_a_day_is_planned() -> None:
    due = "Nederland moet volgende maand veertig tanks leveren aan Oekraïne."
    assert _told(due, "nl", Kind.DELIVERY) == [Status.PLANNED]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            (
                "Azerbaijan and Turkey began joint exercises on Monday. "
                "Armenia held its own snap drill near the Turkish border with reservists last week."
            ),
            "en",
        ),
        (
            (
                "Azerbeidzjan en Turkije begonnen maandag gezamenlijke oefeningen. "
                "Armenië hield vorige week een eigen oefening bij de Turkse grens met reservisten."
            ),
            "nl",
        ),
    ],
)
def test_a_drill_of_its_own_is_nobody_elses(text: str, language: str) -> None:
    assert len(_told(text, language, Kind.EXERCISE)) == 1


def test_a_drill_with_somebody_is_theirs() -> None:
    text = "Armenia held a military drill with Turkey near the border last week."
    assert _told(text, "en", Kind.EXERCISE) == [Status.OCCURRED]


def test_what_looks_like_a_joint_army_is_none() -> None:
    text = "Het lijkt wel alsof Polen en Duitsland een gezamenlijk leger oprichten."
    assert _told(text, "nl", Kind.JOINT_UNIT) == []


def test_bombers_that_fly_around_a_state_are_not_given_to_it() -> None:
    text = "China regards Taiwan as its own territory and has sent bombers around it since May."
    assert _told(text, "en", Kind.DELIVERY) == []


def test_tanks_that_are_sent_to_a_state_are_given_to_it() -> None:
    text = "Poland has sent 14 tanks to Ukraine since May."
    assert len(_told(text, "en", Kind.DELIVERY)) == 1


def test_an_object_that_is_no_item_is_not_the_item_told_before() -> None:
    text = (
        "Ukraine received tanks from Poland in May. "
        "The Estonians asked Poland for money; they were offered a course in marketing."
    )
    assert len(_told(text, "en", Kind.DELIVERY)) == 1
