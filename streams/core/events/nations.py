"""Nations: the states that phrases name by a demonym, a people, a capital or a force."""

from collections.abc import Sequence

from streams.core.events.roles import Link
from streams.core.language.pack import LanguagePack
from streams.core.sentence.phrases import Phrase, Referent

_NAMING = frozenset({"demonym", "country", "capital", "government", "force", "people", "alliance"})
#: How units that are put together stand to the verb of merging.
_MERGED_SLOTS = frozenset({"subj", "obj", "in", "to", "with", "at", "of", "among"})


def nations(phrase: Phrase) -> list[Referent]:
    """The states and alliances named within `phrase`, else the one that modifies it."""
    found: list[Referent] = []
    for match in phrase.matches:
        for entry in match.entries:
            alliance = entry.type == "alliance"
            if entry.type not in _NAMING or (entry.country is None and not alliance):
                continue
            kind = "alliance" if alliance else "state"
            found.append(
                Referent(match.text, match.start, match.end, entry.name, entry.country, kind)
            )
            break
    if not found and phrase.modifier is not None:
        found.append(phrase.modifier)
    return found


def is_new(fillers: Sequence[Referent], referent: Referent) -> bool:
    """Whether `referent` adds a party: another name, and another state unless both are persons."""
    return all(
        f.name != referent.name
        and (
            f.country is None
            or f.country != referent.country
            or {f.type, referent.type} in ({"person"}, {"person", "ministry"})
        )
        for f in fillers
    )


def merged(found: Sequence[Link], pack: LanguagePack) -> list[Referent]:
    """The states whose units or forces a verb of merging puts together."""
    states: list[Referent] = []
    for link in found:
        head = link.phrase.head.lower_
        unit = (
            head in pack.collectives
            or head in pack.military["units"]
            or any(head.endswith(u) for u in pack.military["units"] if len(u) > 5)
        )
        if link.slot not in _MERGED_SLOTS:
            continue
        if not unit and link.phrase.thing is None and link.slot != "subj":
            continue
        for nation in [r for r in link.phrase.referents if r.country] or nations(link.phrase):
            if is_new(states, nation):
                states.append(nation)
    return states
