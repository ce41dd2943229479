"""Pipeline: an article in, its events out. Pure: the parser is handed in, no clock, no files."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from schemas.article import Article
from schemas.event import Event, Kind
from streams.core.actors.reader import ActorReader
from streams.core.events import caption, conjuncts, judgement
from streams.core.events.agenda import share_days
from streams.core.events.builder import Builder, Refusal
from streams.core.events.completion import complete
from streams.core.events.continuation import date_from
from streams.core.events.draft import Draft
from streams.core.events.itinerary import stops
from streams.core.events.occasions import merge, split
from streams.core.events.plausibility import Plausibility, Setting, features
from streams.core.events.records import Recorder
from streams.core.events.spanning import last
from streams.core.language.gazetteer import Match
from streams.core.language.items import Count, ItemReader
from streams.core.language.pack import LanguagePack
from streams.core.language.parser import Parser
from streams.core.language.tokens import Doc
from streams.core.language.world import Entry, World
from streams.core.sentence import (
    chunking,
    clause,
    coordination,
    gapping,
    measures,
    triggers,
)
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.tense import ClauseCues, DocDirection
from streams.core.times import TimeExpression, TimeTagger, mentioned

__all__ = [
    "Excerpt",
    "Extraction",
    "Extractor",
    "Paragraph",
    "SentenceNote",
    "paragraphs",
    "whole",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of title or text that is parsed alone, with its offset in that field."""

    text: str
    offset: int
    headline: bool
    dateline: str = ""


@dataclass(frozen=True, slots=True)
class SentenceNote:
    """What the engine made of a sentence: why its triggers gave events or none."""

    field: str
    start: int
    end: int
    text: str
    notes: tuple[str, ...]


@dataclass(slots=True)
class Extraction:
    """The events of an article and, for explanation, the notes on its sentences."""

    events: tuple[Event, ...] = ()
    notes: list[SentenceNote] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    """All that was weighed, events and what was found too unlikely."""


#: "MINSK, Oct 17 (Agency) - ": where and when it was written, not what it is about.
_DATELINE = re.compile(
    r"(?:"
    r"[A-ZÀ-Þ][A-ZÀ-Þ.'’ /-]{2,40}(?:,\s[\wÀ-ÿ. ]{2,30}?)?\s?(?:\([^)\n]{2,40}\))?\s?(?:--|[-–—])"
    r"|[A-ZÀ-Þ][\wÀ-ÿ '’/-]{1,40}(?:, [A-Z][a-z]{2,8}\.? \d{1,2})"
    r"\s?(?:\([^)\n]{2,40}\))?\s?(?:--|[-–—:])"
    r"|[A-ZÀ-Þ][\wÀ-ÿ ,.'’/-]{1,40}\([^)\n]{2,40}\)\s?(?:--|[-–—:])"
    r")\s(?=\S)"
)


def paragraphs(article: Article) -> Iterator[Paragraph]:
    """The title and the paragraphs of the text, blank ones left out."""
    if article.title.strip():
        yield Paragraph(article.title, 0, True)
    position = 0
    for line in article.text.splitlines(keepends=True):
        body = line.strip()
        dateline = _DATELINE.match(body)
        if dateline is not None:
            body = body[dateline.end() :]
        if body:
            origin = dateline.group() if dateline is not None else ""
            yield Paragraph(body, position + line.index(body), False, origin)
        position += len(line)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a paragraph that is parsed, and the text around it that is not.

    What is not parsed counts by the names in it alone.
    """

    part: Paragraph
    """The stretch as a paragraph of its own."""
    number: int
    """That of the paragraph it stands in."""
    before: str = ""
    """What stands between the stretch before it, or the beginning, and itself."""
    after: str = ""
    """The rest of the article, where no other stretch follows."""


def whole(parts: Sequence[Paragraph]) -> list[Excerpt]:
    """The paragraphs of an article of which nothing is left out."""
    return [Excerpt(part, number) for number, part in enumerate(parts)]


class Extractor:
    """Extracts the events of articles in one language; of those, none below confidence `least`."""

    def __init__(
        self,
        *,
        nlp: Parser,
        pack: LanguagePack,
        world: World,
        tagger: TimeTagger,
        tense: ClauseCues,
        version: str,
        plausibility: Plausibility | None = None,
        least: float = 0.0,
    ) -> None:
        self._nlp = nlp
        self._pack = pack
        self._world = world
        self._tagger = tagger
        self._tense = tense
        self._items = ItemReader(pack)
        self._builder = Builder(pack, world)
        self._recorder = Recorder(world, version)
        self._plausibility = plausibility
        self._least = least

    def extract(self, article: Article, *, explain: bool = False) -> Extraction:
        """The events that `article` tells, in order of first mention."""
        parts = list(paragraphs(article))
        docs = self._nlp.pipe(part.text for part in parts)
        return self.read(article, parts, zip(whole(parts), docs, strict=True), explain=explain)

    def read(
        self,
        article: Article,
        parts: Sequence[Paragraph],
        parsed: Iterable[tuple[Excerpt, Doc]],
        *,
        explain: bool = False,
    ) -> Extraction:
        """As `extract`, of what has been parsed of the article's paragraphs, in order of text."""
        published = article.published_at.date()
        reader = ActorReader(
            self._pack, self._world, published=published, told=[part.text for part in parts]
        )
        drafts: list[Draft] = []
        weak: list[Draft] = []
        out = Extraction()
        scenes: list[Scene] = []
        named: list[TimeExpression] = []
        for excerpt, doc in parsed:
            for scene in self._scenes(excerpt, parts, doc, reader, published, named=named):
                scenes.append(scene)
                kept, refused = self._drafts(scene)
                drafts += kept
                weak += [r.draft for r in refused if r.draft is not None]
                if explain:
                    out.notes.append(_note(scene, kept, refused))
        told = complete(drafts, weak, salience=reader.discourse.salience())
        date_from(scenes, told, self._pack)
        merged = [d for d in merge(told) if not _one_sided(d)]
        for draft in merged:
            last(draft, published)
        share_days(merged, scenes, published)
        out.drafts = self._weighed(split(merged), parts, reader)
        out.events = self._recorder.events(article, [d for d in out.drafts if self._likely(d)])
        return out

    def _weighed(
        self, drafts: Sequence[Draft], parts: Sequence[Paragraph], reader: ActorReader
    ) -> list[Draft]:
        """The drafts, each with its probability for a score."""
        words = self._pack.military["words"]
        speaking = sum(judgement.speaks_of(part.text.lower(), words) for part in parts)
        setting = Setting(
            paragraphs=len(parts),
            military=speaking / max(1, len(parts)),
            states=len({s.country for s in reader.discourse.states}),
            drafts=len(drafts),
        )
        texts = [part.text.lower() for part in parts]
        diplomatic = all(draft.kind in judgement.DIPLOMATIC for draft in drafts)
        drafts = [
            draft
            for draft in drafts
            if not diplomatic or not judgement.is_civil(draft, texts, setting.military, self._pack)
        ]
        for draft in drafts:
            draft.civil = judgement.is_politics(
                draft, paragraphs=setting.paragraphs, military=setting.military
            )
            draft.features = tuple(features(draft, setting))
        if self._plausibility is not None:
            for draft in drafts:
                draft.score = self._plausibility.of(draft)
        return list(drafts)

    def _likely(self, draft: Draft) -> bool:
        """Whether the draft is an event, and as sure as is asked for."""
        if draft.score < self._least or draft.civil:
            return False
        return self._plausibility is None or self._plausibility.accepts(draft)

    def _scenes(
        self,
        excerpt: Excerpt,
        parts: Sequence[Paragraph],
        doc: Doc,
        reader: ActorReader,
        published: date,
        *,
        named: list[TimeExpression],
    ) -> Iterator[Scene]:
        """The sentences of an excerpt; `named` are the times before it, to which its own come."""
        part = excerpt.part
        reader.hear(excerpt.before)
        expressions = self._tagger.find(
            part.text,
            published=published,
            direction=DocDirection(doc, self._tense),
            told=mentioned(named),
        )
        matches = list(self._world.gazetteer.find(part.text))
        if part.dateline:
            reader.locate(part.dateline)
        expressions = tuple(e for e in expressions if not _in_model(e.start, e.end, matches))
        if not part.headline:
            named += expressions
        temporal = [(e.start, e.end) for e in expressions if e.type in {"DATE", "TIME"}]
        for sentence in doc.sents:
            reader.begin_sentence()
            begin, end = sentence.start_char, sentence.end_char
            names = [m for m in matches if m.start < end and begin < m.end]
            times = [(first, last) for first, last in temporal if first < end and begin < last]
            found = chunking.cut(sentence, self._pack, names, times)
            topic = reader.discourse.things[-1:]
            for phrase in found:
                self._read(phrase, names, reader)
                if phrase.thing is not None and phrase.thing.strong and not phrase.thing.personnel:
                    reader.discourse.things.append(phrase.thing)
            topic = topic or reader.discourse.things[:1]
            measures.take_places(found)
            for phrase in found:
                reader.revise(phrase)
            owners = {id(p.owner) for p in found if p.owner is not None}
            top = [p for p in found if id(p) not in owners]
            for left, right in pairwise(top):
                reader.adopt(left, right)
            elided = gapping.find(sentence, found, expressions, self._pack)
            theirs = {id(p) for conjunct in elided for p in conjunct.phrases}
            found = [p for p in found if id(p) not in theirs]
            coordination.coordinate(found, self._pack)
            coordination.spread(found)
            reader.headcount.read(found)
            yield Scene(
                sentence=sentence,
                phrases=found,
                expressions=gapping.own_times(sentence, expressions, elided),
                occurrences=triggers.find(sentence, self._pack, found),
                headline=part.headline,
                paragraph=excerpt.number,
                offset=part.offset,
                published=published,
                ground=tuple(reader.discourse.places[-3:]),
                pair=tuple(reader.discourse.last_states(2)),
                topic=topic[0] if topic else None,
                conjuncts=tuple(elided),
                context=parts[excerpt.number].text.lower(),
            )
        reader.hear(excerpt.after)

    def _read(self, phrase: Phrase, matches: Sequence[Match[Entry]], reader: ActorReader) -> None:
        begin, end = phrase.char_start, phrase.char_end
        found = [m for m in matches if m.start < end and begin < m.end]
        phrase.matches = tuple(m for m in found if not _doubtful(m, found, phrase))
        if not phrase.temporal:
            told = [m for m in phrase.matches if self._counts(m, phrase)]
            phrase.thing = self._items.read(phrase.text, begin, end, _relative(told, begin))
            if phrase.thing is None:
                number = self._items.count(self._items.whole(phrase.span))
                phrase.number = number if number != Count() else None
        reader.read(phrase)
        if phrase.thing is None and phrase.head.lower_ in self._pack.collectives:
            phrase.thing = self._items.forces(phrase.text, begin, end, phrase.head.lower_)
        if phrase.thing is None and phrase.number is not None:
            phrase.thing = self._items.men(
                phrase.text, begin, end, noun=phrase.head.lower_, count=phrase.number
            )

    def _counts(self, match: Match[Entry], phrase: Phrase) -> bool:
        """Whether a match may be an item: what is counted is, whatever the tagger takes it for."""
        before = phrase.doc.text[phrase.char_start : match.start]
        count = self._items.count(before)
        several = (count.minimum or count.maximum or 0) > 1
        return several or not _describes(match, phrase)

    def _drafts(self, scene: Scene) -> tuple[list[Draft], list[Refusal]]:
        kept: dict[int, Draft] = {}
        refused: list[Refusal] = []
        for occurrence, draft in self._builder.build_all(scene):
            if isinstance(draft, Refusal):
                refused.append(draft)
                continue
            rival = kept.get(occurrence.token.i)
            if rival is None or draft.score > rival.score:
                kept[occurrence.token.i] = draft
        for child in [i for i, draft in kept.items() if draft.frame == "agreement.sign"]:
            # "A treaty | that Canberra and Ottawa concluded": the clause tells whose it is.
            verb = scene.sentence.doc[child]
            if clause.is_relative(verb) and clause.has_subject(verb):
                kept.pop(verb.head.i, None)
        further = [stop for draft in kept.values() for stop in stops(draft, scene, self._pack)]
        further += [d for at, draft in kept.items() for d in conjuncts.further(draft, at, scene)]
        shown = caption.read(scene) if not kept else None
        return [*kept.values(), *further, *([shown] if shown is not None else [])], refused


def _one_sided(draft: Draft) -> bool:
    """A delivery of which the article tells but one party is hearsay, or procurement."""
    return draft.kind is Kind.DELIVERY and not (
        draft.roles.get("supplier") and draft.roles.get("recipient")
    )


def _doubtful(match: Match[Entry], found: Sequence[Match[Entry]], phrase: Phrase) -> bool:
    """ "Boxer", "Tor": names that are words too need an item or a number beside them."""
    if not all(e.type == "weapon" and e.get("short") for e in match.entries):
        return False
    numbered = any(t.like_num for t in phrase.span)
    return not numbered and not any(
        m is not match and any(e.type in {"item", "weapon"} for e in m.entries) for m in found
    )


def _describes(match: Match[Entry], phrase: Phrase) -> bool:
    """ "Une base militaire": whether a word for soldiers only describes the noun beside it."""
    if not all(e.type == "item" and e.get("personnel") for e in match.entries):
        return False
    words = [t for t in phrase.span if match.start <= t.idx < match.end]
    beside = any(abs(t.i - phrase.head.i) == 1 for t in words)
    behind = phrase.head_first and all(t.i > phrase.head.i for t in words)
    adjective = behind or all(t.pos_ == "ADJ" for t in words)
    return beside and phrase.head.pos_ == "NOUN" and adjective


def _in_model(start: int, end: int, matches: Sequence[Match[Entry]]) -> bool:
    """Whether a time lies in the name of a weapon: "Mirage 2000"."""
    return any(
        m.start < end and start < m.end and any(e.type == "weapon" for e in m.entries)
        for m in matches
    )


def _relative(matches: Iterable[Match[Entry]], begin: int) -> list[Match[Entry]]:
    return [replace(m, start=max(0, m.start - begin), end=m.end - begin) for m in matches]


def _note(scene: Scene, kept: Sequence[Draft], refused: Sequence[Refusal]) -> SentenceNote:
    notes = [f"{d.kind.value} ({d.rule}, {d.score})" for d in kept]
    notes += [f"{r.occurrence.trigger.id}: {r.reason}" for r in refused]
    if not notes:
        notes = ["no trigger"]
    return SentenceNote(
        "title" if scene.headline else "text",
        scene.offset + scene.sentence.start_char,
        scene.offset + scene.sentence.end_char,
        scene.sentence.text,
        tuple(notes),
    )
