"""Home: "our country" and bodies named without their state mean that of the newspaper.

Also what stands around parties without being one: words between a preposition and its noun, and
surnames of somebody else.
"""

import pytest

from schemas.event import Event
from tests import reading


def events(language: str, title: str, text: str) -> tuple[Event, ...]:
    """The events of an article."""
    return reading.read(text, language=language, title=title)


def parties(event: Event) -> set[str | None]:
    """The countries of an event's roles."""
    return {actor.country for actors in event.roles().values() for actor in actors}


@pytest.mark.parametrize(
    ("title", "home"),
    [("Belgische para's naar Zwarte Zee", "BEL"), ("Nederlandse para's naar Zwarte Zee", "NLD")],
)
def test_our_country_is_the_home_state_that_the_article_names(title: str, home: str) -> None:
    told = events("nl", title, "Ons land stuurde vorige week 300 militairen naar Roemenië.")
    assert {home, "ROU"} in [parties(e) for e in told if e.kind.value == "deployment"]


def test_our_country_of_somebody_quoted_is_not_that_of_the_newspaper() -> None:
    told = events(
        "nl",
        "Poolse president in Den Haag",
        'De Poolse president zei: "Ons land stuurde 300 militairen naar Roemenië."',
    )
    assert all("NLD" not in parties(e) for e in told if e.kind.value == "deployment")


def test_the_bare_ministry_is_that_of_home() -> None:
    told = events("nl", "Houwitsers uit Nederland", "Defensie levert Oekraïne zes houwitsers.")
    assert {"NLD", "UKR"} in [parties(e) for e in told]


def test_words_that_say_there_are_more_stand_between_preposition_and_noun() -> None:
    told = events("nl", "", "In Rukla oefenen Nederlandse soldaten met onder anderen Noren.")
    assert {"NLD", "NOR"} in [parties(e) for e in told if e.kind.value == "exercise"]


def test_a_surname_with_another_given_name_is_somebody_else() -> None:
    text = "South Korean Defence Minister Kim Kwan-jin met U.S. Defense Secretary Lloyd Austin."
    assert {"KOR", "USA"} in [parties(e) for e in events("en", "", text)]


def test_the_alliance_is_the_one_that_was_named() -> None:
    text = "NATO has a mission in Iraq. Turkey lets the alliance use its Incirlik air base."
    users = [e.roles()["user"][0].name for e in events("en", "", text) if e.kind.value == "basing"]
    assert users == ["NATO"]
