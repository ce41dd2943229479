"""Intake: items become versions of articles, each sent once, whatever door they came through.

What goes out: a new item as its first version, a changed one as the next, a kill as a withdrawal.
What does not: what was sent before, an older copy, what is under embargo, a language without a
pack. What cannot be an article is told to whoever brought it, and where nobody can be told, kept
as a dead letter.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from schemas.article import ArticleStatus
from streams.connectors.detection import language_of
from streams.connectors.embargo import Embargoes, is_held, item_of
from streams.connectors.feeds import Feed
from streams.connectors.item import Fault, Item, article_id
from streams.connectors.outcome import Passed, Result
from streams.connectors.plan import Draft, Plan, Planner
from streams.connectors.refusal import Refusals, raw_of
from streams.connectors.seen import Seen
from streams.errors import BrokerError, Undeliverable
from streams.runtime.metrics import FeedMetrics
from streams.runtime.outbox import Sends
from streams.runtime.sandbox import Sandbox
from streams.runtime.wire import (
    Inbound,
    article_record,
    embargoed_record,
    let_go_record,
    seen_record,
)

#: Items that are decided and sent together: enough for the network, few enough for the memory.
_AT_ONCE = 100

Complete = Callable[[Item], Awaitable[Item]]
"""Fetches what an item lacks: its full text."""


class Intake:
    """One for all feeds of a worker; `languages` are those for which there is a pack."""

    def __init__(
        self,
        *,
        seen: Seen,
        embargoes: Embargoes,
        outbox: Sends,
        sandbox: Sandbox,
        metrics: FeedMetrics,
        languages: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        self._seen = seen
        self._embargoes = embargoes
        self._outbox = outbox
        self._sandbox = sandbox
        self._metrics = metrics
        self._languages = tuple(languages)
        self._now = now
        self._lock = asyncio.Lock()
        self._planner = Planner(seen=seen, embargoes=embargoes, languages=languages)
        self._passed = Passed()
        self._refusals = Refusals(outbox=outbox, metrics=metrics, passed=self._passed, now=now)

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
            results += await self._conclude(
                feed, drafts, first=len(results) + 1, bury=bury, origin=origin
            )
        return tuple(results)

    async def release(self, feeds: Mapping[str, Feed]) -> int:
        """Send what is no longer under embargo; how many items. Those of a feed that is not among
        `feeds` (by name) stay kept. Raises `BrokerError`: then they are let go later."""
        due = [entry for entry in self._embargoes.due(now=self._now()) if entry.feed in feeds]
        for entry in due:
            draft = await self._draft(feeds[entry.feed], item_of(entry), None)
            await self._conclude(feeds[entry.feed], [replace(draft, kept=entry)])
            async with self._lock:
                # Whatever became of it, dead or skipped: it is not kept for its embargo any more.
                if self._embargoes.kept(entry.article_id) is entry:
                    await self._outbox.send((let_go_record(entry.article_id),))
                    self._embargoes.drop(entry.article_id)
        self._metrics.embargoed.set(len(self._embargoes))
        return len(due)

    async def refuse(
        self, feed: Feed, faults: Iterable[Fault], *, origin: Inbound | None = None
    ) -> None:
        """Keep as dead letters what cannot be articles, each once in the life of this worker.

        `origin` is the message that they came in, if it was one. Raises `BrokerError`.
        """
        await self._refusals.keep(feed, faults, origin=origin)

    async def _draft(self, feed: Feed, item: Item, complete: Complete | None) -> Draft:
        # By the feed's source, not by what the item says of itself: a guid is unique there.
        name = article_id(feed.source_name, item.guid)
        passed = self._passed.get(f"{name} {item.fingerprint}")
        if passed is not None:
            return Draft(name, item, item, result=replace(passed, again=True))
        if self._seen.verdict(name, item) in ("unchanged", "stale"):
            return Draft(name, item, item)
        if is_held(item, now=self._now()):
            return Draft(name, item, item)
        if item.status is ArticleStatus.WITHDRAWN:
            return Draft(name, item, item, feed.language or item.language or self._languages[0])
        whole = await complete(item) if complete is not None else item
        language = await language_of(whole, known=feed.language, sandbox=self._sandbox)
        return Draft(name, item, whole, language)

    async def _conclude(
        self,
        feed: Feed,
        drafts: Sequence[Draft],
        *,
        first: int = 1,
        bury: bool = True,
        origin: Inbound | None = None,
    ) -> list[Result]:
        """Send, count and bury; `first` is the place of the first in its document."""
        async with self._lock:
            found = await self._settle(feed, drafts)
        for position, (draft, result) in enumerate(zip(drafts, found, strict=True), start=first):
            if result.outcome == "dead" and bury:
                fault = Fault(position, result.reason, raw_of(draft.whole))
                await self.refuse(feed, [fault], origin=origin)
            else:
                self._note(feed, draft, result)
        return found

    async def _settle(self, feed: Feed, drafts: Sequence[Draft]) -> list[Result]:
        """Decide and send; under the lock, because two doors may tell one item at once."""
        now, plan = self._now(), Plan()
        for draft in drafts:
            self._planner.add(plan, draft, feed=feed, now=now)
        try:
            await self._outbox.send(map(article_record, plan.articles))
            await self._outbox.send(map(embargoed_record, plan.kept.values()))
        except BrokerError as error:
            self._planner.undo(plan)
            if not isinstance(error, Undeliverable):
                raise
            if len(drafts) > 1:
                return [one for draft in drafts for one in await self._settle(feed, [draft])]
            return [Result(drafts[0].name, "dead", reason=f"too_large: {error}")]
        for article in plan.articles:
            self._metrics.sent(feed.name, article, now=now)
        for entry in plan.kept.values():
            self._embargoes.restore(entry)
        await self._outbox.send(map(seen_record, plan.notes))
        await self._outbox.send(map(let_go_record, plan.let_go))
        for name in plan.let_go:
            self._embargoes.drop(name)
        self._metrics.embargoed.set(len(self._embargoes))
        return plan.results

    def _note(self, feed: Feed, draft: Draft, result: Result) -> None:
        if result.again:
            return
        reason = result.reason.partition(":")[0]
        self._metrics.items.labels(feed.name, result.outcome, reason).inc()
        if result.outcome in ("skipped", "dead"):
            self._passed.put(f"{draft.name} {draft.item.fingerprint}", result)
