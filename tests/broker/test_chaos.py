"""The short form of the chaos run: a handful of faults of each kind but the slow ones."""

import random
from pathlib import Path

from schemas.alert import Alert
from schemas.event import EVENT_ADAPTER, Kind
from schemas.story import Story
from schemas.topics import ALERTS, ARTICLES, EVENTS, STORIES
from streams.runtime import outbox
from streams.runtime.wire import Outbound, alert_record, story_record
from tests.broker import chaos
from tests.broker.audit import audit, is_settled
from tests.broker.load import Load, Occasions
from tests.broker.stream import Stream, until

#: The long form, `make chaos`, takes another each time.
SEED = 20240517


def test_nothing_is_lost_or_doubled_whatever_fails(kafka_home: Path, tmp_path: Path) -> None:
    """Workers killed, one joins and leaves, a broker of three killed, another's disk full, every
    topic poisoned: each article, claim, story, alert and dead letter is there once."""
    plan = chaos.Plan(kills=5, broker_kills=1, joins=1, full_disks=1)
    report = chaos.run(kafka_home, tmp_path, plan=plan, seed=SEED)
    assert report.result.is_clean, report.table()
    assert report.result.counts["stories"] > 50
    assert report.result.counts["dead letters"] == report.result.counts["messages poisoned"] > 40


def test_the_audit_sees_what_is_lost_and_what_is_doubled(kafka: str, tmp_path: Path) -> None:
    """It would be worth nothing if it could not fail."""
    rules = tmp_path / "rules.toml"
    rules.write_text(chaos.RULES)
    with Stream(kafka, folder=tmp_path, alert_rules=rules) as stream:
        load = Load(Occasions(random.Random(SEED)), stream.settings, rate=1000)
        workers = [stream.worker(role) for role in ("extract", "cluster", "alert")]
        load.start()
        until(lambda: len(load.articles) >= 60)
        load.finish()
        until(lambda: len(stream.records(ALERTS.name)) >= 40)
        load.poison()
        until(lambda: is_settled(stream.settings))
        clean = audit(load, stream.settings)
        assert clean.is_clean, clean.examples
        for worker in workers:
            assert worker.stop() == 0

        lost = next(iter(load.articles.values())).model_copy(update={"article_id": "lost"})
        load.articles["lost"] = lost
        load.poisoned.add((ARTICLES.name, 0, 10**6))
        load.script.occasions = 1
        (event, *_), (story, *_), (alert, *_) = (
            stream.records(name) for name in (EVENTS[Kind.VISIT].name, STORIES.name, ALERTS.name)
        )
        again = Story.model_validate_json(story.value)
        raised = Alert.model_validate_json(alert.value)
        told = EVENT_ADAPTER.validate_json(event.value)
        records = (
            story_record(again.model_copy(update={"story_id": "twin"})),
            story_record(again.model_copy(update={"confidence": 0.123})),
            story_record(again.model_copy(update={"revision": 9})),
            alert_record(raised.model_copy(update={"alert_id": "twin"})),
            Outbound(
                topic=EVENTS[Kind.VISIT].name,
                key=b"invented",
                value=told.model_copy(update={"event_id": "invented"}).to_bytes(),
            ),
            Outbound(
                topic=EVENTS[Kind.VISIT].name,
                key=event.key,
                value=told.model_copy(update={"confidence": 0.123}).to_bytes(),
            ),
        )
        assert outbox.send(records, stream.settings) == len(records)
        found = audit(load, stream.settings).faults
        assert {name for name, count in found.items() if count} >= {
            "articles lost",
            "events lost",
            "events that no article told",
            "repeats of events with another content",
            "repeats of revisions with another content",
            "revisions left out",
            "claims in two stories",
            "stories doubled",
            "stories more or fewer than occasions",
            "alerts doubled",
            "alerts lost",
            "dead letters lost",
        }
