"""Evaluation: how far the events that were found are those that an annotator wrote down.

An event is *matched* when a predicted one of the same kind shares a party with it, by country or
by name, in whatever role; each is matched once at most, the best pairs first. It is a *record*
when, besides, each role of the annotation has a right filler, and status and date are right.
Predictions of every status count, `possible` and `denied` included.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.corpus import CorpusArticle, CorpusEvent, CountedItem, DateRange, Filler
from schemas.event import Status
from streams.core.identity import normal_name
from streams.core.party import sound
from streams.core.scoring.reliability import Reliability

#: What would be shown as happening: a false alarm of these wakes somebody.
FIRM = frozenset({Status.OCCURRED, Status.ONGOING, Status.PLANNED})


@dataclass(slots=True)
class Share:
    """So many right out of so many."""

    right: int = 0
    total: int = 0

    def count(self, right: bool) -> bool:
        """Counts one case, and says whether it was right."""
        self.right += right
        self.total += 1
        return right

    def to_dict(self) -> dict[str, Any]:
        """The share with its counts; None where there was nothing to count."""
        share = round(self.right / self.total, 4) if self.total else None
        return {"right": self.right, "total": self.total, "share": share}


@dataclass(slots=True)
class Tally:
    """Counts of events: annotated, predicted, matched, and wholly right."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0
    records: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Precision, recall and F1 of events and of records, with the counts."""
        return {
            "gold": self.gold,
            "predicted": self.predicted,
            "matched": self.matched,
            "precision": _ratio(self.matched, self.predicted),
            "recall": _ratio(self.matched, self.gold),
            "f1": _ratio(2 * self.matched, self.gold + self.predicted),
            "records": self.records,
            "record_precision": _ratio(self.records, self.predicted),
            "record_recall": _ratio(self.records, self.gold),
            "record_f1": _ratio(2 * self.records, self.gold + self.predicted),
        }


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One miss, false alarm or wrong field, for whoever mends it."""

    article: str
    lang: str
    what: str
    """`miss`, `false alarm`, or the name of the field that is wrong."""
    gold: CorpusEvent | None
    predicted: CorpusEvent | None
    detail: str


@dataclass(slots=True)
class Report:
    """What was counted over all articles."""

    events: Tally = field(default_factory=Tally)
    by_kind: dict[str, Tally] = field(default_factory=dict)
    by_lang: dict[str, Tally] = field(default_factory=dict)
    roles: dict[str, Share] = field(default_factory=dict)
    spurious_roles: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Share] = field(default_factory=dict)
    confusion: dict[str, Counter[str]] = field(default_factory=dict)
    articles: int = 0
    empty_articles: int = 0
    false_alarms: int = 0
    firm_false_alarms: int = 0
    alarmed_articles: int = 0
    failed: int = 0
    """Articles that gave an error in place of events."""
    findings: list[Finding] = field(default_factory=list)
    reliability: Reliability = field(default_factory=Reliability)

    def to_dict(self) -> dict[str, Any]:
        """All figures, ready for JSON."""
        statuses: Counter[str] = Counter()
        for gold, told in self.confusion.items():
            statuses[gold] += sum(told.values())
        majority = statuses.most_common(1)
        return {
            "articles": self.articles,
            "failed": self.failed,
            "events": self.events.to_dict(),
            "by_kind": {name: self.by_kind[name].to_dict() for name in sorted(self.by_kind)},
            "by_lang": {name: self.by_lang[name].to_dict() for name in sorted(self.by_lang)},
            "roles": {
                name: self.roles.get(name, Share()).to_dict()
                | {"spurious": self.spurious_roles[name]}
                for name in sorted(self.roles.keys() | self.spurious_roles.keys())
            },
            "fields": {name: self.fields[name].to_dict() for name in sorted(self.fields)},
            "status_confusion": {name: dict(told) for name, told in sorted(self.confusion.items())},
            "status_majority": {
                "status": majority[0][0],
                "share": _ratio(majority[0][1], statuses.total()),
            }
            if majority
            else None,
            "reliability": self.reliability.to_dict(),
            "thresholds": self.reliability.thresholds(
                gold=self.events.gold, empty=self.empty_articles
            ),
            "empty_articles": {
                "articles": self.empty_articles,
                "false_alarms": self.false_alarms,
                "per_article": _ratio(self.false_alarms, self.empty_articles),
                "firm_false_alarms": self.firm_false_alarms,
                "firm_per_article": _ratio(self.firm_false_alarms, self.empty_articles),
                "articles_with_alarm": self.alarmed_articles,
            },
        }


def score(pairs: Iterable[tuple[CorpusArticle, Sequence[CorpusEvent] | None]]) -> Report:
    """Scores annotated articles against what was predicted for each; None where it failed."""
    report = Report()
    for article, predicted in pairs:
        report.articles += 1
        report.failed += predicted is None
        _score_article(report, article, predicted or ())
    return report


def _score_article(
    report: Report, article: CorpusArticle, predicted: Sequence[CorpusEvent]
) -> None:
    if not article.events:
        report.empty_articles += 1
        report.false_alarms += len(predicted)
        report.firm_false_alarms += sum(event.status in FIRM for event in predicted)
        report.alarmed_articles += bool(predicted)
    pairs = assign(article.events, predicted)
    found = dict(pairs)
    for gold, event in enumerate(article.events):
        tallies = _tallies(report, event, lang=article.lang)
        for tally in tallies:
            tally.gold += 1
        if gold not in found:
            _note(report, article, "miss", gold=event)
            continue
        whole = _score_fields(report, article, gold=event, predicted=predicted[found[gold]])
        for tally in tallies:
            tally.matched += 1
            tally.records += whole
    taken = set(found.values())
    for guess, event in enumerate(predicted):
        for tally in _tallies(report, event, lang=article.lang):
            tally.predicted += 1
        if event.confidence is not None:
            report.reliability.count(
                event.confidence, right=guess in taken, alarm=not article.events
            )
        if guess not in taken:
            _note(report, article, "false alarm", predicted=event)


def _tallies(report: Report, event: CorpusEvent, *, lang: str) -> tuple[Tally, Tally, Tally]:
    return (
        report.events,
        report.by_kind.setdefault(event.type.value, Tally()),
        report.by_lang.setdefault(lang, Tally()),
    )


def assign(gold: Sequence[CorpusEvent], predicted: Sequence[CorpusEvent]) -> list[tuple[int, int]]:
    """Pairs of indices of annotated and predicted events, each used once, the best first."""
    fits = [
        (_fit(event, guess), -index, -number)
        for index, event in enumerate(gold)
        for number, guess in enumerate(predicted)
        if event.type is guess.type and shares_party(event, guess)
    ]
    pairs: list[tuple[int, int]] = []
    for _, index, number in sorted(fits, reverse=True):
        if all(index != -one and number != -other for one, other in pairs):
            pairs.append((-index, -number))
    return pairs


def shares_party(one: CorpusEvent, other: CorpusEvent) -> bool:
    """Whether some party of the one is a party of the other, in whatever role."""
    ours = [filler for fillers in one.roles.values() for filler in fillers]
    theirs = [filler for fillers in other.roles.values() for filler in fillers]
    return any(same_party(mine, yours) for mine in ours for yours in theirs)


def same_party(one: Filler, other: Filler) -> bool:
    """Whether two fillers stand for one state or carry one name, in whatever spelling."""
    if one.country and other.country:
        return one.country == other.country
    return bool(one.name) and sound(one.name) == sound(other.name)


def _fit(gold: CorpusEvent, guess: CorpusEvent) -> int:
    """How well a guess fits: a point for each field that is right; the words break ties."""
    points = sum(_role_right(gold, guess, role=role) for role in gold.roles)
    points += _date_right(gold, guess) + (gold.status is guess.status)
    points += len(_paired(gold.items, guess.items)) + _words_shared(gold, guess)
    return points


def _words_shared(gold: CorpusEvent, guess: CorpusEvent) -> bool:
    ours, theirs = normal_name(gold.evidence), normal_name(guess.evidence)
    return bool(ours and theirs) and (ours in theirs or theirs in ours)


def _role_right(gold: CorpusEvent, guess: CorpusEvent, *, role: str) -> bool:
    return any(
        same_party(mine, yours) for mine in gold.roles[role] for yours in guess.roles.get(role, ())
    )


def _date_right(gold: CorpusEvent, guess: CorpusEvent) -> bool:
    return _bounds(gold.date) == _bounds(guess.date)


def _bounds(date: DateRange | None) -> tuple[Any, Any]:
    return (date.start, date.end) if date else (None, None)


def _score_fields(
    report: Report, article: CorpusArticle, *, gold: CorpusEvent, predicted: CorpusEvent
) -> bool:
    """Counts the fields of a matched pair; whether kind, roles, status and date are all right."""

    def count(name: str, right: bool, detail: str) -> bool:
        if not right:
            _note(report, article, name, gold=gold, predicted=predicted, detail=detail)
        return report.fields.setdefault(name, Share()).count(right)

    whole = True
    for role, fillers in gold.roles.items():
        if not fillers:
            continue
        right = _role_right(gold, predicted, role=role)
        whole &= report.roles.setdefault(role, Share()).count(right)
        count("role", right, f"{role}: {_names(predicted.roles.get(role))}, not {_names(fillers)}")
        count(
            "role, all fillers",
            _covered(fillers, predicted.roles.get(role, ())),
            f"{role}: {_names(predicted.roles.get(role))}, not {_names(fillers)}",
        )
    for role, fillers in predicted.roles.items():
        if fillers and not gold.roles.get(role):
            report.spurious_roles[role] += 1
    dates = f"{_told(predicted.date)}, not {_told(gold.date)}"
    whole &= count("date", _date_right(gold, predicted), dates)
    report.fields.setdefault(
        "date, where one is told" if gold.date else "date, none", Share()
    ).count(_date_right(gold, predicted))
    report.confusion.setdefault(gold.status.value, Counter())[predicted.status.value] += 1
    whole &= count(
        "status", gold.status is predicted.status, f"{predicted.status}, not {gold.status}"
    )
    _score_things(gold, predicted, count)
    return whole


def _score_things(gold: CorpusEvent, predicted: CorpusEvent, count: Any) -> None:
    pairs = dict(_paired(gold.items, predicted.items))
    for index, item in enumerate(gold.items):
        guess = predicted.items[pairs[index]] if index in pairs else None
        told = f"{guess.name} ({guess.min}..{guess.max})" if guess else "nothing"
        detail = f"{told}, not {item.name} ({item.min}..{item.max})"
        count("item", guess is not None and _same_thing(item, guess), detail)
        if guess is not None:
            count("item, bounds", (item.min, item.max) == (guess.min, guess.max), detail)
    if gold.place:
        place = predicted.place
        right = place is not None and sound(place.name) == sound(gold.place.name)
        count("place", right, f"{place.name if place else 'none'}, not {gold.place.name}")


def _covered(fillers: Sequence[Filler], guesses: Sequence[Filler]) -> bool:
    found = all(any(same_party(mine, yours) for yours in guesses) for mine in fillers)
    return found and all(any(same_party(mine, yours) for mine in fillers) for yours in guesses)


def _paired(gold: Sequence[CountedItem], guesses: Sequence[CountedItem]) -> list[tuple[int, int]]:
    """Pairs of items that are the same thing, or told in overlapping words."""
    fits = sorted(
        (
            (
                (_same_thing(item, guess), (item.min, item.max) == (guess.min, guess.max)),
                -index,
                -number,
            )
            for index, item in enumerate(gold)
            for number, guess in enumerate(guesses)
            if _same_thing(item, guess) or _within(item.text, guess.text)
        ),
        reverse=True,
    )
    pairs: list[tuple[int, int]] = []
    for _, index, number in fits:
        if all(index != -one and number != -other for one, other in pairs):
            pairs.append((-index, -number))
    return pairs


def _same_thing(item: CountedItem, guess: CountedItem) -> bool:
    """Whether two names are one, or one is the other with more said ("F-16", "F-16 fighter")."""
    return _within(item.name, guess.name)


def _within(one: str, other: str) -> bool:
    ours, theirs = set(normal_name(one).split()), set(normal_name(other).split())
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _names(fillers: Sequence[Filler] | None) -> str:
    return ", ".join(filler.name for filler in fillers or ()) or "nobody"


def _told(date: DateRange | None) -> str:
    if date is None:
        return "no date"
    return f"{date.start}" if date.start == date.end else f"{date.start}..{date.end}"


def _note(
    report: Report,
    article: CorpusArticle,
    what: str,
    *,
    gold: CorpusEvent | None = None,
    predicted: CorpusEvent | None = None,
    detail: str = "",
) -> None:
    report.findings.append(Finding(article.id, article.lang, what, gold, predicted, detail))
