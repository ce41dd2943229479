"""Items: equipment, aid and personnel in a phrase, with the bounds of their number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from streams.core.language.gazetteer import Match
from streams.core.language.numerals import Numerals
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Span
from streams.core.language.world import Entry

#: A designation that no table knows: capitals, then digits ("Kh-59", "BMP3", "Type 075").
_DESIGNATION = re.compile(
    r"\b[A-Z][A-Za-z]{0,4}-?\d{1,4}[A-Z]{0,3}\b|(?<=\s)[A-Z][a-z]{2,} \d{2,4}(?=\s)"
)
#: The International System of Units groups digits by a (thin) space, whatever the language.
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)")
#: A digit, or a word.
_PART = re.compile(r"\d|[^\W\d_]+")
#: Words remembered before the memory is emptied.
_REMEMBERED = 50_000
#: Fewer men than this are just men.
_FEWEST_MEN = 20
#: What is fired, and what fires it.
_ROUNDS = frozenset({"missile", "rocket", "ammunition", "shell", "grenade"})


@dataclass(frozen=True, slots=True)
class Count:
    """Bounds of a number, None where open, and whether the text calls it rough."""

    minimum: int | None = None
    maximum: int | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """An item told by a phrase. `strong`: military in any context; `personnel`: people."""

    start: int
    end: int
    text: str
    name: str
    item_class: str
    strong: bool
    personnel: bool
    count: Count
    unit: bool = False
    """Told as a unit: a battery, a squadron."""


class ItemReader:
    """Reads items out of noun phrases."""

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack
        quantity = pack.quantity
        self._hedges = sorted(
            (
                (words.replace("’", "'"), kind)
                for kind in ("approximate", "at_least", "at_most")
                for words in quantity[kind]
            ),
            key=lambda pair: -len(pair[0]),
        )
        self._closing = frozenset(words.rsplit(maxsplit=1)[-1] for words in quantity["vague"])
        self._numerals = Numerals(pack)
        self._vague = sorted(quantity["vague"].items(), key=lambda kv: -len(kv[0]))
        self._half = frozenset(quantity.get("half", ()))
        self._numeric: dict[str, bool] = {}
        """Of words seen, whether they are numbers."""
        self._joints = frozenset(quantity["joints"])
        measures = "|".join(map(re.escape, quantity["measures"]))
        self._measure = re.compile(rf"\d+\s?-?(?:{measures})")
        great = "|".join(map(re.escape, quantity["great"]))
        coins = "|".join(map(re.escape, quantity["money"]))
        self._money = re.compile(
            rf"[$€£]\s?\d[\d.,]*(?:[\s-]?(?:{great}))?|\d[\d.,]*[\s-]?(?:{great})?[\s-]?(?:{coins})\b"
        )
        between = "|".join(map(re.escape, quantity["ranges"]))
        joined = "|".join(map(re.escape, (*quantity["ranges"], *quantity["joints"])))
        self._range = re.compile(rf"\d\s*(?:-|–|{joined})\s*\d|\b(?:{between})\b")

    def read(
        self, text: str, start: int, end: int, matches: Sequence[Match[Entry]]
    ) -> Thing | None:
        """The item that `text`, one noun phrase at [start, end), tells, or None.

        `matches` are the names found in it, their offsets those of `text`. A model wins over its
        generic noun ("Leopard 2-tanks" is a Leopard 2); the last generic noun wins over those
        before it.
        """
        weapon = [e for m in matches for e in m.entries if e.type == "weapon"]
        generic = [(m, e) for m in matches for e in m.entries if e.type == "item"]
        if not weapon and not generic:
            return None
        before = min(m.start for m in matches for e in m.entries if e.type in {"weapon", "item"})
        count = self.count(text[:before])
        if weapon:
            name, item_class = weapon[0].name, weapon[0].get("class")
            fired = generic[-1][1].name if generic else ""
            if fired in _ROUNDS and item_class not in _ROUNDS and "missile" not in item_class:
                # "500 HIMARS rockets" are no launchers.
                name, item_class = f"{name} {fired}", "ammunition"
            unit = any(e.get("class") == "unit" for _, e in generic)
            return Thing(start, end, text, name, item_class, True, False, count, unit)
        _, entry = generic[-1]
        designation = _DESIGNATION.search(text, 0, before)
        if designation is not None and not entry.get("personnel"):
            # "Two PAC-750 aircraft": no table has it, and its number counts nothing.
            count = self.count(text[: designation.start()])
            name = f"{designation.group()} {entry.name}"
            return Thing(start, end, text, name, entry.get("class"), True, False, count)
        strong = any(e.get("strength") == "strong" for _, e in generic)
        return Thing(
            start,
            end,
            text,
            entry.name,
            entry.get("class"),
            strong,
            bool(entry.get("personnel")),
            count,
            entry.get("class") == "unit",
        )

    def forces(self, text: str, start: int, end: int, noun: str) -> Thing | None:
        """People or units that only the language's own list of forces knows."""
        if self._pack.collectives.get(noun) != "force":
            return None
        before = text.lower().rfind(noun)
        count = self.count(text[: max(0, before)])
        return Thing(start, end, text, "troops", "personnel", True, True, count)

    def men(self, text: str, start: int, end: int, *, noun: str, count: Count) -> Thing | None:
        """Soldiers told as so many men: "with three thousand men", "350 men and women"."""
        number = count.minimum or count.maximum or 0
        if noun not in self._pack.words["men"] or number < _FEWEST_MEN:
            return None
        return Thing(start, end, text, "soldier", "personnel", True, True, count)

    def whole(self, span: Span) -> str:
        """The words of `span`, with those before it that make one number: "tens of thousands"."""
        first = span[0].lower_
        if first not in self._closing:
            return span.text
        for size in (3, 2):
            before = span.doc[max(span.sent.start, span.start - size) : span.start].text.lower()
            if f"{before} {first}" in self._pack.quantity["vague"]:
                return f"{before} {span.text}"
        return span.text

    def count(self, text: str) -> Count:
        """The bounds that the words before an item's name give."""
        lowered = " ".join(text.lower().replace("’", "'").split())
        if self._is_silent(lowered):
            return Count()
        lowered = self._money.sub(" ", lowered)
        if not lowered or self._measure.search(lowered):
            lowered = self._measure.sub(" ", lowered).strip()
        if not lowered:
            return Count()
        hedge = next(
            (kind for words, kind in self._hedges if words in lowered and _has(lowered, words)),
            None,
        )
        if any(_has(lowered, noun) for noun in self._pack.quantity["unbounded"]):
            return Count()
        bounds = self._vague_bounds(lowered)
        if bounds is None:
            numbers = self._numbers(lowered)
            if not numbers:
                return Count()
            if len(numbers) == 2:
                return Count(min(numbers), max(numbers), approximate=hedge == "approximate")
            bounds = (numbers[-1], numbers[-1])
        low, high = bounds
        if hedge == "at_least":
            return Count(low, None)
        if hedge == "at_most":
            return Count(None, high)
        return Count(low, high, approximate=hedge == "approximate")

    def _is_silent(self, lowered: str) -> bool:
        """Whether no number can be read in it: most phrases tell none."""
        for part in _PART.findall(lowered):
            known = self._numeric.get(part)
            if known is None:
                if len(self._numeric) >= _REMEMBERED:
                    self._numeric.clear()
                known = part in self._pack.multipliers or self._value(part) is not None
                self._numeric[part] = known
            if known:
                return False
        return not any(words in lowered for words, _ in self._vague)

    def _vague_bounds(self, lowered: str) -> tuple[int, int] | None:
        for words, (low, high) in self._vague:
            if high and words in lowered and _has(lowered, words):
                return low, high
        return None

    def _numbers(self, lowered: str) -> list[int]:
        found: list[int] = []
        total: float | None = None
        current: float | None = None
        joined = _SPACED.sub(lambda number: re.sub(r"\s", "", number[0]), lowered)
        for part in [*re.findall(r"[\d.,]*\d|[^\W\d_]+|(?<=\d)[-–](?=\d)", joined), ""]:
            value = self._value(part) if part else None
            multiplier = self._pack.multipliers.get(part)
            if multiplier is not None:
                # "one thousand five hundred": what a thousand closes is added to what follows.
                current = (1 if current is None else current) * multiplier
                if multiplier >= 1000:
                    total, current = (total or 0) + current, None
            elif value is not None and not (part[0].isdecimal() and current is not None):
                current = value if current is None else current + value
            elif value is None and part in self._joints and current is not None and current >= 100:
                continue
            else:
                if current is not None or total is not None:
                    found.append(int((total or 0) + (current or 0)))
                total, current = None, value
        return found[-2:] if self._range.search(lowered) else found[-1:]

    def _value(self, part: str) -> float | None:
        if part[0].isdecimal():
            thousands = self._pack.quantity["thousands_separator"]
            decimal = self._pack.quantity["decimal_separator"]
            plain = part
            if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", part):
                plain = part.replace(thousands, "")
            return float(plain.replace(decimal, ".")) if plain.count(".") < 2 else None
        if part in self._half:
            return 1.5
        return self._numerals.value(part)


def _has(text: str, words: str) -> bool:
    position = text.find(words)
    while position >= 0:
        before = position == 0 or not text[position - 1].isalnum()
        after = position + len(words)
        if before and (after == len(text) or not text[after].isalnum()):
            return True
        position = text.find(words, position + 1)
    return False
