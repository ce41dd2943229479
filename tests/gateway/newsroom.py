"""A newsroom's year: the demonstration's articles and those of the development corpus, read by
the real pipeline, all of them as if published in the twelve months up to one morning.

    python -m tests.gateway.newsroom [--port 8066]
"""

import argparse
import asyncio
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from schemas.alert import Alert, AlertType
from schemas.article import Article, ArticleStatus
from schemas.corpus import CorpusArticle
from schemas.event import Event, Kind, Status
from schemas.story import Change, Story
from streams.cli.demo.articles import bundled
from streams.core.stories.clusterer import Clusterer
from streams.core.stories.headline import headline
from streams.gateway.intake import Intake
from streams.gateway.replies import StageLag
from streams.gateway.server import Gateway
from streams.runtime.engine import Engine
from streams.runtime.settings import Settings
from tests.gateway.world import alert_message, story_message

#: The moment at which the pictures are taken.
NOW = datetime(2024, 5, 18, 8, 40, tzinfo=UTC)
CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "dev"
_YEAR = re.compile(r"\b(19|20)\d\d\b")
SOURCES = (
    "Northwire",
    "Kustbericht",
    "Meridian Dispatch",
    "Baltic Desk",
    "De Haven",
    "Harbour Times",
)


@cache
def stories() -> tuple[tuple[Story, ...], tuple[Alert, ...]]:
    """Every revision in the order of its news, and the alerts that it was worth."""
    clusterers = {kind: Clusterer.empty() for kind in Kind}
    revisions: list[Story] = []
    alerts: list[Alert] = []
    for event in sorted(_events(), key=lambda one: (one.published_at, one.event_id)):
        for story in clusterers[event.kind].add(event):
            revisions.append(story)
            if (raised := _alert(story)) is not None:
                alerts.append(raised)
    return tuple(revisions), tuple(alerts)


def fill(intake: Intake) -> None:
    """Put all of it in, as if the topics had brought it."""
    revisions, alerts = stories()
    for offset, story in enumerate(revisions):
        intake.put(story_message(story, offset))
    for offset, raised in enumerate(alerts):
        intake.put(alert_message(raised, offset))
    intake.lag = tuple(StageLag(stage=stage, messages=0) for stage in ("extract", "cluster"))
    intake.ready = True


def _events() -> Iterator[Event]:
    engine = Engine(("en", "nl", "fr"))
    for number, article in enumerate(_corpus()):
        for event in engine.extract(_in_its_year(article)):
            # What names a year would stand beside another one.
            told = event.evidence[0].text + (event.when.text or "")
            if not _YEAR.search(told):
                yield _sent(event, source=SOURCES[number % len(SOURCES)])
    for article in _bundled():
        yield from engine.extract(article)


def _corpus() -> Iterable[Article]:
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield CorpusArticle.model_validate_json(line).article()


def _bundled() -> Iterator[Article]:
    for day in bundled():
        for record in day:
            try:
                article = Article.model_validate_json(record.value or b"")
            except ValidationError:
                continue  # the line that was cut off in transmission
            if article.status is ArticleStatus.USABLE:
                yield article


def _in_its_year(article: Article) -> Article:
    """The same day in the year up to now, so that months and days in the text stay right."""
    published = article.published_at
    day = min(published.day, 28)
    moved = published.replace(year=NOW.year, day=day)
    if moved > NOW:
        moved = moved.replace(year=NOW.year - 1)
    return article.model_copy(update={"published_at": moved})


def _sent(event: Event, *, source: str) -> Event:
    """The event by a source, at an hour of its day that its id gives."""
    hour, minute = int(event.event_id[:4], 16) % 14 + 5, int(event.event_id[4:6], 16) % 60
    return event.model_copy(
        update={
            "published_at": min(event.published_at.replace(hour=hour, minute=minute), NOW),
            "source": source,
            "url": f"https://example.org/{event.article_id}",
        }
    )


def _alert(story: Story) -> Alert | None:
    types = {
        Change.CREATED: AlertType.NEW,
        Change.ESCALATED: AlertType.ESCALATED,
        Change.DATE_MOVED: AlertType.DATE_MOVED,
        Change.CANCELLED: AlertType.CANCELLED,
    }
    type_ = types.get(story.change)
    weighty = story.kind in {Kind.DELIVERY, Kind.DEPLOYMENT, Kind.JOINT_UNIT}
    if type_ is None or (type_ is AlertType.NEW and not weighty):
        return None
    sources = "one source" if story.sources == 1 else f"{story.sources} sources"
    told = f"{story.status}, told by {sources}"
    if story.previous_status is not None and type_ is not AlertType.NEW:
        happened = "has now occurred" if story.status is Status.OCCURRED else f"is {story.status}"
        told = f"was {story.previous_status}, {happened}"
    return Alert(
        alert_id=f"{story.story_id}-{story.revision}",
        rule="newsroom",
        type=type_,
        story_id=story.story_id,
        story_revision=story.revision,
        kind=story.kind,
        status=story.status,
        when=story.when,
        roles=story.roles,
        place=story.place,
        items=story.items,
        sources=story.sources,
        headline=headline(story),
        reason=told,
        raised_at=story.claims[-1].published_at,
    )


async def serve(*, port: int) -> None:
    """Serve it until cancelled."""
    gateway = Gateway(Settings(gateway_port=port))
    await asyncio.to_thread(fill, gateway.api.intake)
    await gateway.start()
    print(f"http://127.0.0.1:{gateway.port}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8066)
    asyncio.run(serve(port=parser.parse_args().port))
