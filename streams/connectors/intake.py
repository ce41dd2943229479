"""Intake: items become versions of articles, each sent once, whatever door they came through.

What goes out: a new item as its first version, a changed one as the next, a kill as a withdrawal.
What does not: what was sent before, an older copy, a language without a pack. What cannot be an
article is told to whoever brought it, and where nobody can be told, kept as a dead letter.
"""

import asyncio
import json
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Literal, Protocol

import structlog

from schemas.article import Article, ArticleStatus
from schemas.deadletter import DeadReason
from schemas.seen import SeenItem
from streams.connectors.compose import compose
from streams.connectors.feeds import Feed
from streams.connectors.item import Fault, Item, article_id, digest
from streams.connectors.language import detect
from streams.connectors.seen import Held, Seen, content_hash
from streams.errors import BrokerError, Rejected, Undeliverable, Unreadable
from streams.runtime.guard import one_line
from streams.runtime.metrics import FeedMetrics
from streams.runtime.sandbox import Sandbox
from streams.runtime.wire import (
    Inbound,
    Outbound,
    article_record,
    dead_letter_record,
    seen_record,
)

Outcome = Literal["new", "changed", "withdrawn", "unchanged", "stale", "skipped", "dead"]

#: Characters from which on the text's own language outweighs what the feed says of itself: blog
#: software ships with "en-us" and is seldom told otherwise.
_TELLING = 200

#: Items that are decided and sent together: enough for the network, few enough for the memory.
_AT_ONCE = 100

#: Items that were passed over and are remembered, so that each is read, counted and told once.
_PASSED = 100_000


class Sends(Protocol):
    """What the intake needs of an outbox."""

    async def send(self, records: Iterable[Outbound]) -> int:
        """Send records in order, every delivery confirmed; raises `BrokerError`."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item."""

    article_id: str
    outcome: Outcome
    version: int = 0
    reason: str = ""
    """For `skipped` and `dead`: one word, and after a colon one line of detail."""
    again: bool = False
    """Whether it was told and counted before, and is the same still."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item with all that is needed to decide about it."""

    name: str
    item: Item
    whole: Item
    """With its full text, where there is one."""
    language: str | None = None
    result: Result | None = None
    """What became of it, where nothing is left to decide."""


@dataclass(slots=True)
class _Plan:
    """What a few items amount to, before anything is sent."""

    articles: list[Article] = field(default_factory=list)
    notes: list[SeenItem] = field(default_factory=list)
    before: dict[str, Held | None] = field(default_factory=dict)
    """What was held of each article of the plan."""
    results: list[Result] = field(default_factory=list)


Complete = Callable[[Item], Awaitable[Item]]
"""Fetches what an item lacks: its full text."""


class Intake:
    """One for all feeds of a worker; `languages` are those for which there is a pack."""

    def __init__(
        self,
        *,
        seen: Seen,
        outbox: Sends,
        sandbox: Sandbox,
        metrics: FeedMetrics,
        languages: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        self._seen = seen
        self._outbox = outbox
        self._sandbox = sandbox
        self._metrics = metrics
        self._languages = tuple(languages)
        self._now = now
        self._lock = asyncio.Lock()
        self._passed: OrderedDict[str, Result] = OrderedDict()
        self._log = structlog.get_logger("eventwire.feeds")

    async def take(
        self,
        feed: Feed,
        items: Iterable[Item],
        *,
        complete: Complete | None = None,
        bury: bool = True,
        origin: Inbound | None = None,
    ) -> tuple[Result, ...]:
        """Send what is new of `items`; what became of each, in their order.

        `complete` is asked only for items that are new or changed. What is dead becomes a dead
        letter, unless `bury` is False because somebody is there to be told; `origin` is the
        message that the items came in, if it was one. Raises `BrokerError` where the broker does
        not confirm: what is not confirmed is not noted, and a repeat does no harm.
        """
        results: list[Result] = []
        waiting = iter(items)
        while batch := tuple(islice(waiting, _AT_ONCE)):
            drafts = [await self._draft(feed, item, complete) for item in batch]
            async with self._lock:
                found = await self._settle(feed, drafts)
            for position, (draft, result) in enumerate(zip(drafts, found, strict=True), start=1):
                if result.outcome == "dead" and bury:
                    raw = json.dumps(asdict(draft.item), default=str).encode()
                    fault = Fault(len(results) + position, result.reason, raw)
                    await self.refuse(feed, [fault], origin=origin)
                else:
                    self._note(feed, draft, result)
            results += found
        return tuple(results)

    async def refuse(
        self, feed: Feed, faults: Iterable[Fault], *, origin: Inbound | None = None
    ) -> None:
        """Keep as dead letters what cannot be articles, each once in the life of this worker.

        `origin` is the message that they came in, if it was one. Raises `BrokerError`.
        """
        for fault in faults:
            mark = digest(feed.name, fault.reason, fault.raw.hex())
            if self._passed.get(mark) is not None:
                continue
            message = origin or Inbound(
                # A colon is in no topic's name: nobody takes this for one.
                topic=f"feed:{feed.name}",
                partition=0,
                # One number for the same fault, so that a repeat is the same dead letter.
                offset=int(mark[:13], 16),
                value=fault.raw or None,
            )
            await self._outbox.send(
                (
                    dead_letter_record(
                        message,
                        stage="feeds",
                        reason=DeadReason.INVALID,
                        detail=one_line(f"{feed.name}, item {fault.position}: {fault.reason}"),
                        failed_at=self._now(),
                    ),
                )
            )
            self._remember(mark, Result("", "dead", reason=fault.reason))
            self._metrics.items.labels(feed.name, "dead", "invalid").inc()
            self._log.warning("item refused", feed=feed.name, why=fault.reason)

    async def _draft(self, feed: Feed, item: Item, complete: Complete | None) -> _Draft:
        name = self._id(feed, item)
        passed = self._passed.get(f"{name} {item.fingerprint}")
        if passed is not None:
            return _Draft(name, item, item, result=replace(passed, again=True))
        if self._seen.verdict(name, item) in ("unchanged", "stale"):
            return _Draft(name, item, item)
        if item.status is ArticleStatus.WITHDRAWN:
            language = feed.language or item.language or self._languages[0]
            return _Draft(name, item, item, language)
        whole = await complete(item) if complete is not None else item
        return _Draft(name, item, whole, await self._language(feed, whole))

    async def _language(self, feed: Feed, item: Item) -> str | None:
        if feed.language is not None:
            return feed.language
        text = f"{item.title}\n{item.text}"
        if item.language is not None and len(text) < _TELLING:
            return item.language
        try:
            found = await self._sandbox.run(detect, text)
        except Unreadable:
            found = None
        if item.language is not None and found in (None, item.language.partition("-")[0]):
            return item.language
        return found

    async def _settle(self, feed: Feed, drafts: Sequence[_Draft]) -> list[Result]:
        """Decide and send; under the lock, because two doors may tell one item at once."""
        now, plan = self._now(), _Plan()
        for draft in drafts:
            plan.results.append(draft.result or self._decide(feed, draft, plan, now=now))
        try:
            await self._outbox.send(map(article_record, plan.articles))
        except BrokerError as error:
            for name, held in plan.before.items():
                self._seen.put_back(name, held)
            if not isinstance(error, Undeliverable):
                raise
            if len(drafts) > 1:
                return [one for draft in drafts for one in await self._settle(feed, [draft])]
            return [Result(drafts[0].name, "dead", reason=f"too_large: {error}")]
        for article in plan.articles:
            self._metrics.sent(feed.name, article, now=now)
        await self._outbox.send(map(seen_record, plan.notes))
        return plan.results

    def _decide(self, feed: Feed, draft: _Draft, plan: _Plan, *, now: datetime) -> Result:
        name, item = draft.name, draft.item
        verdict, held = self._seen.verdict(name, item), self._seen.held(name)
        if verdict in ("unchanged", "stale"):
            if verdict == "unchanged":
                self._renew(name, item, plan, now=now)
            return Result(name, verdict, held.version if held else 0)
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

    def _renew(self, name: str, item: Item, plan: _Plan, *, now: datetime) -> None:
        entry = self._seen.renewal(name, item, now=now)
        if entry is not None:
            plan.before.setdefault(name, self._seen.held(name))
            plan.notes.append(entry)
            self._seen.restore(entry)

    def _note(self, feed: Feed, draft: _Draft, result: Result) -> None:
        if result.again:
            return
        reason = result.reason.partition(":")[0]
        self._metrics.items.labels(feed.name, result.outcome, reason).inc()
        if result.outcome in ("skipped", "dead"):
            self._remember(f"{draft.name} {draft.item.fingerprint}", result)

    def _remember(self, mark: str, result: Result) -> None:
        self._passed[mark] = result
        if len(self._passed) > _PASSED:
            self._passed.popitem(last=False)

    @staticmethod
    def _id(feed: Feed, item: Item) -> str:
        # By the feed's source, not by what the item says of itself: a guid is unique there.
        return article_id(feed.source_name, item.guid)


def with_text(item: Item, text: str) -> Item:
    """The item with the text of its page, where that is more than the feed tells."""
    return replace(item, text=text) if len(text) > len(item.text) else item


def tally(results: Iterable[Result]) -> str:
    """ "3 new, 1 changed, 40 unchanged": for a line of the log."""
    counts = Counter(result.outcome for result in results)
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing"
