"""Headcounts: numbers of soldiers whose noun was told before: "another 200 are in Mali".

A number alone, or one "of them", counts the people that the article spoke of last, those who act
rather than those to whom something is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from streams.core.language.items import Thing
from streams.core.language.pack import LanguagePack
from streams.core.sentence.phrases import Phrase, Referent

#: How many sentences back the people may have been named.
_REACH = 2
#: What a number must be to its clause to count those who are sent or stay.
_ACTING = frozenset({"subj", "subjpass", "obj"})
#: Fewer than this are as easily goals or years of age.
_FEWEST = 3


@dataclass(slots=True)
class Headcount:
    """The soldiers that an article spoke of last."""

    pack: LanguagePack
    _last: tuple[Thing, Referent] | None = None
    _age: int = 0

    def read(self, phrases: Sequence[Phrase]) -> None:
        """Give the bare numbers of a sentence the people whom they count, and remember those."""
        self._age += 1
        acting = False
        for place, left in enumerate(phrases):
            self._enlist(left, phrases[place + 1 : place + 3])
            if left.thing is not None and left.thing.personnel:
                state = _state(left)
                subject = left.func in {"subj", "subjpass"} and left.case is None
                if state is not None and not (acting and not subject):
                    self._last, self._age = (left.thing, state), 0
                    acting = acting or subject
            elif self._counts(left):
                self._fill(left)

    def _counts(self, phrase: Phrase) -> bool:
        """Whether the phrase is a number and nothing besides."""
        number = phrase.number
        if number is None or phrase.thing is not None or phrase.referents or phrase.temporal:
            return False
        told = number.minimum or number.maximum or 0
        bare = all(t.pos_ not in {"NOUN", "PROPN", "SYM"} for t in phrase.tokens)
        acts = phrase.case is None and phrase.func in _ACTING
        return bare and told >= _FEWEST and acts

    def _fill(self, phrase: Phrase) -> None:
        if self._last is None or self._age > _REACH or phrase.number is None:
            return
        thing, state = self._last
        phrase.thing = replace(
            thing,
            start=phrase.char_start,
            end=phrase.char_end,
            text=phrase.text,
            count=phrase.number,
        )
        phrase.modifier = state

    def _enlist(self, phrase: Phrase, behind: Sequence[Phrase]) -> None:
        """ "About 100 members of Russia's Africa Corps": as many soldiers."""
        if phrase.thing is not None or phrase.number is None:
            return
        if phrase.head.lower_ not in self.pack.words["members"]:
            return
        following = next((p for p in behind if not p.genitive), None)
        if following is None or following.case != "of":
            return
        body = next((r for r in following.referents if r.type in {"force", "group"}), None)
        if body is None and not (following.thing is not None and following.thing.personnel):
            return
        phrase.thing = Thing(
            phrase.char_start,
            phrase.char_end,
            phrase.text,
            "soldier",
            "personnel",
            True,
            True,
            phrase.number,
        )
        state = following.modifier or body
        if state is not None and (phrase.modifier is None or phrase.modifier.country is None):
            phrase.modifier = state
            phrase.referents = ()


def _state(phrase: Phrase) -> Referent | None:
    told = [r for r in phrase.referents if r.country or r.type in {"alliance", "group"}]
    return phrase.modifier or (told[0] if told else None)
