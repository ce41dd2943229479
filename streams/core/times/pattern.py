"""Patterns: the small language in which a pack writes its rules, and the matcher behind it.

A pattern is a sequence of items: `month` (a class of the lexicon, or what an earlier rule
yields), `'van'` (a word as it stands), `month=to` (a class under another slot), `( ... )`,
`a | b`, a trailing `?` for what may be absent, and `< ... >` around what is emitted where the
rest is only context. There is no repetition, so a match looks at no more tokens than the
pattern has items and a text is matched in time linear in its length.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

_ITEM = re.compile(r"'((?:[^'\\]|\\.)*)'|([a-z_0-9]+)(?:=([a-z_]+))?|([()|?<>])|(\S)")

Bindings = tuple[tuple[str, Any], ...]
Continue = Callable[[int, Bindings], None]
Matcher = Callable[["Lattice", int, Bindings, Continue], None]


class Lattice(Protocol):
    """What a pattern is matched against: words, and classed items that begin at a token."""

    words: Sequence[str]

    def at(self, position: int, name: str) -> Sequence[tuple[Any, int]]: ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern.

    `firsts` are the classes and words with which a match can begin; of each set in `needs` one must
    be there for a match.
    """

    source: str
    matcher: Matcher
    firsts: frozenset[str]
    words: frozenset[str]
    classes: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()

    def longest(self, lattice: Lattice, position: int) -> tuple[int, Bindings] | None:
        """The longest match that begins at a token: its end and its bindings, or None."""
        best: list[tuple[int, Bindings]] = []

        def finish(end: int, bindings: Bindings) -> None:
            if end > position and (not best or end > best[0][0]):
                best[:] = [(end, bindings)]

        self.matcher(lattice, position, (), finish)
        return best[0] if best else None


@dataclass(frozen=True, slots=True)
class _Node:
    matcher: Matcher
    firsts: frozenset[str]
    empty: bool
    needs: tuple[frozenset[str], ...] = ()


def compile_pattern(source: str, *, macros: Mapping[str, str] | None = None) -> Pattern:
    """Compile a pattern, its macros expanded. Raises ValueError where it is malformed."""
    items = list(_scan(source, macros or {}, 0))
    words: set[str] = set()
    classes: set[str] = set()
    for kind, text, _ in items:
        if kind == "word":
            words.add(text)
        elif kind == "class":
            classes.add(text)
    node, rest = _alternatives(items, 0)
    if rest != len(items):
        raise ValueError(f"unbalanced pattern: {source}")
    if node.empty:
        raise ValueError(f"a pattern must not match nothing: {source}")
    return Pattern(
        source, node.matcher, node.firsts, frozenset(words), frozenset(classes), node.needs
    )


_Scanned = tuple[str, str, str]


def _scan(source: str, macros: Mapping[str, str], depth: int) -> Iterator[_Scanned]:
    if depth > 8:
        raise ValueError(f"macros that call themselves: {source}")
    for match in _ITEM.finditer(source):
        word, name, slot, mark, bad = match.groups()
        if bad is not None:
            raise ValueError(f"unexpected {bad!r} in pattern: {source}")
        if word is not None:
            for part in word.replace("\\'", "'").split():
                yield "word", part, ""
        elif mark is not None:
            yield "mark", mark, ""
        elif name in macros:
            yield "mark", "(", ""
            yield from _scan(macros[name], macros, depth + 1)
            yield "mark", ")", ""
        else:
            yield "class", name, slot or name


def _alternatives(items: list[_Scanned], at: int) -> tuple[_Node, int]:
    branches = []
    node, at = _sequence(items, at)
    branches.append(node)
    while at < len(items) and items[at][:2] == ("mark", "|"):
        node, at = _sequence(items, at + 1)
        branches.append(node)
    if len(branches) == 1:
        return branches[0], at
    matchers = tuple(branch.matcher for branch in branches)

    def match(lattice: Lattice, position: int, bindings: Bindings, then: Continue) -> None:
        for matcher in matchers:
            matcher(lattice, position, bindings, then)

    firsts = frozenset().union(*(branch.firsts for branch in branches))
    empty = any(branch.empty for branch in branches)
    needs: tuple[frozenset[str], ...] = ()
    if not empty:
        # Whichever branch it is, one of what each asks for first.
        needs = (frozenset().union(*(branch.needs[0] for branch in branches)),)
    return _Node(match, firsts, empty, needs), at


def _sequence(items: list[_Scanned], at: int) -> tuple[_Node, int]:
    nodes: list[_Node] = []
    while at < len(items) and (items[at][0] != "mark" or items[at][1] in "(<"):
        kind, text, slot = items[at]
        if kind == "mark":
            node, at = _alternatives(items, at + 1)
            close = ")" if text == "(" else ">"
            if at >= len(items) or items[at][:2] != ("mark", close):
                raise ValueError("a bracket is not closed")
            if text == "<":
                node = _chain([_border("<"), node, _border(">")])
        else:
            node = _word(text) if kind == "word" else _class(text, slot)
        at += 1
        if at < len(items) and items[at][:2] == ("mark", "?"):
            node = _optional(node)
            at += 1
        nodes.append(node)
    return _chain(nodes), at


def _chain(nodes: list[_Node]) -> _Node:
    def link(first: Matcher, second: Matcher) -> Matcher:
        def match(lattice: Lattice, position: int, bindings: Bindings, then: Continue) -> None:
            first(lattice, position, bindings, lambda at, bound: second(lattice, at, bound, then))

        return match

    if not nodes:
        raise ValueError("an empty alternative")
    matcher = nodes[-1].matcher
    for node in reversed(nodes[:-1]):
        matcher = link(node.matcher, matcher)
    firsts: frozenset[str] = frozenset()
    for node in nodes:
        firsts |= node.firsts
        if not node.empty:
            break
    needs = tuple(need for node in nodes for need in node.needs)
    return _Node(matcher, firsts, all(node.empty for node in nodes), needs)


def _optional(node: _Node) -> _Node:
    inner = node.matcher

    def match(lattice: Lattice, position: int, bindings: Bindings, then: Continue) -> None:
        inner(lattice, position, bindings, then)
        then(position, bindings)

    return _Node(match, node.firsts, empty=True)


def _word(word: str) -> _Node:
    def match(lattice: Lattice, position: int, bindings: Bindings, then: Continue) -> None:
        words = lattice.words
        if position < len(words) and words[position] == word:
            then(position + 1, bindings)

    name = frozenset((f"'{word}",))
    return _Node(match, name, empty=False, needs=(name,))


def _class(name: str, slot: str) -> _Node:
    def match(lattice: Lattice, position: int, bindings: Bindings, then: Continue) -> None:
        for value, end in lattice.at(position, name):
            then(end, (*bindings, (slot, value)))

    names = frozenset((name,))
    return _Node(match, names, empty=False, needs=(names,))


def _border(mark: str) -> _Node:
    def match(lattice: Lattice, position: int, bindings: Bindings, then: Continue) -> None:
        then(position, (*bindings, (mark, position)))

    return _Node(match, frozenset(), empty=True)
