"""Numerals: numbers in letters, those written as one word among them."""

from streams.core.language.pack import LanguagePack


class Numerals:
    """Reads the number words of one language."""

    def __init__(self, pack: LanguagePack) -> None:
        self._numbers = pack.numbers
        self._factors = sorted(pack.multipliers.items(), key=lambda kv: -kv[1])
        self._half = frozenset(pack.quantity.get("half", ()))
        self._infixes = tuple(pack.quantity["infixes"])
        self._joints = frozenset(pack.quantity["joints"])

    def value(self, word: str) -> float | None:
        """The number that `word`, in lower case, spells, or None.

        Compounds are one word: "tweehonderdvijftig", "vijfentwintig", "zestienduizend".
        """
        if word in self._numbers:
            return self._numbers[word]
        for name, factor in self._factors:
            head, found, tail = word.partition(name)
            if not found:
                continue
            left = self.value(head) if head else 1
            right = self.value(self._after_joint(tail)) if tail else 0
            if left is not None and right is not None:
                return left * factor + right
        for joint in self._infixes:
            # "negenentwintig": the unit may hold the letters of the joint itself.
            for i in range(1, len(word) - len(joint)):
                unit, ten = word[:i], word[i + len(joint) :]
                known = word.startswith(joint, i) and unit in self._numbers and ten in self._numbers
                if known and self._numbers[ten] % 10 == 0:
                    return self._numbers[unit] + self._numbers[ten]
        return 1.5 if word in self._half else None

    def _after_joint(self, word: str) -> str:
        for joint in self._joints:
            if word.startswith(joint):
                return word.removeprefix(joint)
        return word
