"""Batches: articles extracted many at once, of each no more parsed than can matter.

Four steps, each dearer than the one before and for fewer. The prefilter looks words up in all
articles; what it saw tells how much an article promises (see `promise`). Of an article in which few
sentences may tell an event these are parsed and read by the same rules as any; where they find
nothing it is done with. Of what is left, those sentences are parsed that may tell an event or more
of it (see `selection`), and read with the names of all the others. All texts of a step go through
the parser in one stream: a batch of one sentence costs it nearly as much as one of ten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.article import Article
from streams.core.language.parser import Parser
from streams.core.language.tokens import Doc
from streams.core.pipeline import Excerpt, Extraction, Extractor, Paragraph, paragraphs
from streams.core.screening.prefilter import Candidate, Prefilter
from streams.core.screening.promise import Promise
from streams.core.screening.selection import candidates, excerpts, worth_parsing

#: With so many candidates an article is one of ours more often than not, and is not tried first.
_MANY = 3
#: What is less likely than this by its own sentence does not become an event by the rest: a quarter
#: of the probability from which a draft is one.
_HOPE = 0.1


@dataclass(slots=True)
class _Reading:
    """An article on its way through the steps."""

    article: Article
    parts: list[Paragraph]
    chosen: list[Excerpt]
    tried: list[Excerpt] = field(default_factory=list)
    """What is parsed first, to see whether the rest need be."""
    docs: dict[tuple[int, int, int], Doc] = field(default_factory=dict)
    """Parses by paragraph and offset."""
    extraction: Extraction = field(default_factory=Extraction)

    def parsed(self, stretches: Sequence[Excerpt]) -> list[tuple[Excerpt, Doc]]:
        """`stretches`, each with its parse."""
        return [(one, self.docs[_place(one)]) for one in stretches]

    def missing(self, stretches: Sequence[Excerpt]) -> list[Excerpt]:
        """Those of `stretches` that have not been parsed yet."""
        return [one for one in stretches if _place(one) not in self.docs]


class Screening:
    """Extracts the events of articles in one language, by way of a prefilter.

    Without `promise` every article with a sentence that may tell an event is parsed.
    """

    def __init__(
        self,
        extractor: Extractor,
        prefilter: Prefilter,
        nlp: Parser,
        *,
        promise: Promise | None = None,
    ) -> None:
        self._extractor = extractor
        self._prefilter = prefilter
        self._nlp = nlp
        self._promise = promise

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """The events of each of `articles`, in their order."""
        readings = [self._begin(article) for article in articles]
        self._parse((one, stretch) for one in readings for stretch in one.tried)
        promising = [one for one in readings if self._promises(one)]
        self._parse((one, stretch) for one in promising for stretch in one.missing(one.chosen))
        for one in promising:
            one.extraction = self._read(one, one.chosen)
        return [one.extraction for one in readings]

    def _begin(self, article: Article) -> _Reading:
        parts = list(paragraphs(article))
        sentences = self._prefilter.sentences(parts)
        telling = candidates(sentences)
        if not telling or not self._hopeful(parts, sentences):
            return _Reading(article, parts, [])
        reading = _Reading(article, parts, excerpts(parts, worth_parsing(parts, sentences)))
        if len(telling) < _MANY:
            reading.tried = excerpts(parts, telling)
        return reading

    def _hopeful(self, parts: Sequence[Paragraph], sentences: Sequence[Candidate]) -> bool:
        return self._promise is None or self._promise.holds(parts, sentences)

    def _promises(self, one: _Reading) -> bool:
        """Whether there is more to parse of the article, and reason to."""
        if not one.tried:
            return bool(one.chosen)
        one.extraction = self._read(one, one.tried)
        if one.tried == one.chosen:
            return False
        return any(draft.score >= _HOPE for draft in one.extraction.drafts)

    def _read(self, one: _Reading, stretches: Sequence[Excerpt]) -> Extraction:
        return self._extractor.read(one.article, one.parts, one.parsed(stretches))

    def _parse(self, wanted: Iterator[tuple[_Reading, Excerpt]]) -> None:
        pairs = list(wanted)
        docs = self._nlp.pipe(stretch.part.text for _, stretch in pairs)
        for (one, stretch), doc in zip(pairs, docs, strict=True):
            one.docs[_place(stretch)] = doc


def _place(stretch: Excerpt) -> tuple[int, int, int]:
    return stretch.number, stretch.part.offset, len(stretch.part.text)
