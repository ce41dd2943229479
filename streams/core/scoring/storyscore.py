"""Story score: articles of known occasions clustered and alerted on, and how well that went.

On two levels. From annotated claims: the clustering alone. From text: what a reader gets, where a
claim that was not found cannot be put anywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from schemas.alert import Alert, AlertType
from schemas.corpus import CorpusEvent, DateRange, Filler, StoryArticle, StoryEvent, to_corpus
from schemas.event import EVENT_ADAPTER, Actor, ActorType, Event, Item, Place, Quantity
from schemas.story import Story
from schemas.when import Basis, Granularity, When
from streams.core.fingerprint import fingerprint
from streams.core.identity import event_id
from streams.core.scoring.bcubed import BCubed, bcubed
from streams.core.scoring.evaluation import assign

Told = tuple[StoryArticle, Sequence[Event]]
"""An article with the claims that were read in it."""


@dataclass(slots=True)
class StoryReport:
    """What was counted over a corpus of stories."""

    clusters: BCubed
    """Over all claims: annotated, missed and made up."""
    of_found: BCubed
    """Over the annotated claims that were found: the clustering alone."""
    occasions: int = 0
    alerted: int = 0
    """Occasions that somebody was told of as new."""
    new_alerts: int = 0
    """Alerts that told of an alerted occasion as new."""
    false_alerts: int = 0
    """Alerts that told of no occasion as new."""
    alerts: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """All figures, ready for JSON."""
        return {
            "bcubed": self.clusters.to_dict(),
            "bcubed_of_found": self.of_found.to_dict(),
            "occasions": self.occasions,
            "alerted_occasions": self.alerted,
            "new_alerts": self.new_alerts,
            "alerts_per_occasion": round(self.new_alerts / self.alerted, 4)
            if self.alerted
            else None,
            "false_alerts": self.false_alerts,
            "alerts": dict(sorted(self.alerts.items())),
        }


def score_stories(
    told: Iterable[Told], *, stories: Sequence[Story], alerts: Sequence[Alert]
) -> StoryReport:
    """Scores the standing `stories`, and the `alerts` raised on the way, against the occasions."""
    gold: dict[Hashable, str] = {}
    predicted: dict[Hashable, str] = {}
    occasion_of: dict[str, str] = {}
    home = {claim.event_id: story.story_id for story in stories for claim in story.claims}
    for article, events in told:
        pairs = dict(assign(article.events, [_guess(event) for event in events]))
        for index, event in enumerate(article.events):
            gold[article.id, index] = event.occasion
            if index in pairs:
                occasion_of[events[pairs[index]].event_id] = event.occasion
        names = {guess: (article.id, index) for index, guess in pairs.items()}
        for number, found in enumerate(events):
            mention = names.get(number, (article.id, found.event_id))
            predicted[mention] = home.get(found.event_id, found.event_id)
    both = gold.keys() & predicted.keys()
    report = StoryReport(
        clusters=bcubed(gold, predicted),
        of_found=bcubed({m: gold[m] for m in both}, {m: predicted[m] for m in both}),
        occasions=len(set(gold.values())),
        findings=_findings(gold, predicted),
    )
    _count_alerts(report, stories=stories, alerts=alerts, occasion_of=occasion_of)
    return report


def _count_alerts(
    report: StoryReport,
    *,
    stories: Sequence[Story],
    alerts: Sequence[Alert],
    occasion_of: dict[str, str],
) -> None:
    about: dict[str, str | None] = {}
    for story in stories:
        votes = Counter(
            occasion_of[claim.event_id] for claim in story.claims if claim.event_id in occasion_of
        )
        name = votes.most_common(1)[0][0] if votes else None
        for part in (story.story_id, *story.merged_from):
            about[part] = name
    new: Counter[str] = Counter()
    for alert in alerts:
        if alert.silenced is not None:
            continue
        report.alerts[alert.type.value] += 1
        if alert.type is AlertType.NEW:
            occasion = about.get(alert.story_id)
            if occasion is None:
                report.false_alerts += 1
            else:
                new[occasion] += 1
    report.alerted, report.new_alerts = len(new), new.total()


def _findings(gold: dict[Hashable, str], predicted: dict[Hashable, str]) -> list[str]:
    """Each occasion in more than one story, and each story of more than one occasion."""
    stories: defaultdict[str, list[Hashable]] = defaultdict(list)
    occasions: defaultdict[str, set[str]] = defaultdict(set)
    for mention, name in gold.items():
        if mention in predicted:
            stories[predicted[mention]].append(mention)
            occasions[name].add(predicted[mention])
    told = []
    for name, parts in sorted(occasions.items()):
        if len(parts) > 1:
            split = [[m[0] for m in stories[p] if gold[m] == name] for p in sorted(parts)]  # type: ignore[index]
            told.append(f"{name} is in {len(parts)} stories: {split}")
    for mentions in stories.values():
        names = sorted({gold[mention] for mention in mentions})
        if len(names) > 1:
            told.append(f"one story of {', '.join(names)}")
    told += [f"missed: {m} of {name}" for m, name in gold.items() if m not in predicted]
    told += [f"made up: {m}" for m in predicted if m not in gold]
    return told


def _guess(event: Event) -> CorpusEvent:
    return CorpusEvent.model_validate(to_corpus(event))


def annotated(article: StoryArticle, *, state_name: Callable[[str], str]) -> tuple[Event, ...]:
    """The annotated claims of an article as the extractor would give them.

    `state_name` gives the canonical name of an alpha-3 code: a filler that bears another name is a
    person of that state.
    """
    sketch = fingerprint(f"{article.title}\n{article.text}")
    return tuple(
        _event(article, event, number, state_name=state_name, sketch=sketch)
        for number, event in enumerate(article.events)
    )


def _event(
    article: StoryArticle,
    event: StoryEvent,
    number: int,
    *,
    state_name: Callable[[str], str],
    sketch: str | None,
) -> Event:
    roles = {
        role: tuple(_actor(filler, state_name=state_name) for filler in fillers)
        for role, fillers in event.roles.items()
    }
    when = _when(article, event.date)
    place = Place(**event.place.model_dump()) if event.place else None
    items = tuple(
        Item(text=item.text, name=item.name, quantity=Quantity(minimum=item.min, maximum=item.max))
        for item in event.items
    )
    identity = event_id(
        article.id,
        kind=event.type,
        roles=roles,
        when=when,
        place=place,
        items=items,
        ordinal=number,
    )
    return EVENT_ADAPTER.validate_python(
        {
            "kind": event.type,
            **roles,
            "event_id": identity,
            "article_id": article.id,
            "article_version": 1,
            "published_at": article.published,
            "language": article.lang,
            "source": article.source,
            "status": event.status,
            "when": when,
            "place": place,
            "items": items,
            "military": event.military,
            "evidence": [
                {
                    "field": "title",
                    "start": 0,
                    "end": len(article.title),
                    "text": article.title,
                    "trigger": "",
                    "rule": "annotated",
                }
            ],
            "extractor": "annotated",
            "fingerprint": sketch,
        }
    )


def _actor(filler: Filler, *, state_name: Callable[[str], str]) -> Actor:
    if filler.country is None:
        kind = ActorType.OTHER
    elif filler.name == state_name(filler.country):
        kind = ActorType.STATE
    else:
        kind = ActorType.PERSON
    return Actor(text=filler.text, name=filler.name, country=filler.country, type=kind)


def _when(article: StoryArticle, told: DateRange | None) -> When:
    if told is None:
        day = article.published.date()
        return When(
            begin=day,
            end=day + timedelta(1),
            granularity=Granularity.DAY,
            basis=Basis.PUBLICATION,
        )
    end = told.end + timedelta(1) if told.end else None
    days = (end - told.start).days if end and told.start else None
    unit = {1: Granularity.DAY, 7: Granularity.WEEK}.get(days or 0, Granularity.INTERVAL)
    if days is not None and 28 <= days <= 31 and told.start and told.start.day == 1:
        unit = Granularity.MONTH
    return When(begin=told.start, end=end, granularity=unit, basis=Basis.TEXT)
