"""Respelling: a parser is shown words as it knows them.

A small pipeline has seen few texts: one trained on straight apostrophes alone takes a typographic
one for part of a noun, and a number in letters for a verb. It is shown the sign or the digits that
it knows in their place, token for token; what it says is mended and laid over the text again.
"""

from collections.abc import Iterable, Iterator, Sequence

import spacy.tokens
from spacy.language import Language

from streams.core.language.mending import Mender
from streams.core.language.numerals import Numerals
from streams.core.language.pack import LanguagePack
from streams.core.language.parse import Parse, texts_of
from streams.core.language.tokens import Doc
from streams.core.language.world import World

#: What stands for any number in letters.
_NUMBER = "12"
#: After these a capital says nothing.
_SENTENCE_ENDS = frozenset({".", "!", "?", ":", "…"})


class Respelling:
    """A pipeline of one language, shown the words as its pack says."""

    def __init__(self, nlp: Language, pack: LanguagePack, world: World) -> None:
        self._nlp = nlp
        self._pack = pack
        told = pack.respelling
        self._signs = str.maketrans(dict(told.get("signs", {})))
        self._lower = frozenset(told.get("capitals", {}).get("lower", ()))
        self._days = frozenset(pack.words["weekdays"] if "days" in told else ())
        self._before_day = frozenset(told.get("days", {}).get("unless_after", ()))
        self._counted = str(told.get("counted", {}).get("shown", ""))
        self._articles = {word for word, value in pack.numbers.items() if value == 1}
        self._numerals = Numerals(pack)
        self._no_number = frozenset(told.get("numbers", {}).get("unless_after", ()))
        named = world.gazetteer.names()
        demonyms = frozenset(name for name, entry, _ in named if entry.type == "demonym")
        self._mender = Mender(pack, demonyms) if pack.inflection else None

    def __call__(self, text: str) -> Doc:
        """One parsed text."""
        return next(self.pipe((text,)))

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The parsed texts, in their order; each document holds the words of its text."""
        tokenized = (self._nlp.make_doc(text) for text in texts)
        pairs = ((self._shown(doc), doc) for doc in tokenized)
        for parsed, doc in self._nlp.pipe(pairs, as_tuples=True):
            yield self._restored(parsed, doc)

    def _shown(self, doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        texts = texts_of(doc)
        words = [self._spelled(text) for text in texts]
        for i, text in enumerate(texts):
            if words[i] == _NUMBER and self._stays(texts, i):
                words[i] = text
        for i, word in enumerate(words[1:], start=1):
            if words[i - 1] not in _SENTENCE_ENDS and word.lower() in self._lower:
                # "le Général de Corps d'Armée": a title with capitals is read as a name.
                words[i] = word.lower()
        for i, word in enumerate(words):
            if word in self._days and self._stands_bare(words, i):
                # "a annoncé lundi une aide": a noun there is taken for the verb's object.
                words[i] = self._pack.respelling["days"]["shown"]
            elif self._counted and self._is_counted_name(words, i):
                # "Vijf Bayraktars": a name that is counted is a noun like any other.
                words[i] = self._counted
        spaces = [bool(blank) for blank in doc.to_array("SPACY").tolist()]
        return spacy.tokens.Doc(doc.vocab, words=words, spaces=spaces)

    def _stays(self, texts: Sequence[str], i: int) -> bool:
        """Whether the word for a number says more to the parser than digits would."""
        before = texts[i - 1].lower() if i else ""
        after = texts[i + 1] if i + 1 < len(texts) else ""
        # "Het tien tanks levert" has a pronoun, not an article before a number.
        return before in self._no_number or after.isspace()

    def _is_counted_name(self, words: list[str], i: int) -> bool:
        number, word = words[i - 1] if i else "", words[i]
        if not number[:1].isdigit() and self._numerals.value(number.lower()) is None:
            return False
        return word[:1].isupper() and word.endswith("s") and number.lower() not in self._articles

    def _stands_bare(self, words: list[str], i: int) -> bool:
        before = words[i - 1].lower() if i else ""
        after = words[i + 1] if i + 1 < len(words) else ""
        return before not in self._before_day and not after[:1].isdigit()

    def _spelled(self, text: str) -> str:
        parts = text.lower().split("-")
        numbers = [self._numerals.value(part) if part.isalpha() else None for part in parts]
        if None not in numbers:
            # "un" is an article as well.
            return text if numbers == [1] else _NUMBER
        return text.translate(self._signs)

    def _restored(self, parsed: spacy.tokens.Doc, doc: spacy.tokens.Doc) -> Doc:
        parse = Parse.of(parsed)
        for i, text in enumerate(texts_of(doc)):
            parse.words[i] = text.lower()
            if text != parse.texts[i]:
                parse.lemmas[i] = text.lower()
                if text.lower() in self._days:
                    parse.pos[i], parse.morphs[i] = "NOUN", ""
                    if parse.deps[i] == "advmod":
                        parse.deps[i] = "obl:mod"
        if self._mender is not None:
            self._mender.mend(parse)
        return Doc(doc, parse)
