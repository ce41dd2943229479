"""Phrasing: what a story or an alert tells in one line, in the words of a language pack.

A pack holds one sentence for each kind and status. In it `{host}` is a role, a place or items,
`(levert|leveren)` is for one subject and for several, and what stands in `[...]` is left out where
something in it is not known. The subject is whatever is named first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from schemas.event import Actor, Item, Kind, Place, Status
from streams.core.stories.headline import NAMED, names_of

_NAME = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\(([^|()]*)\|([^|()]*)\)")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
#: Roles whose people are named themselves: they act, the others are acted upon.
_ACTING = frozenset({"visitor", "participant", "supplier", "member", "trainer", "sender", "party"})
_TOLD = (Status.OCCURRED, Status.ONGOING, Status.PLANNED, Status.POSSIBLE)


class Telling(Protocol):
    """What is told: a story, or an alert about one."""

    @property
    def kind(self) -> Kind: ...
    @property
    def status(self) -> Status: ...
    @property
    def roles(self) -> Mapping[str, tuple[Actor, ...]]: ...
    @property
    def place(self) -> Place | None: ...
    @property
    def items(self) -> tuple[Item, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The sentences of one language, and what they are filled with."""

    sentences: Mapping[Kind, Mapping[Status, str]]
    unnamed: Mapping[Kind, Mapping[str, str]]
    """What stands for a role that nobody fills."""
    words: Mapping[str, str]
    """`and`, `others`, `denied`, and the words around an amount."""
    named: Mapping[str, str]
    """States that a sentence calls otherwise than a list does: "de Verenigde Staten"."""
    several: frozenset[str]
    """States that take the plural."""
    countries: Mapping[str, str]
    """By ISO 3166-1 alpha-3 code."""
    states: Mapping[str, str]
    """The code of a state by its canonical English name."""
    items: Mapping[str, tuple[str, str]]
    """One and several of an item, by its canonical name."""

    @classmethod
    def from_toml(
        cls,
        told: Mapping[str, Any],
        *,
        countries: Mapping[str, str],
        states: Mapping[str, str],
        items: Mapping[str, tuple[str, str]],
    ) -> "Phrases":
        """The sentences of a pack. Raises KeyError for one that is missing."""
        statuses = {one.value for one in Status}
        return cls(
            sentences={kind: {one: told[kind.value][one.value] for one in _TOLD} for kind in Kind},
            unnamed={
                kind: {n: text for n, text in told[kind.value].items() if n not in statuses}
                for kind in Kind
            },
            words={name: told["words"][name] for name in _WORDS},
            named=told["named"],
            several=frozenset(told["several"]),
            countries=countries,
            states=states,
            items=items,
        )


_WORDS = ("and", "others", "denied", "about", "least", "most", "range", "thousands")


def phrase(told: Telling, phrases: Phrases) -> str:
    """ "Duitsland gaat 50 Leopard 2 leveren aan Litouwen": what is told, in one sentence."""
    denied = told.status is Status.DENIED
    sentence = phrases.sentences[told.kind][Status.ONGOING if denied else told.status]
    known = {role: _who(role, told.roles.get(role, ()), phrases) for role in told.roles}
    if told.place is not None:
        known["place"] = _own(told.place.name, phrases)
        known["host"] = known.get("host") or known["place"]
    known["items"] = _joined([_thing(item, phrases) for item in told.items], phrases)
    known = {name: text for name, text in known.items() if text}
    subject = _NAME.search(sentence)
    assert subject is not None
    many = _is_many(told.roles.get(subject[1], ()), phrases)
    sentence = _OPTIONAL.sub(
        lambda part: part[1] if all(name in known for name in _NAME.findall(part[1])) else "",
        sentence,
    )
    sentence = _NUMBER.sub(lambda part: part[2 if many else 1], sentence)
    unnamed = phrases.unnamed[told.kind]
    line = _NAME.sub(lambda part: known.get(part[1]) or unnamed[part[1]], sentence)
    return phrases.words["denied"].format(line=line) if denied else line[0].upper() + line[1:]


def _who(role: str, actors: Sequence[Actor], phrases: Phrases) -> str:
    return _joined(_called(role, actors, phrases), phrases)


def _called(role: str, actors: Sequence[Actor], phrases: Phrases) -> list[str]:
    return [_own(name, phrases) for name in names_of(actors, people=role in _ACTING)]


def _own(name: str, phrases: Phrases) -> str:
    """A name of the records, which are in English; that of a state in the reader's language."""
    code = phrases.states.get(name)
    return name if code is None else phrases.named.get(code) or phrases.countries[code]


def _is_many(actors: Sequence[Actor], phrases: Phrases) -> bool:
    codes = {actor.country for actor in actors}
    return len(names_of(actors, people=True)) > 1 or not codes.isdisjoint(phrases.several)


def _joined(names: list[str], phrases: Phrases) -> str:
    if len(names) > NAMED + 1:
        names = [*names[:NAMED], phrases.words["others"].format(n=len(names) - NAMED)]
    return f" {phrases.words['and']} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _thing(item: Item, phrases: Phrases) -> str:
    least, most = item.quantity.minimum, item.quantity.maximum
    one, many = phrases.items.get(item.name, (item.name, item.name))
    told = {"least": _number(least, phrases), "most": _number(most, phrases), "things": many}
    words = phrases.words
    if least is None and most is None:
        return many if item.name in phrases.items else one
    if least == most:
        about = f"{words['about']} " if item.quantity.approximate else ""
        return f"{about}{told['least']} {one if least == 1 else many}"
    if least is None:
        return words["most"].format(**told)
    return words["least" if most is None else "range"].format(**told)


def _number(value: int | None, phrases: Phrases) -> str:
    return "" if value is None else f"{value:,}".replace(",", phrases.words["thousands"])
