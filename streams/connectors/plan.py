"""Plan: what a few items amount to, decided without sending anything.

The order of the decisions: what was sent before and what is older is left; what is under embargo
is kept; what remains becomes the next version of its article, or is told why it cannot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from schemas.article import Article, ArticleStatus
from schemas.embargo import EmbargoedItem
from schemas.seen import SeenItem
from streams.connectors.compose import compose
from streams.connectors.embargo import Embargoes, entry_of, is_held
from streams.connectors.feeds import Feed
from streams.connectors.item import Item
from streams.connectors.outcome import Result
from streams.connectors.seen import Held, Seen, content_hash
from streams.errors import Rejected


@dataclass(frozen=True, slots=True)
class Draft:
    """An item with all that is needed to decide about it."""

    name: str
    item: Item
    whole: Item
    """With its full text, where there is one."""
    language: str | None = None
    result: Result | None = None
    """What became of it, where nothing is left to decide."""
    kept: EmbargoedItem | None = None
    """What it was kept as, where it comes out of an embargo."""


@dataclass(slots=True)
class Plan:
    """What a few items amount to, before anything is sent."""

    articles: list[Article] = field(default_factory=list)
    notes: list[SeenItem] = field(default_factory=list)
    before: dict[str, Held | None] = field(default_factory=dict)
    """What was held of each article of the plan."""
    kept: dict[str, EmbargoedItem] = field(default_factory=dict)
    """What is kept until its embargo ends."""
    let_go: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


class Planner:
    """Decides, one item after the other; what it decided on is seen at once."""

    def __init__(self, *, seen: Seen, embargoes: Embargoes, languages: Sequence[str]) -> None:
        self._seen = seen
        self._embargoes = embargoes
        self._languages = tuple(languages)

    def add(self, plan: Plan, draft: Draft, *, feed: Feed, now: datetime) -> None:
        """Add to `plan` what one item amounts to."""
        plan.results.append(draft.result or self._decide(feed, draft, plan, now=now))

    def undo(self, plan: Plan) -> None:
        """As if the plan had never been: nothing of it was delivered."""
        for name, held in plan.before.items():
            self._seen.put_back(name, held)

    def _decide(self, feed: Feed, draft: Draft, plan: Plan, *, now: datetime) -> Result:
        name, item = draft.name, draft.item
        verdict, held = self._seen.verdict(name, item), self._seen.held(name)
        kept = plan.kept.get(name) or self._embargoes.kept(name)
        if draft.kept is not None and draft.kept is not kept:
            verdict = "stale"  # while its language was looked at, a newer telling came
        if verdict in ("unchanged", "stale"):
            if verdict == "unchanged":
                self._renew(name, item, plan, now=now)
            return Result(name, verdict, held.version if held else 0)
        if is_held(item, now=now):
            return self._keep(feed, draft, plan, now=now)
        if draft.language is None:
            return Result(name, "skipped", reason="language_unclear")
        if draft.language.partition("-")[0] not in self._languages:
            return Result(name, "skipped", reason=f"unsupported_language: {draft.language}")
        try:
            article = compose(
                draft.whole,
                article_id=name,
                source=item.source or feed.source_name,
                language=draft.language,
                version=self._seen.next_version(name, item),
                zone=feed.timezone,
                held=held,
                now=now,
            )
        except Rejected as rejected:
            return Result(name, "dead", reason=str(rejected))
        if kept is not None:
            plan.kept.pop(name, None)
            plan.let_go.append(name)
        if held is not None and content_hash(article) == held.content_hash.hex():
            # Told in other words by the feed, but its page says what it said.
            self._renew(name, item, plan, now=now)
            return Result(name, "unchanged", held.version)
        entry = self._seen.entry(article, item, feed=feed.name, now=now)
        plan.before.setdefault(name, held)
        plan.articles.append(article)
        plan.notes.append(entry)
        self._seen.restore(entry)
        if article.status is ArticleStatus.WITHDRAWN:
            return Result(name, "withdrawn", article.version)
        return Result(name, "new" if held is None else "changed", article.version)

    def _keep(self, feed: Feed, draft: Draft, plan: Plan, *, now: datetime) -> Result:
        verdict = self._embargoes.verdict(draft.name, draft.item)
        if verdict == "stale":
            return Result(draft.name, "stale")
        if verdict != "unchanged":
            entry = entry_of(draft.name, draft.item, feed=feed.name, now=now)
            plan.kept[draft.name] = entry
        until = draft.item.embargoed
        return Result(draft.name, "embargoed", until=until, again=verdict == "unchanged")

    def _renew(self, name: str, item: Item, plan: Plan, *, now: datetime) -> None:
        entry = self._seen.renewal(name, item, now=now)
        if entry is not None:
            plan.before.setdefault(name, self._seen.held(name))
            plan.notes.append(entry)
            self._seen.restore(entry)
