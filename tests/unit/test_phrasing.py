"""Headlines in other languages than English, from the words of a pack."""

import pytest

from schemas.event import Actor, ActorType, Item, Kind, Place, Quantity, Status
from streams import packs
from streams.core.stories.phrasing import phrase
from tests.gateway.world import actor, story

DUTCH = packs.headlines()["nl"]


def told(kind: Kind, status: Status, **fields: object) -> str:
    return phrase(story(1, kind=kind, status=status).model_copy(update=fields), DUTCH)


def item(name: str, least: int | None, most: int | None, *, about: bool = False) -> Item:
    quantity = Quantity(minimum=least, maximum=most, approximate=about)
    return Item(text="x", name=name, quantity=quantity)


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (Status.OCCURRED, "Duitsland heeft 12 houwitsers geleverd aan Oekraïne"),
        (Status.ONGOING, "Duitsland levert 12 houwitsers aan Oekraïne"),
        (Status.PLANNED, "Duitsland gaat 12 houwitsers leveren aan Oekraïne"),
        (Status.POSSIBLE, "Duitsland levert mogelijk 12 houwitsers aan Oekraïne"),
        (Status.DENIED, "Ontkend: Duitsland levert 12 houwitsers aan Oekraïne"),
    ],
)
def test_each_status_has_its_sentence(status: Status, line: str) -> None:
    roles = {"supplier": (actor("DEU"),), "recipient": (actor("UKR"),)}
    items = (item("howitzer", 12, 12),)
    assert told(Kind.DELIVERY, status, roles=roles, items=items, place=None) == line


def test_several_subjects_and_states_of_several_take_the_plural() -> None:
    two = {"participant": (actor("NLD"), actor("DEU"))}
    line = "Nederland en Duitsland hebben in Ankara overlegd"
    ankara = Place(text="Ankara", name="Ankara", country="TUR")
    assert told(Kind.MEETING, Status.OCCURRED, roles=two, place=ankara) == line
    one = {"visitor": (actor("USA"),), "host": (actor("GBR"),)}
    assert told(Kind.VISIT, Status.PLANNED, roles=one, place=None) == (
        "De Verenigde Staten gaan het Verenigd Koninkrijk bezoeken"
    )


def test_who_is_unknown_and_what_is_not_told_are_left_out() -> None:
    line = "Een niet genoemd land heeft militaire hulp geleverd"
    assert told(Kind.DELIVERY, Status.OCCURRED, roles={}, items=(), place=None) == line


def test_people_act_and_states_are_acted_upon() -> None:
    scholz = Actor(text="Scholz", name="Olaf Scholz", country="DEU", type=ActorType.PERSON)
    roles = {"visitor": (scholz, actor("DEU")), "host": (actor("UKR"),)}
    line = "Olaf Scholz heeft Oekraïne bezocht"
    assert told(Kind.VISIT, Status.OCCURRED, roles=roles, place=None) == line


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (item("soldier", 1, 1), "1 militair"),
        (item("soldier", 5000, 5000, about=True), "ongeveer 5.000 militairen"),
        (item("soldier", 40, None), "minstens 40 militairen"),
        (item("soldier", None, 40), "hooguit 40 militairen"),
        (item("soldier", 20, 30), "20 tot 30 militairen"),
        (item("soldier", None, None), "militairen"),
        (item("Leopard 2", 14, 14), "14 Leopard 2"),
        (item("ammunition", None, None), "munitie"),
    ],
)
def test_amounts(items: Item, words: str) -> None:
    roles = {"sender": (actor("NLD"),), "host": (actor("LTU"),)}
    line = told(Kind.DEPLOYMENT, Status.PLANNED, roles=roles, items=(items,), place=None)
    assert line == f"Nederland gaat {words} stationeren in Litouwen"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("status", Status)
def test_every_kind_and_status_has_a_sentence_without_gaps(kind: Kind, status: Status) -> None:
    nothing: dict[str, object] = {"roles": {}, "place": None, "items": ()}
    for number in range(12):
        for fields in ({}, nothing):
            line = phrase(story(number, kind=kind, status=status).model_copy(update=fields), DUTCH)
            assert not set("{}[]()|") & set(line)
            assert "  " not in line
            assert line[0].isupper()


def test_what_a_name_holds_is_no_template() -> None:
    odd = Actor(text="x", name="{host} [a|b] (c|d)", country=None)
    roles = {"visitor": (odd,), "host": (actor("UKR"),)}
    line = "{host} [a|b] (c|d) heeft Oekraïne bezocht"
    assert told(Kind.VISIT, Status.OCCURRED, roles=roles, place=None) == line
