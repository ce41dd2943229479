"""A newswire made of our own corpus: articles in order, of which a given share tells events.

Articles come whole and as they are written: 60 to 420 words, half of the empty ones full of traps
(combat, sanctions, gas, parcels, drills), which makes them dearer to pass over than most news is.
They are drawn in turn, languages mixed, by a seeded generator: the same arguments give the same
stream. Beside the corpus' own empty articles, the traps, stand ordinary ones (`ordinary.toml`):
sport, business, weather, courts and politics at home, as most of a wire is. Each draw is an article
of its own (a new id, a new minute), because whoever has seen a version before does not process it
again.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from schemas.article import Article
from schemas.corpus import CorpusArticle

CORPUS = Path(__file__).resolve().parents[2] / "tests" / "corpus" / "dev"
SHARES = (0.0, 0.05, 0.2, 1.0)
LANGUAGES = ("nl", "en", "fr")
_SEED = 20221220
_ORDINARY = Path(__file__).with_name("ordinary.toml")
_PUBLISHED = datetime(2022, 12, 20, 9, tzinfo=UTC)
#: Ordinary articles of a language, before they come again; sentences and desks of each.
_DRAWN, _SENTENCES, _PARAGRAPH = 60, 14, 2
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class News:
    """The articles of the corpus by what they tell."""

    relevant: tuple[CorpusArticle, ...]
    empty: tuple[CorpusArticle, ...]

    @classmethod
    def of(cls, languages: Sequence[str], *, ordinary: bool = False) -> "News":
        """The development half of the corpus in `languages`; `ordinary`: its traps left out."""
        articles = [
            CorpusArticle.model_validate_json(line)
            for language in languages
            for line in (CORPUS / f"{language}.jsonl").read_text("utf-8").splitlines()
            if line.strip()
        ]
        if ordinary:
            return cls(
                relevant=tuple(a for a in articles if a.events),
                empty=tuple(a for code in languages for a in _ordinary(code)),
            )
        return cls(
            relevant=tuple(a for a in articles if a.events),
            empty=tuple(a for a in articles if not a.events),
        )

    def stream(self, number: int, *, share: float, run: str = "") -> Iterator[Article]:
        """`number` articles, `share` of them relevant, evenly spread."""
        chance = random.Random(_SEED)  # noqa: S311 - the same stream every time
        kinds = [cycle(chance.sample(pile, len(pile))) for pile in (self.empty, self.relevant)]
        due = 0.0
        for index in range(number):
            due += share
            told = due >= 1.0 - 1e-9
            due -= told
            drawn = next(kinds[told]).article()
            yield drawn.model_copy(
                update={
                    "article_id": f"bench-{run}-{index:06}",
                    "published_at": drawn.published_at.replace(
                        minute=index % 60, second=index // 60 % 60
                    ),
                    "url": None,
                }
            )


def words(article: Article) -> int:
    """Words of title and text, as white space cuts them."""
    return len(article.title.split()) + len(article.text.split())


def _ordinary(language: str) -> Iterator[CorpusArticle]:
    """Articles that tell no event and are not written to mislead, the same every time."""
    words_of = tomllib.loads(_ORDINARY.read_text("utf-8"))[language]
    chance = random.Random(_SEED)  # noqa: S311 - the same stream every time
    desks = words_of["desk"]
    for number in range(_DRAWN):
        # A second desk's sentences lengthen what one has to say to the length of the others.
        first, second = desks[number % len(desks)], desks[(number + 2) % len(desks)]
        told = [
            *chance.sample(first["sentences"], len(first["sentences"])),
            *chance.sample(second["sentences"], len(second["sentences"])),
        ][:_SENTENCES]
        filled = [_SLOT.sub(lambda m: chance.choice(words_of[m[1]]), one) for one in told]
        lines = [" ".join(filled[at : at + _PARAGRAPH]) for at in range(0, len(filled), _PARAGRAPH)]
        yield CorpusArticle.model_validate(
            {
                "id": f"{language}-ordinary-{number:03}",
                "lang": language,
                "published": _PUBLISHED,
                "title": filled[0].rstrip("."),
                "text": "\n\n".join(lines),
                "events": [],
            }
        )
