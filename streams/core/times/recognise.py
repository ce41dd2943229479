"""Recognition: from text to symbolic forms, by the rules of a lexicon, in linear time.

Only runs of words that the lexicon knows, with at least one that can carry a time expression,
are looked at; there the rules are applied level by level, each to the lexemes and to what the
levels before it yield, and the longest emission from the left wins.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

from streams.core.times.digits import read_digits
from streams.core.times.form import Form, Kind
from streams.core.times.lexicon import Lexeme, Rule, TimeLexicon
from streams.core.times.pattern import Bindings
from streams.core.times.tokens import Tokens

_LONGEST_RUN = 60
"""Tokens in a stretch that is matched as one; longer runs are cut, so that none is dear."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A form and the tokens it is told in: `first` to `last` (exclusive)."""

    form: Form
    first: int
    last: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Match:
    rule: Rule
    begin: int
    end: int
    found: tuple[Recognised, ...]

    def rank(self) -> tuple[int, int, int]:
        """Among what begins at one token: priority, then the longest, then the most context."""
        return self.rule.priority, self.found[-1].last, self.end - self.begin


class Recogniser:
    """The rules of one lexicon, indexed by the class or word with which they can begin."""

    def __init__(self, lexicon: TimeLexicon) -> None:
        self._lexicon = lexicon
        levels: dict[int, dict[str, list[Rule]]] = {}
        for rule in lexicon.rules:
            index = levels.setdefault(rule.level, {})
            for first in rule.pattern.firsts:
                index.setdefault(first, []).append(rule)
        self._levels = [levels[level] for level in sorted(levels)]

    def recognise(self, tokens: Tokens) -> Iterator[Recognised]:
        """Every time expression of the text, from left to right, none overlapping."""
        for begin, end in self._runs(tokens):
            yield from self._in_run(tokens, begin, end)

    def _runs(self, tokens: Tokens) -> Iterator[tuple[int, int]]:
        vocabulary, triggers = self._lexicon.vocabulary, self._lexicon.triggers
        begin, hot = -1, False
        words = tokens.words
        for index, word in enumerate(words):
            if word in vocabulary or word[0].isdecimal():
                if begin < 0:
                    begin, hot = index, False
                hot = hot or word in triggers or self._is_hot_number(tokens, index)
                if index - begin >= _LONGEST_RUN:
                    if hot:
                        yield begin, index + 1
                    begin = -1
            elif begin >= 0:
                if hot:
                    yield begin, index
                begin = -1
        if begin >= 0 and hot:
            yield begin, len(words)

    @staticmethod
    def _is_hot_number(tokens: Tokens, index: int) -> bool:
        word = tokens.words[index]
        if not word[0].isdecimal() or len(word) > 4:
            return False
        if len(word) == 4:
            return True
        end = tokens.ends[index]
        return (len(word) < 3 and tokens.text[end : end + 1] in "-/.:h") or tokens.is_glued(index)

    def _in_run(self, tokens: Tokens, begin: int, end: int) -> Iterator[Recognised]:
        lattice = _RunLattice(tokens, begin, end, self._lexicon)
        matches: dict[int, list[_Match]] = {}
        for level in self._levels:
            pending: list[tuple[int, str, Form, int]] = []
            able: dict[int, bool] = {}
            for position in range(begin, end):
                for rule in lattice.candidates(position, level):
                    can = able.get(id(rule))
                    if can is None:
                        can = able[id(rule)] = lattice.holds(rule.pattern.needs)
                    if not can:
                        continue
                    hit = rule.pattern.longest(lattice, position)
                    if hit is None:
                        continue
                    match = _build(rule, position, *hit)
                    if rule.yields:
                        pending.append((position, rule.yields, match.found[-1].form, hit[0]))
                    if rule.emits:
                        matches.setdefault(match.found[0].first, []).append(match)
            for position, name, form, stop in pending:
                lattice.add(position, name, form, stop)
        position = begin
        while position < end:
            here = matches.get(position)
            if not here:
                position += 1
                continue
            best = max(here, key=_Match.rank)
            yield from (found for found in best.found if found.form.kind != "block")
            position = max(best.found[-1].last, position + 1)


class _RunLattice:
    """The classed items of one run, by the token at which they begin."""

    def __init__(self, tokens: Tokens, begin: int, end: int, lexicon: TimeLexicon) -> None:
        self.words: Sequence[str] = tokens.words
        self._items: dict[int, dict[str, list[tuple[Any, int]]]] = {}
        # A match may run over the end of the run, but no further than a rule has items.
        reach = min(len(self.words), end + _LONGEST_RUN)
        self._quoted = {i: f"'{self.words[i]}" for i in range(begin, reach)}
        self._names = set(self._quoted.values())
        for index in range(begin, end):
            word = tokens.words[index]
            for lexeme in lexicon.lexemes.get(word, ()):
                size = len(lexeme.words)
                if size > 1 and tuple(tokens.words[index : index + size]) != lexeme.words:
                    continue
                if lexeme.case == "any" or _is_cased(tokens, index, lexeme, lexicon):
                    self.add(index, lexeme.name, lexeme.slots, index + size)
            if word[0].isdecimal():
                for name, slots, stop in read_digits(tokens, index, lexicon):
                    last = index + 1
                    if tokens.ends[index] != stop:
                        last = bisect_left(tokens.ends, stop, index) + 1
                    # The apostrophe of "'98" belongs to it.
                    self.add(index - (name == "short_year"), name, slots, last)

    def holds(self, needs: Sequence[frozenset[str]]) -> bool:
        """Whether the run, or what follows it, has a class or word of each set."""
        return not any(self._names.isdisjoint(need) for need in needs)

    def add(self, position: int, name: str, value: Any, end: int) -> None:
        self._names.add(name)
        self._items.setdefault(position, {}).setdefault(name, []).append((value, end))

    def at(self, position: int, name: str) -> Sequence[tuple[Any, int]]:
        here = self._items.get(position)
        return here.get(name, ()) if here else ()

    def candidates(self, position: int, level: Mapping[str, list[Rule]]) -> Sequence[Rule]:
        """The rules of a level that can begin at a token, each once."""
        word = level.get(self._quoted[position], ())
        here = self._items.get(position)
        if not here:
            return word
        # By identity: comparing rules part by part costs more than matching them.
        found = {id(rule): rule for rule in word}
        for name in here:
            for rule in level.get(name, ()):
                found[id(rule)] = rule
        return list(found.values())


def _is_cased(tokens: Tokens, index: int, lexeme: Lexeme, lexicon: TimeLexicon) -> bool:
    """Whether the word is written as its lexeme demands.

    `lower`: in small letters. `sentence`: in small letters, or a capital that the place of the
    word or a number beside it explains. `title`: with a capital, and not as a surname; `name`:
    nor as a first name. All capitals count as whatever is asked.
    """
    if tokens.is_shouted(index) and lexeme.case != "lower":
        return True
    title = tokens.is_title(index)
    if lexeme.case == "lower":
        return not title
    before = tokens.words[index - 1] if index else ""
    after = tokens.words[index + 1] if index + 1 < len(tokens) else ""
    beside = before[:1].isdecimal() or after[:1].isdecimal() or before in lexicon.ordinal_marks
    if before in lexicon.titles:
        return False
    if lexeme.case == "sentence":
        return not title or beside or tokens.is_initial(index)
    if not title:
        return False
    if lexeme.case == "name" and index + 1 < len(tokens) and before not in lexicon.vocabulary:
        beyond = tokens.words[index + 1]
        if tokens.is_title(index + 1) and beyond not in lexicon.vocabulary:
            return False  # "June Smith said"
    if beside or index == 0 or before in lexicon.vocabulary or not tokens.is_title(index - 1):
        return True
    return tokens.is_initial(index)


_DEFAULTS = {field.name: field.default for field in fields(Form)}


def _build(rule: Rule, begin: int, end: int, bindings: Bindings) -> _Match:
    """The form of a match: what its items fill in, over that the constants of the rule."""
    slots: dict[str, Any] = {}
    kind = rule.kind
    opened: list[int] = []
    spans: list[tuple[int, int]] = []
    for name, value in bindings:
        if name == "<":
            opened.append(value)
        elif name == ">":
            spans.append((opened.pop(), value))
        elif isinstance(value, Form):
            if name in ("base", "until"):
                slots[name] = value
            else:
                kind = kind or value.kind
                for field, default in _DEFAULTS.items():
                    given = getattr(value, field)
                    if field != "kind" and given != default:
                        slots[field] = given
        elif len(value) == 1 and name in _DEFAULTS:
            slots[name] = next(iter(value.values()))
        else:
            slots.update(value)
    slots.update(rule.slots)
    form = Form(kind=cast(Kind, kind or "calendar"), **slots)
    if not spans:
        return _Match(rule, begin, end, (Recognised(form, begin, end, rule.name),))
    if len(spans) == 1:
        return _Match(rule, begin, end, (Recognised(form, *spans[0], rule.name),))
    # Of a range each end is an expression of its own; both carry the whole.
    ends = [form.having(part="from"), form.having(part="to")]
    pairs = zip(ends, spans, strict=True)
    found = tuple(Recognised(half, *span, rule.name) for half, span in pairs)
    return _Match(rule, begin, end, found)
