"""Selection: which sentences of an article that may tell an event are worth a parse.

Those that may tell one by their own words; those that may tell one of parties that others name;
those behind them that may tell when it begins or ends; and the lead, whose day dates a journey. Of
all others the names are heard. On the corpus a third of the words of articles with events is not
parsed for it, and nothing is scored otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from streams.core.pipeline import Excerpt, Paragraph
from streams.core.screening.prefilter import Candidate

#: How many paragraphs after an event "it lasts until Friday" may stand.
_NEAR = 3


def candidates(sentences: Iterable[Candidate]) -> list[Candidate]:
    """The sentences that may tell an event by their own words."""
    return [one for one in sentences if one.frames]


def worth_parsing(parts: Sequence[Paragraph], sentences: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that are parsed of an article with candidates, in order of the text."""
    lead = next((one for one in sentences if not parts[one.paragraph].headline), None)
    chosen: list[Candidate] = []
    for one in sentences:
        behind = chosen and one.paragraph - chosen[-1].paragraph <= _NEAR
        if one.frames or one.pointing or one is lead or (one.dating and behind):
            chosen.append(one)
    return chosen


def excerpts(parts: Sequence[Paragraph], chosen: Sequence[Candidate]) -> list[Excerpt]:
    """The chosen sentences, neighbours in one stretch, with the text around them."""
    out: list[Excerpt] = []
    number, position = 0, 0
    for begin, end in _stretches(chosen):
        before = []
        while number < begin.paragraph:
            before.append(parts[number].text[position:])
            number, position = number + 1, 0
        before.append(parts[number].text[position : begin.start])
        part = _cut(parts[number], begin.start, end)
        if out and out[-1].number == number:
            part = replace(part, dateline="")
        out.append(Excerpt(part, number, "\n".join(filter(None, before))))
        position = end
    if out:
        rest = [parts[number].text[position:], *(part.text for part in parts[number + 1 :])]
        out[-1] = replace(out[-1], after="\n".join(filter(None, rest)))
    return out


def _stretches(chosen: Iterable[Candidate]) -> Iterable[tuple[Candidate, int]]:
    """The first sentence of each run of neighbours in one paragraph, and where the run ends."""
    first: Candidate | None = None
    end = 0
    for one in chosen:
        if first is not None and (one.paragraph, one.start) != (first.paragraph, end):
            yield first, end
            first = None
        first, end = first or one, one.end
    if first is not None:
        yield first, end


def _cut(part: Paragraph, start: int, end: int) -> Paragraph:
    text = part.text[start:end]
    body = text.strip()
    return replace(part, text=body, offset=part.offset + start + text.index(body))
