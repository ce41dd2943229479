"""Gazetteer: names found in running text, the longest first, in time linear in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

#: A word is a run of digits, a run of letters, or one other sign. Splitting digits from letters
#: makes "S-400", "S400" and "S 400" the same three or two words.
_WORD = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")

#: Shortest name that may carry the attached genitive of Dutch ("Poetins", "Ruslands").
GENITIVE_MINIMUM = 5


class Word(NamedTuple):
    """One word of a text with its half-open character offsets."""

    text: str
    start: int
    end: int


def _key(word: str) -> str:
    """What two spellings of a word share."""
    return "'" if word == "’" else word.casefold()


def words(text: str) -> list[Word]:
    """The words of `text` in order."""
    return [Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A name in the text. `entries` are all that bear the name."""

    start: int
    end: int
    text: str
    entries: tuple[T, ...]


@dataclass(slots=True)
class _Node(Generic[T]):
    children: dict[str, "_Node[T]"] = field(default_factory=dict)
    leaves: list[tuple[tuple[str, ...] | None, T]] = field(default_factory=list)


def _hyphen(word: Word, following: Word | None, previous_end: int) -> bool:
    glued = word.start == previous_end and following is not None and following.start == word.end
    return word.text in "-–‑" and glued


class Gazetteer(Generic[T]):
    """Names and what they stand for.

    A name added with `cased=True` matches only as it is written or in capitals throughout
    ("Turkey", "TURKEY", never "turkey"); others match in any case. Hyphens inside a name do not
    count.
    """

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, name: str, entry: T, *, cased: bool) -> None:
        """Let `name` stand for `entry`; the empty name is ignored."""
        parts = [word for word in _WORD.findall(name) if word not in "-–‑"]
        if not parts:
            return
        node = self._root
        for part in parts:
            node = node.children.setdefault(_key(part), _Node())
        leaf = (tuple(parts) if cased else None, entry)
        if leaf not in node.leaves:
            node.leaves.append(leaf)

    def names(self) -> Iterator[tuple[str, T, bool]]:
        """Every name, its words with a space between, with its entry and whether it is cased."""
        waiting: list[tuple[tuple[str, ...], _Node[T]]] = [((), self._root)]
        while waiting:
            path, node = waiting.pop()
            for written, entry in node.leaves:
                yield " ".join(written or path), entry, written is not None
            waiting += [((*path, word), child) for word, child in node.children.items()]

    def find(self, text: str) -> Iterator[Match[T]]:
        """The longest names from left to right, without overlap."""
        known = self._root.children
        begins = [
            n
            for n, word in enumerate(_WORD.findall(text))
            if _key(word) in known or self._without_genitive(self._root, word) is not None
        ]
        # Most sentences name little: offsets are counted where there is a name to place.
        run = words(text) if begins else []
        i = 0
        for begin in begins:
            if begin < i:
                continue
            i = begin
            match, following = self._longest(text, run, i)
            if match is not None:
                yield match
            i = following

    def _longest(self, text: str, run: list[Word], i: int) -> tuple[Match[T] | None, int]:
        node, j = self._root, i
        seen: list[str] = []
        best: tuple[Match[T] | None, int] = (None, i + 1)
        while j < len(run):
            word = run[j]
            if seen and _hyphen(word, run[j + 1] if j + 1 < len(run) else None, run[j - 1].end):
                j += 1
                continue
            step = node.children.get(_key(word.text))
            if step is None:
                stem = self._without_genitive(node, word.text)
                if stem is not None:
                    found = self._leaves(node.children[stem.casefold()], [*seen, stem])
                    if found:
                        span = text[run[i].start : word.end - 1]
                        best = (Match(run[i].start, word.end - 1, span, found), j + 1)
                break
            node = step
            seen.append(word.text)
            j += 1
            found = self._leaves(node, seen)
            if found:
                span = text[run[i].start : word.end]
                best = (Match(run[i].start, word.end, span, found), j)
        return best

    @staticmethod
    def _without_genitive(node: _Node[T], word: str) -> str | None:
        if len(word) > GENITIVE_MINIMUM and word[-1] == "s" and word[0].isupper():
            stem = word[:-1]
            if stem.casefold() in node.children:
                return stem
        return None

    @staticmethod
    def _leaves(node: _Node[T], seen: list[str]) -> tuple[T, ...]:
        found: list[T] = []
        for written, entry in node.leaves:
            if written is None or (
                len(written) == len(seen)
                and all(
                    a == b
                    or (n == 0 and len(seen) > 1 and a[:1].upper() + a[1:] == b)
                    or (b.isupper() and (len(b) > 3 or len(seen) > 1) and a.upper() == b)
                    for n, (a, b) in enumerate(zip(written, seen, strict=True))
                )
            ):
                found.append(entry)
        return tuple(found)
