"""Scene: a sentence with all that was read in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from streams.core.language.items import Thing
from streams.core.language.tokens import Span
from streams.core.sentence.gapping import Conjunct
from streams.core.sentence.phrases import Phrase, Referent
from streams.core.sentence.triggers import Occurrence
from streams.core.times import TimeExpression


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its phrases, times and triggers, and what the article named before it.

    `offset` is where the paragraph begins in its field of the article; all other offsets are the
    paragraph's.
    """

    sentence: Span
    phrases: Sequence[Phrase]
    expressions: Sequence[TimeExpression]
    occurrences: Sequence[Occurrence]
    headline: bool
    paragraph: int
    offset: int
    published: date
    ground: tuple[Referent, ...] = ()
    """The places that were named last, the latest last."""
    pair: tuple[Referent, ...] = ()
    """The two states that were named last before the sentence or in it."""
    topic: Thing | None = None
    """The equipment that was named last before the sentence, else first in it."""
    conjuncts: tuple[Conjunct, ...] = ()
    """The conjuncts that leave out their verb; their phrases are none of `phrases`."""
    context: str = ""
    """The whole paragraph in lower case."""

    @property
    def times(self) -> Sequence[TimeExpression]:
        """The times that begin in the sentence, of all those in the paragraph."""
        begin, end = self.sentence.start_char, self.sentence.end_char
        return [e for e in self.expressions if begin <= e.start < end]
