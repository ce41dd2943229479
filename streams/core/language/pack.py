"""Pack: a language as data. The engine knows no word of any language but through this."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Table = Mapping[str, Any]

#: Shorter nouns are too often other words as well.
_SHORTEST_KNOWN = 6
#: A word within a hyphen or behind an article: "d'état-major".
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Frame:
    """How the parties of a kind of event stand around its trigger: role -> slot -> weight.

    Frames in the sense of Fillmore ("Frame semantics", 1982), as coarse as the kinds of events.
    """

    id: str
    kind: str
    roles: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that may tell an event: verb (with its particle) or noun, and its frame."""

    id: str
    frame: Frame
    lemma: str
    particle: str | None
    verbal: bool
    weight: float
    status: str | None
    requires: str | None

    @property
    def word(self) -> str:
        """The word as the pack writes it, with its particle: "aan+komen"."""
        return f"{self.particle}+{self.lemma}" if self.particle else self.lemma


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that a group of triggers must read right; `kind` empty: no event."""

    rule: str
    text: str
    kind: str
    status: str | None
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cues:
    """Status cues in ConText style: word -> status, by how the word governs the event."""

    modal: Mapping[str, str]
    governor: Mapping[str, str]
    particle: Mapping[str, str]
    modifier: Mapping[str, str]
    conditional: frozenset[str]
    """What opens a clause that is but supposed: "if", "whether"."""
    condition: frozenset[str]
    """Those of them that make the main clause depend on it: "if", not "whether"."""
    forms: Mapping[str, str]
    """Inflected forms -> verb, where the pipeline's lemmatizer knows no better."""


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """All that the engine must know of one language."""

    code: str
    cases: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    pronouns: Mapping[str, frozenset[str]]
    anaphora: Mapping[str, frozenset[str]]
    titles: Mapping[str, str]
    collectives: Mapping[str, str]
    military: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    multipliers: Mapping[str, int]
    quantity: Table
    plurals: Mapping[str, str]
    """Endings of plurals -> what stands there in the singular: "ies" -> "y"."""
    phases: Mapping[str, str]
    """Verbs that date an event told before -> what they say of it: begin, last, end, happen."""
    cues: Cues
    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, tuple[Trigger, ...]]
    lemmas: Mapping[str, str]
    examples: tuple[Example, ...] = field(default=())
    title_starts: frozenset[str] = field(default=frozenset())
    """What the titles begin with, of any length: a word that is none of these begins no title."""
    title_words: frozenset[str] = field(default=frozenset())
    """All words of the titles: none of them is a name, with capitals or without."""
    respelling: Table = field(default_factory=dict)
    """What a parser is shown in place of signs that it does not know; empty: the text as it is."""
    inflection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Endings of finite verbs by tense, where these tell more than the pipeline does."""
    known: frozenset[str] = field(default=frozenset())
    """Nouns of the military that a tagger may take for something else."""
    compounds: bool = False
    """Whether nouns are joined into one word, the last telling what it is: "tanklevering"."""
    adjectives_after: bool = False
    """Whether adjectives follow their noun: "armée russe"."""

    @classmethod
    def from_toml(
        cls, *, pack: Table, triggers: Table, cues: Table, frames: Table
    ) -> "LanguagePack":
        """Build a pack from the parsed files of a language folder.

        Raises KeyError where a table is missing and ValueError where a trigger names no frame.
        """
        known = {
            row["id"]: Frame(
                row["id"], row["kind"], {k: v for k, v in row.items() if k not in {"id", "kind"}}
            )
            for row in frames["frame"]
        }
        verbs: dict[str, list[Trigger]] = {}
        nouns: dict[str, list[Trigger]] = {}
        lemmas: dict[str, str] = {}
        listed = _paradigms(triggers["trigger"])
        inflected = pack.get("conjugation", {})
        for number, row in enumerate(triggers["trigger"]):
            if row["frame"] not in known:
                raise ValueError(f"trigger group {number} names no known frame: {row['frame']}")
            for trigger, own in _triggers(row, known[row["frame"]], number, inflected):
                forms = own | listed.get(trigger.lemma, frozenset()) if _bare(trigger, own) else own
                for form in forms:
                    readings = (verbs if trigger.verbal else nouns).setdefault(form, [])
                    if trigger not in readings:
                        readings.append(trigger)
                    if trigger.verbal:
                        lemmas.setdefault(form, trigger.lemma)
        return cls(
            code=pack["language"]["code"],
            cases=_inverted(pack["cases"]),
            words=_sets(pack["words"]),
            pronouns=_sets(pack["pronouns"]),
            anaphora=_sets(pack["anaphora"]),
            titles=_inverted(pack["titles"]),
            collectives=_inverted(pack["collectives"]),
            military=_sets(pack["military"]),
            numbers=pack["numbers"],
            multipliers=pack["multipliers"],
            quantity=pack["quantity"],
            plurals=pack.get("plurals", {}),
            title_words=frozenset(
                word
                for titles in pack["titles"].values()
                for title in titles
                for word in _WORD.findall(title)
            )
            | frozenset(
                word
                for titles in pack["titles"].values()
                for title in titles
                for word in title.split()
            ),
            respelling=pack.get("respelling", {}),
            inflection={k: tuple(v) for k, v in pack.get("inflection", {}).items()},
            phases=_inverted(pack["phases"]),
            cues=Cues(
                modal=_inverted(cues["modal"]),
                governor=_inverted(cues["governor"]),
                particle=_inverted(cues["particle"]),
                modifier=_inverted(cues["modifier"]),
                conditional=frozenset(cues["conditional"]["markers"]),
                condition=frozenset(cues["conditional"]["conditions"]),
                forms=_inverted(cues.get("forms", {})),
            ),
            verbs={k: tuple(v) for k, v in verbs.items()},
            nouns={k: tuple(v) for k, v in nouns.items()},
            lemmas=lemmas,
            examples=tuple(_examples(triggers["trigger"])),
            title_starts=frozenset(
                title[:size]
                for titles in pack["titles"].values()
                for title in titles
                for size in range(1, len(title) + 1)
            ),
            known=frozenset(
                word
                for group in ("units", "facilities", "agreements", "military_trainees")
                for word in pack["military"].get(group, ())
                if len(word) > _SHORTEST_KNOWN and " " not in word
            ),
            compounds=pack["language"].get("compounds", False),
            adjectives_after=pack["language"].get("adjectives", "before") == "after",
        )

    def triggers(self) -> tuple[Trigger, ...]:
        """All triggers, each once."""
        found = {t.id: t for group in (self.verbs, self.nouns) for ts in group.values() for t in ts}
        return tuple(found.values())


def _triggers(
    row: Table, frame: Frame, number: int, inflected: Table
) -> Iterator[tuple[Trigger, frozenset[str]]]:
    """The triggers of a group, verbs first, each with the forms it is known by.

    `inflected` gives further forms of verbs, alone and behind a particle.
    """
    for key in ("verbs", "nouns"):
        verbal = key == "verbs"
        for line in row.get(key, ()):
            first, *others = line.split()
            particle, _, rest = first.rpartition("+")
            forms = {rest, particle + rest, *others}
            if verbal:
                forms.update(
                    start + form for form in inflected.get(rest, ()) for start in {"", particle}
                )
            trigger = Trigger(
                id=f"{frame.id}.{number}.{first}",
                frame=frame,
                lemma=rest if verbal else _spaced(rest),
                particle=particle or None,
                verbal=verbal,
                weight=row.get("weight", 1.0),
                status=row.get("status"),
                requires=row.get("requires"),
            )
            yield trigger, frozenset(forms if verbal else map(_spaced, forms))


def _bare(trigger: Trigger, own: frozenset[str]) -> bool:
    """Whether a verb lists no forms: it has those that another group lists of it."""
    return trigger.verbal and own <= {trigger.lemma, f"{trigger.particle}{trigger.lemma}"}


def _paradigms(groups: Iterable[Table]) -> dict[str, frozenset[str]]:
    """The forms that any group lists of a verb, by its lemma without particle."""
    found: dict[str, set[str]] = {}
    for row in groups:
        for line in row.get("verbs", ()):
            first, *forms = line.split()
            found.setdefault(first.rpartition("+")[2], set()).update(forms)
    return {lemma: frozenset(forms) for lemma, forms in found.items()}


def _spaced(noun: str) -> str:
    """A noun of several words, which a group writes with hyphens: "state-visit"."""
    return noun.replace("-", " ")


def _examples(groups: Iterable[Table]) -> Iterator[Example]:
    for number, row in enumerate(groups):
        for example in row.get("examples", ()):
            yield Example(
                f"{row['frame']}.{number}",
                example["text"],
                example["kind"],
                example.get("status"),
                example.get("roles", {}),
            )


def _inverted(groups: Table) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, members in groups.items():
        for member in members:
            out.setdefault(member, name)
    return out


def _sets(groups: Table) -> dict[str, frozenset[str]]:
    return {name: frozenset(members) for name, members in groups.items()}
