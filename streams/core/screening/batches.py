"""Batches: articles extracted many at once, and only those parsed in full that hold promise.

Three steps, each dearer than the one before and for fewer: the prefilter looks words up in all
articles; what it lets pass is parsed and read by the same rules as any; where these find an event,
the whole article is parsed, so that what comes out of it is what comes out without any of this. All
texts of a step go through the parser in one stream: a batch of one sentence costs it nearly as much
as one of ten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.article import Article
from streams.core.language.parser import Parser
from streams.core.language.tokens import Doc
from streams.core.pipeline import Excerpt, Extraction, Extractor, Paragraph, paragraphs
from streams.core.screening.prefilter import Candidate, Prefilter


@dataclass(slots=True)
class _Reading:
    """An article on its way through the steps; `docs` holds a paragraph's parse by its number."""

    article: Article
    parts: list[Paragraph]
    excerpts: list[Excerpt]
    docs: dict[int, Doc] = field(default_factory=dict)
    extraction: Extraction = field(default_factory=Extraction)

    def promises(self, extractor: Extractor, docs: Iterator[Doc]) -> bool:
        """Whether the excerpts tell an event; what is a whole paragraph is parsed for good."""
        parsed = [(excerpt, next(docs)) for excerpt in self.excerpts]
        for excerpt, doc in parsed:
            if excerpt.part is self.parts[excerpt.number]:
                self.docs[excerpt.number] = doc
        return bool(parsed) and extractor.promises(self.article, parsed)

    def unparsed(self) -> list[int]:
        """The numbers of the paragraphs that have not been parsed yet."""
        return [number for number in range(len(self.parts)) if number not in self.docs]


class Screening:
    """Extracts the events of articles in one language, by way of a prefilter."""

    def __init__(self, extractor: Extractor, prefilter: Prefilter, nlp: Parser) -> None:
        self._extractor = extractor
        self._prefilter = prefilter
        self._nlp = nlp

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """The events of each of `articles`, in their order."""
        readings = [self._begin(article) for article in articles]
        docs = self._nlp.pipe(excerpt.part.text for one in readings for excerpt in one.excerpts)
        promising = [one for one in readings if one.promises(self._extractor, docs)]
        wanted = [(one, number) for one in promising for number in one.unparsed()]
        rest = self._nlp.pipe(one.parts[number].text for one, number in wanted)
        for (one, number), doc in zip(wanted, rest, strict=True):
            one.docs[number] = doc
        for one in promising:
            parsed = [one.docs[number] for number in range(len(one.parts))]
            one.extraction = self._extractor.read(one.article, one.parts, parsed)
        return [one.extraction for one in readings]

    def _begin(self, article: Article) -> _Reading:
        parts = list(paragraphs(article))
        candidates: Sequence[Candidate] = self._prefilter.candidates(parts)
        if len({candidate.paragraph for candidate in candidates}) > 1:
            # Most likely it is one of ours: whole paragraphs need not be parsed twice.
            candidates = _widened(parts, candidates)
        return _Reading(article, parts, _excerpts(parts, candidates))


def _widened(parts: Sequence[Paragraph], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The paragraphs that hold the candidates."""
    numbers = dict.fromkeys(candidate.paragraph for candidate in candidates)
    return [Candidate(n, 0, len(parts[n].text), frozenset()) for n in numbers]


def _excerpts(parts: Sequence[Paragraph], candidates: Sequence[Candidate]) -> list[Excerpt]:
    """The candidates, each with what stands between it and the one before it."""
    out = []
    number, position = 0, 0
    for candidate in candidates:
        before = []
        while number < candidate.paragraph:
            before.append(parts[number].text[position:])
            number, position = number + 1, 0
        part = parts[number]
        before.append(part.text[position : candidate.start])
        position = candidate.end
        if candidate.end - candidate.start < len(part.text):
            text = part.text[candidate.start : candidate.end].strip()
            part = Paragraph(text, part.offset + candidate.start, part.headline, part.dateline)
        out.append(Excerpt(part, number, "\n".join(before)))
    return out
