"""Naming: nouns that a parser takes for verbs where a name stands before them.

"Kicked off their annual Ulchi Freedom Shield | drills": the name passes for the subject of a verb.
The article or possessive before the name tells that it is a noun, where another verb asks for one.
"""

from streams.core.language.pack import LanguagePack
from streams.core.language.parse import Parse

_WITHIN_NAME = frozenset({"PROPN", "ADJ", "NOUN", "NUM"})
_VERBAL = frozenset({"VERB", "AUX"})
#: Arcs that no verb has to what is above it, unless it is a clause.
_NOMINAL_ARCS = frozenset({"dobj", "pobj", "attr", "nsubj", "nsubjpass", "csubj"})
#: What only a verb has.
_OF_VERBS = frozenset({"aux", "auxpass", "neg", "mark", "dobj"})


class Namer:
    """Sets right the parses of one language, whose labels are ClearNLP's."""

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack
        self._nouns = pack.words["named_nouns"]

    def mend(self, parse: Parse) -> None:
        """Make nouns in `parse` of what only looks like verbs."""
        for i, word in enumerate(parse.words):
            if word in self._nouns and parse.pos[i] in _VERBAL:
                start = self._opening(parse, i)
                if start is not None and self._is_wanted(parse, i, start):
                    _to_noun(parse, i, start)

    def _opening(self, parse: Parse, i: int) -> int | None:
        """The article or the like before the name that `i` follows; None where there is none."""
        j = i - 1
        while j >= 0 and (parse.pos[j] in _WITHIN_NAME or parse.words[j] == "-"):
            j -= 1
        if j < 0 or j >= i - 1 or parse.tags[j] not in {"DT", "PRP$", "POS"}:
            return None
        return j if any(p == "PROPN" for p in parse.pos[j + 1 : i]) else None

    def _is_wanted(self, parse: Parse, i: int, start: int) -> bool:
        """Whether the clause has its verb already, and lacks what that is done to."""
        if parse.has(i, *_OF_VERBS):
            return False
        if parse.deps[i] in _NOMINAL_ARCS:
            return True
        if any(parse.deps[j] == "pobj" for j in range(start, i)):
            return True
        # "Will hold | the Eagle Partner drills": what follows a verb that takes nouns alone.
        above = parse.heads[i]
        light = parse.lemmas[above] in self._pack.words["light_verbs"]
        return parse.deps[i] == "ccomp" and above < start and light and parse.pos[above] == "VERB"


def _to_noun(parse: Parse, i: int, start: int) -> None:
    plural = parse.words[i].endswith("s")
    parse.pos[i], parse.tags[i] = "NOUN", "NNS" if plural else "NN"
    parse.morphs[i] = "Number=Plur" if plural else "Number=Sing"
    parse.lemmas[i] = parse.words[i].removesuffix("s")
    inside = range(start, i)
    for j in inside:
        if parse.heads[j] in inside or parse.deps[j] == "case":
            continue
        if parse.heads[j] != i and parse.deps[j] == "pobj":
            parse.heads[i], parse.deps[i] = parse.heads[j], "pobj"
        if parse.tags[j] in {"DT", "PRP$"}:
            parse.heads[j] = i
        else:
            parse.heads[j], parse.deps[j] = i, "compound"
    if parse.deps[i] == "ccomp":
        parse.deps[i] = "dobj"
    for child in parse.children(i):
        if child > i and parse.deps[child] in {"npadvmod", "advmod", "advcl"}:
            parse.attach(child, parse.heads[i], parse.deps[child])
