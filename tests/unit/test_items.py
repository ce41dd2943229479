"""Items: what is told, and the bounds of how many of it."""

import pytest

from streams.core.language.items import Count, ItemReader, Thing
from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {}
known_failures = reading.known(KNOWN_FAILURES)


def told(language: str, text: str) -> Thing:
    thing = phrase(language, text)
    assert thing is not None, f"no item in {text!r}"
    return thing


def phrase(language: str, text: str) -> Thing | None:
    """The item of `text`, which is one noun phrase."""
    matches = list(reading.world(language).gazetteer.find(text))
    return ItemReader(reading.pack(language)).read(text, 0, len(text), matches)


def bounds(count: Count) -> tuple[int | None, int | None, bool]:
    return count.minimum, count.maximum, count.approximate


QUANTITIES = [
    # What the guide lists.
    ("nl", "170 tanks", 170, 170, False),
    ("nl", "zo'n 15 duizend militairen", 15000, 15000, True),
    ("nl", "zo’n 15 duizend militairen", 15000, 15000, True),
    ("nl", "bijna 15 duizend militairen", 15000, 15000, True),
    ("nl", "ongeveer 15.000 militairen", 15000, 15000, True),
    ("nl", "minstens 40 tanks", 40, None, False),
    ("nl", "meer dan 40 tanks", 40, None, False),
    ("nl", "ruim 40 tanks", 40, None, False),
    ("nl", "tot 40 tanks", None, 40, False),
    ("nl", "maximaal 40 tanks", None, 40, False),
    ("nl", "hooguit 40 tanks", None, 40, False),
    ("nl", "tientallen tanks", 20, 99, False),
    ("nl", "honderden tanks", 200, 999, False),
    ("nl", "duizenden militairen", 2000, 9999, False),
    ("nl", "tienduizenden soldaten", 20000, 99999, False),
    ("nl", "een partij tanks", None, None, False),
    ("nl", "enkele tanks", None, None, False),
    ("nl", "een aantal tanks", None, None, False),
    ("nl", "tanks", None, None, False),
    ("en", "170 tanks", 170, 170, False),
    ("en", "about 15 thousand soldiers", 15000, 15000, True),
    ("en", "nearly 15 thousand soldiers", 15000, 15000, True),
    ("en", "roughly 15,000 soldiers", 15000, 15000, True),
    ("en", "at least 40 tanks", 40, None, False),
    ("en", "more than 40 tanks", 40, None, False),
    ("en", "up to 40 tanks", None, 40, False),
    ("en", "no more than 40 tanks", None, 40, False),
    ("en", "dozens of tanks", 20, 99, False),
    ("en", "hundreds of tanks", 200, 999, False),
    ("en", "thousands of soldiers", 2000, 9999, False),
    ("en", "tens of thousands of soldiers", 20000, 99999, False),
    ("en", "hundreds of thousands of shells", 200000, 999999, False),
    ("en", "a batch of tanks", None, None, False),
    ("en", "tanks", None, None, False),
    # Number words.
    ("nl", "twee tanks", 2, 2, False),
    ("nl", "twaalf tanks", 12, 12, False),
    ("nl", "vijfentwintig tanks", 25, 25, False),
    ("nl", "tweeëntwintig tanks", 22, 22, False),
    ("nl", "negenentwintig tanks", 29, 29, False),
    ("nl", "zevenenzeventig tanks", 77, 77, False),
    ("nl", "honderd tanks", 100, 100, False),
    ("nl", "honderdtwintig tanks", 120, 120, False),
    ("nl", "tweehonderdvijftig tanks", 250, 250, False),
    ("nl", "duizend soldaten", 1000, 1000, False),
    ("nl", "vijfduizend militairen", 5000, 5000, False),
    ("nl", "zestienduizend militairen", 16000, 16000, False),
    ("nl", "vijfentwintigduizend militairen", 25000, 25000, False),
    ("nl", "twaalfhonderd militairen", 1200, 1200, False),
    ("nl", "anderhalf miljoen granaten", 1_500_000, 1_500_000, False),
    ("nl", "één tank", 1, 1, False),
    ("nl", "1.500 militairen", 1500, 1500, False),
    ("nl", "2,5 miljoen granaten", 2_500_000, 2_500_000, False),
    ("nl", "1 miljoen granaten", 1_000_000, 1_000_000, False),
    ("en", "two tanks", 2, 2, False),
    ("en", "twenty-five tanks", 25, 25, False),
    ("en", "a hundred tanks", 100, 100, False),
    ("en", "two hundred tanks", 200, 200, False),
    ("en", "two hundred and fifty tanks", 250, 250, False),
    ("en", "five thousand soldiers", 5000, 5000, False),
    ("en", "twelve hundred soldiers", 1200, 1200, False),
    ("en", "one thousand five hundred soldiers", 1500, 1500, False),
    ("en", "1,500 soldiers", 1500, 1500, False),
    ("en", "1.5 million shells", 1_500_000, 1_500_000, False),
    ("en", "a dozen tanks", 12, 12, False),
    ("en", "half a dozen tanks", 6, 6, False),
    ("en", "two dozen tanks", 24, 24, False),
    # Ranges.
    ("nl", "10 tot 15 tanks", 10, 15, False),
    ("nl", "tien tot vijftien tanks", 10, 15, False),
    ("nl", "tussen de 10 en 15 tanks", 10, 15, False),
    ("nl", "10 à 15 tanks", 10, 15, False),
    ("nl", "10-15 tanks", 10, 15, False),
    ("nl", "twee of drie tanks", 2, 3, False),
    ("nl", "400 tot 500 militairen", 400, 500, False),
    ("en", "10 to 15 tanks", 10, 15, False),
    ("en", "ten to fifteen tanks", 10, 15, False),
    ("en", "between 10 and 15 tanks", 10, 15, False),
    ("en", "10-15 tanks", 10, 15, False),
    ("en", "two or three tanks", 2, 3, False),
    # A measure is no number of pieces.
    ("nl", "155mm-granaten", None, None, False),
    ("nl", "155 mm-granaten", None, None, False),
    ("nl", "20.000 155mm-granaten", 20000, 20000, False),
    ("en", "155mm shells", None, None, False),
    ("en", "155 mm howitzers", None, None, False),
    ("en", "12 155mm howitzers", 12, 12, False),
]


@pytest.mark.parametrize(
    ("language", "text", "minimum", "maximum", "approximate"),
    QUANTITIES,
    ids=[f"{language}-{text}" for language, text, *_ in QUANTITIES],
)
def test_quantity(
    language: str, text: str, minimum: int | None, maximum: int | None, *, approximate: bool
) -> None:
    assert bounds(told(language, text).count) == (minimum, maximum, approximate)


NAMES = [
    ("nl", "S-400-luchtverdedigingssystemen", "S-400"),
    ("nl", "tien S-400-systemen", "S-400"),
    ("nl", "Leopard 2-tanks", "Leopard 2"),
    ("nl", "Iskander-raketten", "Iskander"),
    ("nl", "twaalf Caesar-houwitsers", "CAESAR"),
    ("nl", "34 F-35's", "F-35"),
    ("nl", "zes F-16’s", "F-16"),
    ("en", "ten S-400 systems", "S-400"),
    ("en", "Leopard 2 tanks", "Leopard 2"),
    ("en", "six F-16s", "F-16"),
    ("en", "18 HIMARS launchers", "HIMARS"),
]


@pytest.mark.parametrize(("language", "text", "name"), NAMES)
def test_a_model_wins_over_its_generic_noun(language: str, text: str, name: str) -> None:
    thing = told(language, text)
    assert thing.name.casefold().replace(" ", "-").startswith(name.casefold().replace(" ", "-"))
    assert thing.strong
    assert not thing.personnel


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "S-400-luchtverdedigingssystemen"),
        ("nl", "Leopard 2-tanks"),
        ("nl", "F-16’s"),
        ("nl", "T-72-tanks"),
        ("nl", "Mirage 2000-gevechtsvliegtuigen"),
        ("en", "S-400 systems"),
        ("en", "Leopard 2 tanks"),
        ("en", "F-35 jets"),
        ("en", "T-72 tanks"),
        ("en", "Mirage 2000 fighters"),
    ],
)
def test_a_number_in_a_designation_is_no_quantity(language: str, text: str) -> None:
    assert told(language, text).count == Count()


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("nl", "tien S-400-systemen", 10),
        ("nl", "14 Leopard 2-tanks", 14),
        ("nl", "34 F-35's", 34),
        ("en", "ten S-400 systems", 10),
        ("en", "14 Leopard 2 tanks", 14),
        ("en", "34 F-35s", 34),
    ],
)
def test_a_number_before_a_designation_is_one(language: str, text: str, number: int) -> None:
    assert bounds(told(language, text).count) == (number, number, False)


@pytest.mark.parametrize(
    ("language", "text", "number", "name"),
    [
        ("nl", "drie gebruikte TC-90-vliegtuigen", 3, "TC-90"),
        ("en", "two refurbished PAC-750 light aircraft", 2, "PAC-750"),
        ("en", "two Cessna 208 surveillance planes", 2, "Cessna 208"),
    ],
)
def test_a_designation_that_no_table_has_names_the_item(
    language: str, text: str, number: int, name: str
) -> None:
    thing = told(language, text)
    assert bounds(thing.count) == (number, number, False)
    assert thing.name.startswith(name)


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "en",
            "The United States sent Ukraine military aid, including 500 missiles and ten radars.",
            ["missile", "radar"],
        ),
        (
            "nl",
            "Duitsland levert Oekraïne wapens: 36 houwitsers en twee radars.",
            ["howitzer", "radar"],
        ),
        ("nl", "Duitsland levert Oekraïne wapens. Ook tien radars staan klaar.", ["weapon"]),
        ("en", "Poland and Lithuania set up a joint brigade of 4,000 soldiers.", ["soldier"]),
        ("nl", "Nigeria en Niger richten een gezamenlijke brigade van 8700 man op.", ["soldier"]),
    ],
)
def test_lists_and_strengths_say_what_general_words_leave_open(
    language: str, text: str, names: list[str]
) -> None:
    (event, *_) = reading.read(text, language=language)
    assert [item.name for item in event.items] == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "an $11 billion arms sale"),
        ("en", "2.5 million dollars worth of weapons"),
        ("nl", "voor 355 miljoen euro wapens"),
        ("fr", "50 millions d'euros d'armes"),
    ],
)
def test_a_sum_of_money_counts_no_things(language: str, text: str) -> None:
    assert told(language, text).count == Count()


@pytest.mark.parametrize(
    ("language", "rounds", "launchers"),
    [
        ("nl", "duizend granaten", "tien houwitsers"),
        ("nl", "500 Himars-raketten", "vijf Himars-lanceerinrichtingen"),
        ("en", "a thousand shells", "ten howitzers"),
        ("en", "500 HIMARS rockets", "five HIMARS launchers"),
    ],
)
def test_rounds_are_not_launchers(language: str, rounds: str, launchers: str) -> None:
    one, other = told(language, rounds), told(language, launchers)
    assert (one.name, one.item_class) != (other.name, other.item_class)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "duizenden militairen"),
        ("nl", "twintig instructeurs"),
        ("nl", "gemobiliseerde reservisten"),
        ("en", "thousands of soldiers"),
        ("en", "mobilised reservists"),
    ],
)
def test_personnel_are_people(language: str, text: str) -> None:
    assert told(language, text).personnel


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "het nieuwe park"),
        ("nl", "tien brieven"),
        ("nl", "gas"),
        ("en", "ten letters"),
        ("en", "the new park"),
        ("en", "gas"),
    ],
)
def test_no_item_no_thing(language: str, text: str) -> None:
    assert phrase(language, text) is None


def test_a_thing_carries_its_words_and_offsets() -> None:
    matches = list(reading.world("en").gazetteer.find("40 tanks"))
    thing = ItemReader(reading.pack("en")).read("40 tanks", 100, 108, matches)
    assert thing is not None
    assert (thing.start, thing.end, thing.text, thing.name) == (100, 108, "40 tanks", "tank")


@pytest.mark.parametrize(("language", "noun"), [("nl", "commandotroepen"), ("en", "troops")])
def test_forces_that_only_the_language_knows(language: str, noun: str) -> None:
    reader = ItemReader(reading.pack(language))
    text = f"500 {noun}"
    thing = reader.forces(text, 0, len(text), noun)
    assert thing is not None
    assert thing.personnel
    assert bounds(thing.count) == (500, 500, False)


def test_other_nouns_are_no_forces() -> None:
    reader = ItemReader(reading.pack("nl"))
    assert reader.forces("drie ministeries", 0, 16, "ministeries") is None
    assert reader.forces("de regering", 0, 11, "regering") is None


@pytest.mark.parametrize(
    "text", ["", " ", "de", "nieuwe", "%", "...", "-", ",", "²", "km²", "½", "①"]
)
def test_words_without_a_number_give_no_bounds(text: str) -> None:
    count = ItemReader(reading.pack("nl")).count(text)
    assert count.minimum is None
    assert count.maximum is None
