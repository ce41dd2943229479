"""Metrics: what the stream did, in a registry that is an argument."""

from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from schemas.article import Article
from streams.runtime.disposition import Disposition, labels

#: From a duplicate recognised in memory (under a millisecond) over a parse (50-500 ms) to the
#: default deadline of an article (30 s), in steps of two to three.
STAGE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

#: From a wire that delivers within the second over feeds polled every quarter of an hour to a
#: backlog of a day; the alarm sits at minutes.
PUBLISH_BUCKETS = (1, 2.5, 5, 10, 30, 60, 120, 300, 900, 1800, 3600, 4 * 3600, 24 * 3600)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The series of one worker process; `eventwire_messages_in_total` less the sum of
    `eventwire_messages_total` is what is under way, and 0 when the worker is idle."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    messages_in: Counter = field(init=False)
    messages: Counter = field(init=False)
    events: Counter = field(init=False)
    retractions: Counter = field(init=False)
    stories: Counter = field(init=False)
    revised: Counter = field(init=False)
    alerts: Counter = field(init=False)
    silenced: Counter = field(init=False)
    notifications: Counter = field(init=False)
    stage_seconds: Histogram = field(init=False)
    publish_to_alert: Histogram = field(init=False)
    publish_to_event: Histogram = field(init=False)
    pool_restarts: Counter = field(init=False)
    lag: Gauge = field(init=False)
    restoring: Gauge = field(init=False)
    rewinds: Counter = field(init=False)

    def __post_init__(self) -> None:
        def counter(name: str, told: str, *label_names: str) -> Counter:
            return Counter(f"eventwire_{name}", told, label_names, registry=self.registry)

        def put(name: str, metric: object) -> None:
            object.__setattr__(self, name, metric)  # frozen for everybody else

        put("messages_in", counter("messages_in", "Messages taken from the broker.", "stage"))
        put(
            "messages",
            counter(
                "messages",
                "Messages by what became of them: ok, skipped or dead.",
                "stage",
                "disposition",
                "reason",
            ),
        )
        put("events", counter("events", "Events published.", "kind", "status", "language"))
        put("retractions", counter("retractions", "Events taken back.", "kind"))
        put("stories", counter("stories", "Revisions of stories published.", "change"))
        put(
            "revised",
            counter(
                "stories_revised",
                "Revisions of stories that a newer extractor brought about by reading anew.",
                "extractor",
            ),
        )
        put("alerts", counter("alerts", "Alerts published.", "type"))
        put(
            "silenced",
            counter("alerts_silenced", "Alerts published for the record only.", "reason"),
        )
        put(
            "notifications",
            counter(
                "notifications",
                "Notifications by what came of them: sent, retried, failed or unknown.",
                "target",
                "outcome",
            ),
        )
        put(
            "stage_seconds",
            Histogram(
                "eventwire_stage_seconds",
                "Seconds from taking a message to its disposition.",
                ("stage",),
                buckets=STAGE_BUCKETS,
                registry=self.registry,
            ),
        )
        put(
            "publish_to_event",
            Histogram(
                "eventwire_publish_to_event_seconds",
                "Seconds from an article's publication to its event on the topic.",
                buckets=PUBLISH_BUCKETS,
                registry=self.registry,
            ),
        )
        put(
            "publish_to_alert",
            Histogram(
                "eventwire_publish_to_alert_seconds",
                "Seconds from an article's publication to the alert that it raised.",
                buckets=PUBLISH_BUCKETS,
                registry=self.registry,
            ),
        )
        put(
            "pool_restarts",
            counter("pool_restarts", "Child processes replaced, by reason.", "reason"),
        )
        put(
            "lag",
            Gauge(
                "eventwire_lag",
                "Messages in the broker that are not settled yet.",
                ("topic", "partition"),
                registry=self.registry,
            ),
        )
        put(
            "restoring",
            Gauge(
                "eventwire_restoring_records",
                "Records of its state that the worker has still to read; not ready before 0.",
                registry=self.registry,
            ),
        )
        put(
            "rewinds",
            counter("rewinds", "Times that skipped input was fetched again.", "topic"),
        )

    def settle(self, stage: str, disposition: Disposition, *, seconds: float) -> None:
        """Count one disposition of one message."""
        name, reason = labels(disposition)
        self.messages.labels(stage, name, reason).inc()
        self.stage_seconds.labels(stage).observe(seconds)


@dataclass(frozen=True, slots=True)
class FeedMetrics:
    """The series of the feeds; moments are Unix seconds, so that `time()` less them is an age."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    fetches: Counter = field(init=False)
    pages: Counter = field(init=False)
    items: Counter = field(init=False)
    articles: Counter = field(init=False)
    received: Counter = field(init=False)
    requests: Counter = field(init=False)
    last_success: Gauge = field(init=False)
    last_article: Gauge = field(init=False)
    quiet_after: Gauge = field(init=False)
    embargoed: Gauge = field(init=False)
    restarts: Gauge = field(init=False)

    def __post_init__(self) -> None:
        def counter(name: str, told: str, *label_names: str) -> Counter:
            return Counter(f"eventwire_feed_{name}", told, label_names, registry=self.registry)

        def gauge(name: str, told: str, *label_names: str) -> Gauge:
            return Gauge(f"eventwire_feed_{name}", told, label_names, registry=self.registry)

        def put(name: str, metric: object) -> None:
            object.__setattr__(self, name, metric)  # frozen for everybody else

        put("fetches", counter("fetches", "Looks at a feed, by how they ended.", "feed", "outcome"))
        put("pages", counter("pages", "Fetches of full texts, by outcome.", "feed", "outcome"))
        put(
            "items",
            counter("items", "Items by what became of them.", "feed", "outcome", "reason"),
        )
        put(
            "articles",
            counter("articles", "Versions of articles sent.", "feed", "language", "status"),
        )
        put("received", counter("received_bytes", "Bytes received, as sent.", "feed"))
        put("requests", counter("requests", "Requests to POST /articles.", "feed", "code"))
        put("last_success", gauge("last_success_seconds", "When a feed was last read.", "feed"))
        put("last_article", gauge("last_article_seconds", "When it last had news.", "feed"))
        put(
            "quiet_after",
            gauge("quiet_after_seconds", "Seconds without news until it counts as quiet.", "feed"),
        )
        put("embargoed", gauge("embargoed_items", "Items kept until their embargo ends."))
        put("restarts", gauge("reader_restarts", "Reading processes that had to be replaced."))

    def sent(self, feed: str, article: Article, *, now: datetime) -> None:
        """Count one version of an article."""
        self.articles.labels(feed, article.language, article.status.value).inc()
        self.last_article.labels(feed).set(now.timestamp())
