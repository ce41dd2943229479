"""Party: who fills a role, so that one state or person is recognised in whatever spelling."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.event import Actor, ActorType
from streams.core.identity import normal_name

#: Letters that the Dutch, English, German and French renderings of one Cyrillic or Arabic name do
#: not agree on, longest first; what is left without vowels is the same for all of them.
_RENDERINGS = (
    ("stsj", "s"), ("sjtsj", "s"), ("shch", "s"), ("tsch", "c"), ("tsj", "c"), ("tch", "c"),
    ("sch", "s"), ("sh", "s"), ("sj", "s"), ("zh", "z"), ("zj", "z"), ("kh", "c"), ("ch", "c"),
    ("ph", "f"), ("gh", "g"), ("w", "v"), ("x", "ks"), ("q", "k"),
)  # fmt: skip
_VOWELS = frozenset("aeiouyjh ")

Name = tuple[str, ...]
"""The sounds of a name's parts, in order."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who fills a role: states and other names, and the people by state."""

    keys: frozenset[str]
    people: frozenset[tuple[str, Name]]

    def strangers(self, other: "Party", *, key: str) -> bool:
        """Whether both name people for `key`, and none of them can be the same."""
        ours = [name for state, name in self.people if state == key]
        theirs = [name for state, name in other.people if state == key]
        if not ours or not theirs:
            return False
        return not any(same_person(mine, yours) for mine in ours for yours in theirs)

    def acquainted(self, other: "Party") -> bool:
        """Whether some person of the one is a person of the other."""
        return any(
            state == their_state and same_person(mine, yours)
            for state, mine in self.people
            for their_state, yours in other.people
        )


def party_of(actors: Iterable[Actor]) -> Party:
    """The party that `actors` make up."""
    keys: set[str] = set()
    people: set[tuple[str, Name]] = set()
    for actor in actors:
        key = actor.country or sound(actor.name)
        keys.add(key)
        if actor.type is ActorType.PERSON:
            people.add((key, person_name(actor.name)))
    return Party(keys=frozenset(keys), people=frozenset(people))


def person_name(name: str) -> Name:
    """The sounds of the parts of a person's name."""
    return tuple(_coarse(part) for part in normal_name(name).split())


def same_person(one: Name, other: Name) -> bool:
    """Whether two names can be one person's: one is part of the other ("Shoigu"), or they share
    the surname and do not differ in the first letter ("S. Shoigu")."""
    if not one or not other:
        return False
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    return one[-1] == other[-1] and one[0][:1] == other[0][:1]


def sound(name: str) -> str:
    """The consonants of `name`: equal for Sjojgoe and Shoigu. Names of vowels stay as they are."""
    folded = normal_name(name)
    skeleton = folded
    for rendering, letter in _RENDERINGS:
        skeleton = skeleton.replace(rendering, letter)
    kept = ""
    for letter in skeleton:
        if letter not in _VOWELS and not kept.endswith(letter):
            kept += letter
    return kept or folded


def _coarse(part: str) -> str:
    """The sound of a part of a person's name. French writes "ch" for what is "sh" in English, Dutch
    for what is "kh": among the people of one state the two need not be told apart."""
    told = sound(part).replace("c", "s")
    return "".join(letter for at, letter in enumerate(told) if not at or told[at - 1] != letter)
