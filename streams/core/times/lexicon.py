"""TimeLexicon: what one language knows about time, compiled from its times.toml."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from streams.core.times.form import SLOTS, Form
from streams.core.times.holidays import Holiday
from streams.core.times.leaning import Leaning
from streams.core.times.numerals import cardinals, ordinals
from streams.core.times.pattern import Pattern, compile_pattern
from streams.core.times.tokens import tokenize

Slots = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word or phrase of a class: what it fills in, and how it must be written to count."""

    name: str
    slots: Slots
    words: tuple[str, ...]
    case: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its pattern, the constants it adds, and the level at which it is applied."""

    name: str
    pattern: Pattern
    yields: str
    level: int
    kind: str | None
    slots: Slots
    emits: bool
    priority: int


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """Everything that a language's times.toml says, ready for the recogniser."""

    language: str
    date_order: str
    decimal_mark: str
    ordinal_marks: frozenset[str]
    decade_marks: frozenset[str]
    lexemes: Mapping[str, tuple[Lexeme, ...]]
    vocabulary: frozenset[str]
    triggers: frozenset[str]
    rules: tuple[Rule, ...]
    holidays: Mapping[str, Holiday]
    blocked_before: frozenset[str]
    blocked_after: frozenset[str]
    year_before: frozenset[str]
    titles: frozenset[str]
    leaning: Leaning
    examples: tuple[Mapping[str, Any], ...] = field(repr=False, default=())

    @classmethod
    def from_toml(cls, data: Mapping[str, Any]) -> Self:
        """Compile a parsed times.toml. Raises ValueError or KeyError where it is malformed."""
        lexemes: list[Lexeme] = []
        for entry in data["lexemes"]:
            lexemes.extend(_entries(entry))
        lexemes.extend(_compounds(data.get("compounds", ()), lexemes))
        for word, number in cardinals(data["numbers"]):
            lexemes.append(_lexeme("number", {"number": number}, word))
        for word, ordinal in ordinals(data["ordinals"]):
            lexemes.append(_lexeme("ordinal", {"ordinal": ordinal}, word))
        lexemes.extend(_suffixed(data.get("suffixes", ()), lexemes))
        rules = tuple(_rule(entry, data.get("macros", {})) for entry in data["rules"])
        light = frozenset(data.get("light", ())) | {"number", "ordinal"}
        vocabulary = {word for lexeme in lexemes for word in lexeme.words}
        for rule in rules:
            vocabulary |= rule.pattern.words
        marks = data.get("marks", {})
        words = data.get("years", {})
        return cls(
            language=data["language"],
            date_order=marks.get("date_order", "dmy"),
            decimal_mark=marks.get("decimal", ","),
            ordinal_marks=frozenset(marks.get("ordinal", ())),
            decade_marks=frozenset(marks.get("decade", ())),
            lexemes=_by_first_word(lexemes),
            vocabulary=frozenset(vocabulary)
            | frozenset(".:/-,hu")
            | frozenset(marks.get("ordinal", ()))
            | frozenset(marks.get("decade", ())),
            # Of a phrase its longest word, so that "de" and "in" alone start no search.
            triggers=frozenset(
                max(lexeme.words, key=len) for lexeme in lexemes if lexeme.name not in light
            )
            | _wordy_triggers(rules, light),
            rules=tuple(sorted(rules, key=lambda rule: rule.level)),
            holidays={key: Holiday.from_toml(value) for key, value in data["holidays"].items()},
            blocked_before=frozenset(words.get("not_after", ())),
            blocked_after=frozenset(words.get("not_before", ())),
            year_before=frozenset(words.get("after", ())),
            titles=frozenset(data.get("titles", ())),
            leaning=Leaning.from_toml(data.get("direction", {})),
            examples=tuple(_examples(data["rules"])),
        )


def _lexeme(name: str, slots: Slots, phrase: str, case: str = "any") -> Lexeme:
    unknown = set(slots) - SLOTS
    if unknown:
        raise ValueError(f"{name}: no such slots {sorted(unknown)}")
    return Lexeme(name, slots, tuple(tokenize(phrase).words), case)


def _entries(entry: Mapping[str, Any]) -> Iterable[Lexeme]:
    """The lexemes of one `[[lexemes]]` table: `values` (value to words), or `words` + `slots`."""
    name, case = entry["class"], entry.get("case", "any")
    slot = entry.get("slot", name)
    for value, words in entry.get("values", {}).items():
        filled = int(value) if value.lstrip("-").isdigit() else value
        for word in words:
            yield _lexeme(name, {slot: filled, **entry.get("slots", {})}, word, case)
    for word in entry.get("words", ()):
        yield _lexeme(name, entry.get("slots", {}), word, case)


def _compounds(entries: Iterable[Mapping[str, Any]], lexemes: list[Lexeme]) -> list[Lexeme]:
    """Words that are written as one: every word of class `left` with every one of `right`."""
    found = []
    for entry in entries:
        for left in [lexeme for lexeme in lexemes if lexeme.name == entry["left"]]:
            for right in [lexeme for lexeme in lexemes if lexeme.name == entry["right"]]:
                for link in entry.get("links", [""]):
                    phrase = link.join((" ".join(left.words), " ".join(right.words)))
                    slots = {**left.slots, **right.slots, **entry.get("slots", {})}
                    found.append(_lexeme(entry["class"], slots, phrase, left.case))
    return found


def _suffixed(entries: Iterable[Mapping[str, Any]], lexemes: list[Lexeme]) -> list[Lexeme]:
    """Number words that carry a suffix: "tienjarig", "driedaagse"."""
    found = []
    for entry in entries:
        for number in [lexeme for lexeme in lexemes if lexeme.name == "number"]:
            for suffix in entry["suffixes"]:
                phrase = "".join(number.words) + suffix
                slots = {**number.slots, **entry.get("slots", {})}
                found.append(_lexeme(entry["class"], slots, phrase))
    return found


def _rule(entry: Mapping[str, Any], macros: Mapping[str, str]) -> Rule:
    known = {
        "name",
        "pattern",
        "yields",
        "level",
        "kind",
        "slots",
        "emit",
        "examples",
        "priority",
        "not",
    }
    unknown = set(entry) - known
    if unknown:
        raise ValueError(f"{entry.get('name')}: no such keys {sorted(unknown)}")
    slots = entry.get("slots", {})
    if set(slots) - SLOTS:
        raise ValueError(f"{entry['name']}: no such slots {sorted(set(slots) - SLOTS)}")
    if "kind" in entry:
        Form(kind=entry["kind"])
    return Rule(
        name=entry["name"],
        pattern=compile_pattern(entry["pattern"], macros=macros),
        yields=entry.get("yields", ""),
        level=entry.get("level", 1),
        kind=entry.get("kind"),
        slots=slots,
        emits=entry.get("emit", True),
        priority=entry.get("priority", 0),
    )


def _wordy_triggers(rules: Iterable[Rule], light: frozenset[str]) -> frozenset[str]:
    """The longer words of the rules that name no class which could start a search for them."""
    return frozenset(
        word
        for rule in rules
        if not rule.pattern.classes - light
        for word in rule.pattern.words
        if len(word) > 4
    )


def _by_first_word(lexemes: Iterable[Lexeme]) -> dict[str, tuple[Lexeme, ...]]:
    table: dict[str, list[Lexeme]] = {}
    for lexeme in lexemes:
        table.setdefault(lexeme.words[0], []).append(lexeme)
    return {word: tuple(found) for word, found in table.items()}


def _examples(rules: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for rule in rules:
        for example in rule.get("examples", ()):
            yield {"rule": rule["name"], **example}
        for text in rule.get("not", ()):
            yield {"rule": rule["name"], "text": text, "absent": True}
