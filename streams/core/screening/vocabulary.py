"""Vocabulary: what each word of a running text may be, told by its letters alone.

Made of a language's pack and of the names of the world, so that a trigger or a name that is added
there is known here. It promises too much rather than too little: whatever the rules that see a
parse can read in a word, the vocabulary allows for it, in any inflection that the words of the pack
themselves show, and as the last part of a compound.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntFlag
from itertools import permutations

from streams.core.language.gazetteer import GENITIVE_MINIMUM
from streams.core.language.pack import LanguagePack, Trigger
from streams.core.language.world import Entry, World
from streams.core.sentence.triggers import COMPOUND_MINIMUM

#: Words as the gazetteer cuts them, without the signs between.
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
#: An ending counts as inflection when so many pairs of forms in the pack differ by it.
_COMMON = 5
#: Shorter stems and longer endings are another word, not another form.
_SHORTEST_STEM = 4
_LONGEST_ENDING = 4
#: Words of which only the beginning need be known ("defensie|begroting"), as elsewhere in the core.
_SHORTEST_PREFIX = 6
_SHORTEST_NUMBER = 3
#: Words remembered before the memory is emptied: a language's news has fewer that come back.
_REMEMBERED = 200_000


class Sign(IntFlag):
    """What a word may be, besides a trigger and a name."""

    CALLER = 1  # whoever pays visits: somebody in office, by name or title, or a ministry
    PRONOUN = 2  # of somebody who must have been named before
    ALLIANCE = 4
    THING = 8  # equipment or aid
    FORCES = 16  # soldiers, and nouns for bodies of them
    FACILITY = 32
    ACCORD = 64
    UNIT = 128
    JOINT = 256  # of several states, or of an army in any case
    MILITARY = 512
    TOGETHER = 1024
    THERE = 2048
    NUMBER = 4096
    PHASE = 8192  # begins, lasts or ends


@dataclass(frozen=True, slots=True)
class Sense:
    """All that a word, or a run of words, may be."""

    signs: int = 0
    """Flags of `Sign`, as a plain number: a sentence adds up many."""
    parties: frozenset[str] = frozenset()
    """Countries, and names of what has none."""
    triggers: tuple[Trigger, ...] = ()
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Run:
    """A name or term of several words, known by the one of them that is looked up."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    cased: bool
    sense: Sense


_NOTHING = Sense()
#: What most words say.
_SILENT: tuple[Sense, tuple[_Run, ...]] = (_NOTHING, ())
_OF_PERSONS = ("person", "plural", "possessive_person", "possessive_plural")
_NATION = frozenset(
    {"country", "demonym", "people", "capital", "government", "ministry", "force", "place"}
)
#: Plain numbers: tens of thousands of names are taken up at the start, and flags are slow to add.
_FORCES, _MILITARY = int(Sign.FORCES), int(Sign.MILITARY)
_SIGNS_OF_ENTRIES: Mapping[str, int] = {
    "ministry": int(Sign.CALLER),
    "force": int(Sign.FORCES | Sign.MILITARY),
    "alliance": int(Sign.ALLIANCE),
    "group": int(Sign.CALLER),
    "person": int(Sign.CALLER),
    "weapon": int(Sign.THING | Sign.MILITARY),
    "item": int(Sign.THING),
}


def tokens(text: str) -> list[str]:
    """The words and numbers of `text`, in order and as they are written."""
    return _TOKEN.findall(text)


def folded(word: str) -> str:
    """What the spellings of a word share."""
    return word.casefold()


class Vocabulary:
    """The words of one language."""

    def __init__(self, pack: LanguagePack, world: World) -> None:
        self._words: dict[str, list[tuple[bool, bool, Sense]]] = {}
        self._runs: dict[str, list[_Run]] = {}
        self._tails: dict[str, Sense] = {}
        self._stems: dict[str, list[Trigger]] = {}
        self._endings = {
            True: _endings(pack.verbs),
            False: _endings(pack.nouns),
        }
        self._prefixes = tuple(_prefixes(pack))
        self._compounds = pack.compounds
        self._memory: dict[str, tuple[Sense, tuple[_Run, ...]]] = {}
        shared: dict[Sense, Sense] = {}
        for name, entry, cased in world.gazetteer.names():
            sense = _sense_of(entry)
            self._add(name, shared.setdefault(sense, sense), cased=cased, name=True)
        for word, sense in _terms(pack):
            self._add(word, sense)
        self._add_triggers(pack)

    def senses(self, words: list[str]) -> list[tuple[int, Sense]]:
        """What the words of a sentence may be, each with its place in the list.

        Words that say nothing are left out; a run of words stands at the place of its longest.
        """
        memory = self._memory
        found: list[tuple[int, Sense]] = []
        lowered: list[str] = []
        for place, word in enumerate(words):
            known = memory.get(word)
            if known is None:
                known = self._remember(word)
            if known is _SILENT:
                continue
            sense, runs = known
            if sense is not _NOTHING:
                found.append((place, sense))
            if runs:
                lowered = lowered or [folded(w) for w in words]
                found += [(place, run.sense) for run in runs if _stands(run, words, lowered, place)]
        return found

    def _remember(self, word: str) -> tuple[Sense, tuple[_Run, ...]]:
        if len(self._memory) >= _REMEMBERED:
            self._memory.clear()
        lowered = folded(word)
        sense, runs = self._sense(word, lowered), tuple(self._runs.get(lowered, ()))
        if len(lowered) > GENITIVE_MINIMUM and lowered.endswith("s") and word[0].isupper():
            runs = (*runs, *self._runs.get(lowered[:-1], ()))
        known = (sense, runs) if runs or sense is not _NOTHING else _SILENT
        self._memory[word] = known
        return known

    def _sense(self, word: str, lowered: str) -> Sense:
        """All that the word alone may be."""
        cased = word[0].isupper()
        found = [s for name, only, s in self._words.get(lowered, ()) if cased or not only]
        if len(lowered) > GENITIVE_MINIMUM and lowered[-1] == "s" and cased:
            found += [s for name, _, s in self._words.get(lowered[:-1], ()) if name]
        found += [self._tails[tail] for tail in self._ends(lowered) if tail in self._tails]
        inflected = {
            trigger.id: trigger
            for verbal, endings in self._endings.items()
            for ending in endings
            if lowered.endswith(ending)
            for trigger in self._stems.get(lowered.removesuffix(ending), ())
            if trigger.verbal is verbal
        }
        if inflected:
            found.append(Sense(triggers=tuple(inflected.values())))
        found += [Sense(sign) for start, sign in self._prefixes if lowered.startswith(start)]
        if lowered[0].isdecimal():
            found.append(Sense(int(Sign.NUMBER)))
        return _all(found)

    def _ends(self, word: str) -> Iterator[str]:
        """The last parts of a compound that may tell what it is."""
        return (word[-size:] for size in range(len(word) - 1, COMPOUND_MINIMUM - 1, -1))

    def _add(self, term: str, sense: Sense, *, cased: bool = False, name: bool = False) -> None:
        parts = tokens(term)
        if not parts:
            return
        if len(parts) == 1:
            only = cased and parts[0][0].isupper()
            self._words.setdefault(folded(parts[0]), []).append((name, only, sense))
            return
        # The longest is the rarest: what is looked up word by word is seldom followed up in vain.
        key = max(range(len(parts)), key=lambda place: len(parts[place]))
        written = [folded(part) for part in parts]
        run = _Run(
            tuple(written[:key]),
            tuple(written[key + 1 :]),
            cased and parts[key][0].isupper(),
            sense,
        )
        self._runs.setdefault(written[key], []).append(run)

    def _add_triggers(self, pack: LanguagePack) -> None:
        for forms, verbal in ((pack.verbs, True), (pack.nouns, False)):
            for form, triggers in forms.items():
                sense = Sense(triggers=triggers)
                self._add(form, sense)
                parts = tokens(form)
                if len(parts) != 1:
                    continue
                if pack.compounds and not verbal and len(parts[0]) >= COMPOUND_MINIMUM:
                    self._add_tail(parts[0], sense)
                for stem in self._stems_of(folded(parts[0]), verbal=verbal):
                    known = self._stems.setdefault(stem, [])
                    known += [trigger for trigger in triggers if trigger not in known]
        groups = (("units", Sign.UNIT), ("military_units", Sign.UNIT), ("agreements", Sign.ACCORD))
        for group, sign in groups:
            for word in pack.military.get(group, ()):
                if len(word) >= COMPOUND_MINIMUM and " " not in word:
                    self._add_tail(word, Sense(int(sign)))

    def _add_tail(self, word: str, sense: Sense) -> None:
        self._tails[folded(word)] = _all([self._tails.get(folded(word), _NOTHING), sense])

    def _stems_of(self, form: str, *, verbal: bool) -> Iterator[str]:
        """What other forms of a word begin with; a noun's are its own with something added."""
        for ending in self._endings[True] if verbal else ("",):
            if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST_STEM:
                yield form.removesuffix(ending)


def _stands(run: _Run, words: list[str], lowered: list[str], place: int) -> bool:
    """Whether the whole run stands around the word that was looked up."""
    begin, end = place - len(run.before), place + 1 + len(run.after)
    if begin < 0 or end > len(words) or (run.cased and not words[place][0].isupper()):
        return False
    if tuple(lowered[begin:place]) != run.before:
        return False
    after = lowered[place + 1 : end]
    if after and after[-1] == f"{run.after[-1]}s":
        after[-1] = run.after[-1]
    return tuple(after) == run.after


def _sense_of(entry: Entry) -> Sense:
    sign = _SIGNS_OF_ENTRIES.get(entry.type, 0)
    if entry.type == "item" and entry.get("personnel"):
        sign |= _FORCES
    if entry.get("strength") == "strong" or "defence" in entry.get("offices"):
        sign |= _MILITARY
    if entry.type == "person" and "military" in entry.get("offices"):
        sign |= _MILITARY
    party = entry.country if entry.type in _NATION or entry.type == "person" else None
    if party is None and entry.type in {"alliance", "group", "company"}:
        party = entry.name
    return Sense(sign, frozenset({party} if party else ()))


def _terms(pack: LanguagePack) -> Iterator[tuple[str, Sense]]:
    """The closed classes of the pack and its words of the military."""
    pronouns, military = pack.pronouns, pack.military
    pointing: list[tuple[Iterable[str], Sign]] = [
        (pack.titles, Sign.CALLER),
        ((title for title, kind in pack.titles.items() if kind == "defence"), Sign.MILITARY),
        (pack.anaphora["counterpart"], Sign.CALLER),
        *((pronouns[kind], Sign.PRONOUN) for kind in _OF_PERSONS),
        (pronouns["place"], Sign.THERE),
        ((noun for noun, kind in pack.collectives.items() if "ministry" in kind), Sign.CALLER),
        (
            (noun for noun, kind in pack.collectives.items() if kind == "force"),
            Sign.FORCES | Sign.MILITARY,
        ),
        (military["words"], Sign.MILITARY),
        (military["units"], Sign.UNIT),
        (military["military_units"], Sign.UNIT | Sign.JOINT),
        (military["joint"], Sign.JOINT),
        (military["facilities"], Sign.FACILITY),
        (military["agreements"], Sign.ACCORD),
        (pack.words["together"], Sign.TOGETHER),
        (pack.words["phase_forms"], Sign.PHASE),
        (pack.numbers, Sign.NUMBER),
        (pack.multipliers, Sign.NUMBER),
        (pack.quantity["vague"], Sign.NUMBER),
    ]
    for words, sign in pointing:
        for word in words:
            yield word, Sense(int(sign))
    if pack.anaphora["home"]:
        # "Ons land", "het kabinet": a state that the article names elsewhere.
        for word in (*pronouns["possessive_first"], *pack.anaphora["home_bodies"]):
            yield word, Sense(parties=frozenset({"home"}))
    for word in pack.anaphora["alliance_nouns"]:
        yield word, Sense(int(Sign.ALLIANCE), frozenset({"alliance"}))
    for word, case in pack.cases.items():
        yield word, Sense(cases=frozenset({case}))


def _prefixes(pack: LanguagePack) -> Iterator[tuple[str, int]]:
    """Beginnings of words that say what the whole is: "defensie|begroting", "vijf|tienduizend"."""
    for word in pack.military["words"]:
        if len(word) >= _SHORTEST_PREFIX:
            yield folded(word), int(Sign.MILITARY)
    for word in (*pack.numbers, *pack.multipliers):
        if pack.compounds and len(word) >= _SHORTEST_NUMBER:
            yield folded(word), int(Sign.NUMBER)


def _all(senses: Iterable[Sense]) -> Sense:
    """One sense that is whatever any of `senses` is."""
    signs, parties, cases = 0, frozenset[str](), frozenset[str]()
    triggers: dict[str, Trigger] = {}
    for sense in senses:
        signs |= sense.signs
        parties |= sense.parties
        cases |= sense.cases
        triggers |= {trigger.id: trigger for trigger in sense.triggers}
    if not (signs or parties or cases or triggers):
        return _NOTHING
    return Sense(signs, parties, tuple(triggers.values()), cases)


def _endings(table: Mapping[str, tuple[Trigger, ...]]) -> tuple[str, ...]:
    """How the verbs, or the nouns, of a pack are inflected: by what the forms of one differ.

    The suffixes of unsupervised morphology (Goldsmith, Computational Linguistics 27, 2001), counted
    only where a form is another with more at its end, or both share a stem.
    """
    forms: dict[str, set[str]] = {}
    for form, triggers in table.items():
        for trigger in triggers:
            forms.setdefault(trigger.id, set()).add(form)
    counted: Counter[str] = Counter()
    for words in forms.values():
        for one, other in permutations(words, 2):
            size = _shared(one, other)
            if size >= _SHORTEST_STEM and len(one) - size <= _LONGEST_ENDING:
                counted[one[size:]] += 1
    common = {ending for ending, number in counted.items() if number >= _COMMON}
    return tuple(sorted(common | {""}, key=lambda ending: (-len(ending), ending)))


def _shared(one: str, other: str) -> int:
    size = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        size += 1
    return size
