"""Alerting: which revision of a story is worth waking somebody for.

A decision looks at one revision and at the rules, and at nothing else: what a story was before
is told by its claims and its history. The same revision gives the same alerts on every replay.
"""

import tomllib
from collections.abc import Iterable, Sequence

from schemas.alert import Alert, AlertEvidence, AlertType
from schemas.base import Record
from schemas.event import Country, Kind, Status
from schemas.story import Change, Claim, Story
from streams.core.headline import headline
from streams.core.identity import alert_id
from streams.core.profile import AHEAD, SETTLED
from streams.core.telling import Cause, retell

#: Sentences that an alert carries: enough to judge it, few enough for a message.
_EVIDENCE = 5


class Rule(Record):
    """What makes a story worth an alert; whatever is empty or None asks for nothing."""

    name: str
    kinds: tuple[Kind, ...] = ()
    military: bool | None = None
    statuses: tuple[Status, ...] = (Status.PLANNED, Status.ONGOING, Status.OCCURRED)
    countries: tuple[Country, ...] = ()
    min_sources: int = 1
    min_confidence: float = 0.0

    def concerns(self, story: Story) -> bool:
        """Whether the rule is about such a story, however it stands."""
        return (
            (not self.kinds or story.kind in self.kinds)
            and (self.military is None or story.military is self.military)
            and (not self.countries or not set(self.countries).isdisjoint(story.countries))
        )

    def covers(self, story: Story) -> bool:
        """Whether the story, as it stands, is worth an alert."""
        return (
            self.concerns(story)
            and story.status in self.statuses
            and story.sources >= self.min_sources
            and story.confidence >= self.min_confidence
        )

    def has_covered(self, story: Story) -> bool:
        """Whether the story was worth an alert before this revision, as far as it tells.

        A story is told anew without its newest claim; a withdrawn one is taken at what it was.
        """
        if not self.concerns(story):
            return False
        if story.withdrawn:
            return any(change.status in self.statuses for change in story.history)
        if len(story.claims) == 1 or story.change is Change.CREATED:
            before = story.model_copy(update={"status": story.previous_status or story.status})
            return story.change is not Change.CREATED and self.covers(before)
        before = retell(
            story.claims[:-1],
            story_id=story.story_id,
            kind=story.kind,
            previous=None,
            cause=Cause(at=story.last_seen),
        )
        stood = {change.status for change in before.history}
        if story.previous_status is not None:
            stood.add(story.previous_status)
        return any(
            self.covers(before.model_copy(update={"status": status})) for status in sorted(stood)
        )


class _Rules(Record):
    rule: tuple[Rule, ...]


def parse_rules(toml: str) -> tuple[Rule, ...]:
    """The rules written in `toml`, in order.

    Raises ValueError (TOML's or the record's) with what is wrong and where.
    """
    return _Rules.model_validate(tomllib.loads(toml)).rule


def decide(story: Story, rules: Sequence[Rule]) -> tuple[Alert, ...]:
    """The alerts that this revision is worth: by the first rule that has one, or ()."""
    for rule in rules:
        found = _judge(story, rule)
        if found is not None:
            type_, change, reason = found
            return (_alert(story, rule=rule, type_=type_, change=change, reason=reason),)
    return ()


def _judge(story: Story, rule: Rule) -> tuple[AlertType, str, str] | None:
    """The type of the alert, what changed (for its id), and the reason in words."""
    known = rule.has_covered(story)
    if story.withdrawn:
        if not known:
            return None
        return AlertType.RETRACTED, str(story.revision), "every article that told it took it back"
    turn = story.history[-1].event_id
    if story.change is Change.CANCELLED:
        told = f"was {story.previous_status}, is now denied"
        return (AlertType.CANCELLED, turn, told) if known else None
    if known and story.previous_status in SETTLED and story.status in AHEAD:
        told = f"that it has {story.previous_status} was taken back; it is {story.status}"
        return AlertType.RETRACTED, turn, told
    if not rule.covers(story):
        return None
    if not known:
        first = story.claims[0]
        change = f"{first.event_id}:{first.article_version}"
        return AlertType.NEW, change, f"{story.status}, told by {_sources(story)}"
    if story.change is Change.ESCALATED:
        return AlertType.ESCALATED, turn, f"was {story.previous_status}, {_now(story.status)}"
    if story.previous_status is Status.DENIED:
        return AlertType.NEW, turn, f"was denied, is {story.status} again"
    # What has happened does not move: sources that differ by a day are no news.
    if story.change is Change.DATE_MOVED and story.status in AHEAD:
        days = f"{story.when.begin}..{story.when.end}"
        before = story.previous_when.begin if story.previous_when else None
        return (
            AlertType.DATE_MOVED,
            days,
            f"was set for {before}, is now set for {story.when.begin}",
        )
    return None


def _sources(story: Story) -> str:
    return "one source" if story.sources == 1 else f"{story.sources} sources"


def _now(status: Status) -> str:
    return "is going on now" if status is Status.ONGOING else f"has now {status}"


def _alert(story: Story, *, rule: Rule, type_: AlertType, change: str, reason: str) -> Alert:
    return Alert(
        alert_id=alert_id(story.story_id, type_=type_.value, change=change),
        rule=rule.name,
        type=type_,
        story_id=story.story_id,
        story_revision=story.revision,
        kind=story.kind,
        status=story.status,
        when=story.when,
        roles=story.roles,
        headline=headline(story),
        reason=reason,
        raised_at=story.claims[-1].published_at if story.claims else story.last_seen,
        evidence=_evidence(reversed(story.claims)),
    )


def _evidence(claims: Iterable[Claim]) -> tuple[AlertEvidence, ...]:
    """The newest sentence of each source."""
    by_source: dict[str, AlertEvidence] = {}
    for claim in claims:
        told = AlertEvidence(
            text=claim.evidence, source=claim.source, url=claim.url, article_id=claim.article_id
        )
        by_source.setdefault(claim.source or claim.article_id, told)
    return tuple(by_source.values())[:_EVIDENCE]
