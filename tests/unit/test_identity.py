"""Ids are a function of the normalised claim and of nothing else."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.event import Actor, ActorType, Item, Kind, Place, Quantity
from schemas.when import Basis, Granularity, When
from streams.core.identity import actor_key, digest, event_id, normal_name

RUSSIA = Actor(text="Moscow", name="Russia", country="RUS")
BELARUS = Actor(text="Minsk", name="Belarus", country="BLR")
NATO = Actor(text="NATO", name="NATO", country=None, type=ActorType.ALLIANCE)
MONDAY = When(
    begin=date(2022, 12, 19),
    end=date(2022, 12, 20),
    granularity=Granularity.DAY,
    basis=Basis.TEXT,
    text="Monday",
)


def identify(**changes: Any) -> str:
    claim: dict[str, Any] = {
        "kind": Kind.DELIVERY,
        "roles": {"supplier": (RUSSIA,), "recipient": (BELARUS,)},
        "when": MONDAY,
        "items": (Item(text="S-400s", name="S-400"), Item(text="Iskander", name="Iskander")),
    }
    return event_id("article", **(claim | changes))


@pytest.mark.parametrize(
    "change",
    [
        {"roles": {"recipient": (BELARUS,), "supplier": (RUSSIA, RUSSIA)}},
        {"roles": {"recipient": (BELARUS,), "supplier": (RUSSIA,), "other": ()}},
        {
            "roles": {
                "recipient": (BELARUS,),
                "supplier": (Actor(text="het Kremlin", name="Kremlin", country="RUS"),),
            }
        },
        {
            "items": (
                Item(text="Iskanders", name="Iskander"),
                Item(text="twee S-400's", name="S-400", quantity=Quantity(minimum=2, maximum=2)),
            )
        },
        {"when": MONDAY.model_copy(update={"text": "on Monday", "confidence": 0.5})},
    ],
    ids=["order and repeats", "empty role", "wording of a party", "quantities", "wording of date"],
)
def test_what_does_not_matter_keeps_the_id(change: dict[str, Any]) -> None:
    assert identify(**change) == identify()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.DEPLOYMENT},
        {"roles": {"supplier": (BELARUS,), "recipient": (RUSSIA,)}},
        {"roles": {"supplier": (RUSSIA,), "recipient": (NATO,)}},
        {"items": (Item(text="S-400", name="S-400"),)},
        {"place": Place(text="Brest", name="Brest", country="BLR")},
        {"when": MONDAY.model_copy(update={"begin": date(2022, 12, 18)})},
        {"ordinal": 1},
    ],
    ids=["kind", "roles exchanged", "party", "items", "place", "date", "ordinal"],
)
def test_what_matters_changes_the_id(change: dict[str, Any]) -> None:
    assert identify(**change) != identify()


def test_a_later_version_without_a_date_keeps_the_id() -> None:
    days = [
        When(
            begin=date(2022, 12, day),
            end=date(2022, 12, day + 1),
            granularity=Granularity.DAY,
            basis=Basis.PUBLICATION,
        )
        for day in (19, 20)
    ]
    assert identify(when=days[0]) == identify(when=days[1])


def test_persons_of_one_state_are_told_apart() -> None:
    shoigu, lavrov = (
        Actor(text=name, name=name, country="RUS", type=ActorType.PERSON)
        for name in ("Sergei Shoigu", "Sergey Lavrov")
    )
    assert actor_key(shoigu) != actor_key(lavrov)


def test_an_id_is_the_same_on_every_machine() -> None:
    assert digest("event", None, "é") == "7269a2292f0cc6065fc7e61689537755"
    assert digest(None) != digest("") != digest("", "")


@given(st.text())
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)


@given(st.lists(st.one_of(st.none(), st.text()), max_size=4))
def test_any_text_has_an_id(parts: list[str | None]) -> None:
    assert len(digest(*parts)) == 32
