"""Alerting: which revision of a story is worth waking somebody for.

A decision looks at one revision, at the rules and at what has been told of the story, and at
nothing else. A revision that was decided on gives nothing on a replay: what it gave is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schemas.alert import Alert, AlertChange, AlertEvidence, AlertType, DigestLine, Silence
from schemas.event import Status
from schemas.rules import Rule, Rulebook
from schemas.story import Claim, Story
from schemas.when import When
from streams.core.identity import alert_id, digest
from streams.core.stories.headline import headline
from streams.core.stories.profile import AHEAD, SETTLED, is_dated, overlap
from streams.core.stories.rules import concerns, covers
from streams.core.stories.sources import independent
from streams.core.stories.told import Standing, Told, hour_of

#: Sentences that an alert carries: enough to judge it, few enough for a message.
_EVIDENCE = 5
#: What is told at once, however short ago something else was.
_URGENT = frozenset({AlertType.NEW, AlertType.ESCALATED, AlertType.RETRACTED})


@dataclass(frozen=True, slots=True)
class _Verdict:
    """An alert in the making: its type, what it is identified by, and the reason in words."""

    type: AlertType
    change: str
    reason: str
    stands: bool = True


def decide(story: Story, *, book: Rulebook, told: Told, now: datetime) -> tuple[Alert, ...]:
    """The alerts that this revision is worth at `now`, when it was published; () for most.

    The first rule that is about the story decides. A digest comes before what it stands for.
    """
    known = told.of(story, now=now)
    if known.revision >= story.revision:
        return ()
    if story.merged_into is not None:
        return _closed(story, known)
    for rule in _rules(story, book=book, known=known):
        verdict = _judge(story, rule, book=book, known=known)
        if verdict is not None:
            return _spoken(story, rule, verdict, known=known, told=told, now=now)
    return _reverted(story, known)


def _rules(story: Story, *, book: Rulebook, known: Standing) -> Iterable[Rule]:
    """The rules to ask: of a story that was told, the one that told it, as long as there is one."""
    about = [rule for rule in book.rule if concerns(rule, story, book=book)]
    if known.anchor is None or not known.anchor.stands:
        return about
    return [rule for rule in about if rule.name == known.anchor.rule] or about


def _judge(story: Story, rule: Rule, *, book: Rulebook, known: Standing) -> _Verdict | None:
    anchor = known.anchor
    if anchor is None or not anchor.stands:
        if story.withdrawn or not covers(rule, story, book=book):
            return None
        return _new(story, known)
    if story.withdrawn:
        reason = "every article that told it took it back"
        return _Verdict(AlertType.RETRACTED, str(story.revision), reason, stands=False)
    turn = f"{story.history[-1].event_id}:{story.status}"
    if story.status is Status.DENIED and anchor.status is not Status.DENIED:
        reason = f"was {anchor.status}, is now denied"
        stands = Status.DENIED in rule.statuses
        return _Verdict(AlertType.CANCELLED, turn, reason, stands=stands)
    if anchor.status in SETTLED and story.status in AHEAD:
        reason = f"that it has {anchor.status} was taken back; it is {story.status}"
        stands = story.status in rule.statuses
        return _Verdict(AlertType.RETRACTED, turn, reason, stands=stands)
    weak = _weakened(story, rule, anchor)
    if weak is not None:
        return _Verdict(AlertType.RETRACTED, str(story.revision), weak, stands=False)
    if not covers(rule, story, book=book):
        return None
    if anchor.status is Status.DENIED and story.status is not Status.DENIED:
        return _Verdict(AlertType.NEW, turn, f"was denied, is {story.status} again")
    if anchor.status not in SETTLED and story.status in SETTLED:
        now = "is going on now" if story.status is Status.ONGOING else f"has now {story.status}"
        return _Verdict(AlertType.ESCALATED, turn, f"was {anchor.status}, {now}")
    # What has happened does not move: sources that differ by a day are no news.
    if story.status in AHEAD and _moved(anchor.when, story.when):
        reason = f"was set for {anchor.when.begin}, is now set for {story.when.begin}"
        return _Verdict(AlertType.DATE_MOVED, f"{story.when.begin}..{story.when.end}", reason)
    return None


def _new(story: Story, known: Standing) -> _Verdict:
    first = story.claims[0]
    change = f"{first.event_id}:{first.article_version}"
    if known.anchor is None:
        return _Verdict(AlertType.NEW, change, f"{story.status}, told by {_sources(story)}")
    change = f"{change}:{story.revision}"
    was = "denied" if known.anchor.type is AlertType.CANCELLED else "taken back"
    return _Verdict(AlertType.NEW, change, f"was {was}, is {story.status} again")


def _weakened(story: Story, rule: Rule, anchor: Alert) -> str | None:
    """Why the story no longer is what was told, after a claim was taken back; None if it is."""
    if story.status not in rule.statuses and story.status is not Status.DENIED:
        return f"was {anchor.status}, is only {story.status}"
    if story.sources < rule.min_sources and story.sources < anchor.sources:
        return f"told by {_sources(story)} now, was by {anchor.sources}"
    if story.confidence < rule.min_confidence and story.confidence < anchor.confidence:
        return f"the confidence is {story.confidence:g} now, was {anchor.confidence:g}"
    return None


def _spoken(
    story: Story, rule: Rule, verdict: _Verdict, *, known: Standing, told: Told, now: datetime
) -> tuple[Alert, ...]:
    """The alert of a verdict: at once, later, in a digest, or for the record only."""
    raised = story.changed_at or story.last_seen
    silence = _silence(story, rule, verdict, raised=raised, now=now)
    if silence is not None:
        alert = _alert(story, rule, verdict, known=known, raised=raised, silenced=silence)
        return () if _same_news(known.unheard, alert) else (alert,)
    if known.unheard is not None:
        # Under a name of its own: what was for the record has been seen, and passed over.
        verdict = replace(verdict, change=f"{verdict.change}:heard")
    due = known.decided_at + rule.debounce if known.decided_at else now
    if verdict.type not in _URGENT and now < due:
        held = _alert(story, rule, verdict, known=known, raised=raised, due_at=due)
        assert known.anchor is not None
        held = held.model_copy(update={"alert_id": _held_id(known.anchor)})
        return () if _same_news(known.held, held) else (held,)
    overtaken = _reverted(story, known)
    hour = hour_of(now)
    if rule.per_hour is None or told.spoken(rule.name, hour=hour) < rule.per_hour:
        return (*overtaken, _alert(story, rule, verdict, known=known, raised=raised))
    alert = _alert(story, rule, verdict, known=known, raised=raised, silenced=Silence.CAP)
    return (*overtaken, _digest(alert, told.digest(rule.name, hour=hour), hour=hour), alert)


def _silence(
    story: Story, rule: Rule, verdict: _Verdict, *, raised: datetime, now: datetime
) -> Silence | None:
    """Why nobody is woken by it. What was told and is not true is always told."""
    if verdict.type is AlertType.RETRACTED:
        return None
    old = rule.silent_after_days
    if old is not None and now - raised > timedelta(days=old):
        return Silence.BACKFILL
    past, end = rule.past_after_days, story.when.end
    dated = end is not None and is_dated(story.when)
    if past is not None and end is not None and dated and raised.date() - end > timedelta(past):
        return Silence.PAST
    return None


def _same_news(before: Alert | None, after: Alert) -> bool:
    """Whether an alert tells nothing that the one before it did not."""
    if before is None:
        return False
    return (before.type, before.status, before.when) == (after.type, after.status, after.when)


def _reverted(story: Story, known: Standing) -> tuple[Alert, ...]:
    """Takes back an alert that was held, where nothing is left of it."""
    if known.held is None:
        return ()
    update = {"silenced": Silence.REVERTED, "story_revision": story.revision, "due_at": None}
    return (known.held.model_copy(update=update),)


def _closed(story: Story, known: Standing) -> tuple[Alert, ...]:
    """Closes a story that went into another, in silence; () where nobody knows of it."""
    anchor = known.anchor
    if anchor is None or not anchor.stands:
        return _reverted(story, known)
    update = {
        "alert_id": alert_id(story.story_id, type_=AlertType.MERGED, change=str(story.revision)),
        "type": AlertType.MERGED,
        "story_revision": story.revision,
        "reason": f"proved to be one with story {story.merged_into}",
        "raised_at": story.changed_at or story.last_seen,
        "changes": (),
        "stands": False,
        "silenced": Silence.MERGED,
        "due_at": None,
    }
    return (*_reverted(story, known), anchor.model_copy(update=update))


def _digest(alert: Alert, former: Alert | None, *, hour: datetime) -> Alert:
    """The digest of an hour with one more alert in it, under the one id of that hour."""
    line = DigestLine(
        alert_id=alert.alert_id,
        story_id=alert.story_id,
        type=alert.type,
        headline=alert.headline,
    )
    before = former.lines if former else ()
    lines = (*(one for one in before if one.alert_id != line.alert_id), line)
    count = "one more alert" if len(lines) == 1 else f"{len(lines)} more alerts"
    return (former or alert).model_copy(
        update={
            "alert_id": digest("digest", alert.rule, hour.isoformat()),
            "type": AlertType.DIGEST,
            "headline": f"{count}: " + "; ".join(one.headline for one in lines[:_EVIDENCE]),
            "reason": f"rule {alert.rule!r} has spoken as often as it may in the hour from "
            f"{hour:%Y-%m-%d %H:%M} UTC",
            "changes": (),
            "silenced": None,
            "due_at": hour + timedelta(hours=1),
            "lines": lines,
        }
    )


def _held_id(anchor: Alert) -> str:
    return alert_id(anchor.story_id, type_="held", change=anchor.alert_id)


def _alert(
    story: Story,
    rule: Rule,
    verdict: _Verdict,
    *,
    known: Standing,
    raised: datetime,
    silenced: Silence | None = None,
    due_at: datetime | None = None,
) -> Alert:
    return Alert(
        alert_id=alert_id(story.story_id, type_=verdict.type.value, change=verdict.change),
        rule=rule.name,
        type=verdict.type,
        story_id=story.story_id,
        story_revision=story.revision,
        kind=story.kind,
        status=story.status,
        when=story.when,
        roles=story.roles,
        place=story.place,
        items=story.items,
        headline=headline(story),
        reason=verdict.reason,
        raised_at=raised,
        # What was taken back is shown as it was told.
        evidence=_evidence(story.claims) or (known.anchor.evidence if known.anchor else ()),
        changes=_changes(known.anchor, story),
        sources=story.sources,
        confidence=story.confidence,
        stands=verdict.stands,
        silenced=silenced,
        due_at=due_at,
    )


def _changes(anchor: Alert | None, story: Story) -> tuple[AlertChange, ...]:
    """What is otherwise than when the story was last told of."""
    if anchor is None:
        return ()
    pairs = (
        ("status", anchor.status.value, "withdrawn" if story.withdrawn else story.status.value),
        ("when", _days(anchor.when), _days(story.when)),
        ("sources", str(anchor.sources), str(story.sources)),
        ("confidence", f"{anchor.confidence:g}", f"{story.confidence:g}"),
    )
    return tuple(
        AlertChange.model_validate({"aspect": aspect, "before": before, "after": after})
        for aspect, before, after in pairs
        if before != after
    )


def _days(when: When) -> str:
    """The days as an ISO 8601 interval, both ends in it; "undated" where the text gives none."""
    if not is_dated(when):
        return "undated"
    begin = when.begin.isoformat() if when.begin else ".."
    end = (when.end - timedelta(days=1)).isoformat() if when.end else ".."
    return f"{begin}/{end}"


def _moved(before: When, after: When) -> bool:
    return is_dated(before) and is_dated(after) and not overlap(before, after)


def _sources(story: Story) -> str:
    return "one source" if story.sources == 1 else f"{story.sources} sources"


def _evidence(claims: tuple[Claim, ...]) -> tuple[AlertEvidence, ...]:
    """The newest sentence of each independent source."""
    newest: dict[int, AlertEvidence] = {}
    pairs = zip(claims, independent(claims), strict=True)
    for claim, source in reversed(tuple(pairs)):
        told = AlertEvidence(
            text=claim.evidence, source=claim.source, url=claim.url, article_id=claim.article_id
        )
        newest.setdefault(source, told)
    return tuple(newest.values())[:_EVIDENCE]
