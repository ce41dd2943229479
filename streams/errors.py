"""The error tree of eventwire.

::

    EventwireError
    |-- SettingsError            a setting is wrong: the process must not start
    |-- Rejected                 this message can never succeed: it becomes a dead letter
    |-- StateLost                the partition was taken away while a message was under way
    |-- ScratchLost              what was laid on disk to save memory cannot be read any more
    |-- BrokerError              the broker is out of reach or refuses us
    |   |-- AccessRefused        it refuses our credentials, our certificate or a right
    |   |-- DeliveryError        an outgoing record was not confirmed: stop, restart, repeat
    |   |   `-- Undeliverable    the broker will never take this record (too large)
    |   `-- TopicsError          a topic is missing or does not fit the table of topics
    |-- Undelivered              a target of notifications did not take one
    |-- FetchError               a page or feed did not come, or not within its limits
    |-- Unreadable               what came is not what the feed is said to be
    |-- PoolError                the processes that parse cannot run at all
    `-- EmbeddedBrokerError      the embedded broker is missing or did not start

What is a `Rejected` is the message's fault and is settled by a dead letter; what is a
`BrokerError` is nobody's message and stops the worker, so that nothing is committed that was not
delivered.
"""

from schemas.deadletter import DeadReason


class EventwireError(Exception):
    """The root of every error that eventwire raises on purpose."""


class SettingsError(EventwireError):
    """A setting is wrong: the process must not start."""


class Rejected(EventwireError):
    """A message that can never succeed; `reason` and one line of `detail` go to the dead letter."""

    def __init__(self, reason: DeadReason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail


class StateLost(EventwireError):
    """The partition was revoked: somebody else processes its messages from the last commit on."""


class ScratchLost(EventwireError):
    """What was laid on disk to save memory cannot be read: its topic has it still."""


class BrokerError(EventwireError):
    """The broker is out of reach or refuses us."""


class AccessRefused(BrokerError):
    """The broker answers, but refuses our credentials, our certificate or a right we need.

    Not a `SettingsError`: a broker that has just started may not know its users yet.
    """


class DeliveryError(BrokerError):
    """An outgoing record was not confirmed by the broker."""


class Undeliverable(DeliveryError):
    """The broker will never take this record, however often it is sent."""


class TopicsError(BrokerError):
    """A topic is missing or does not fit the table of topics."""


class Undelivered(EventwireError):
    """A target did not take a notification. `retry_after` is the pause in seconds it asks for;
    `hopeless` says that a repeat would be refused as well."""

    def __init__(
        self, detail: str, *, retry_after: float | None = None, hopeless: bool = False
    ) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        self.hopeless = hopeless


class FetchError(EventwireError):
    """A page or feed did not come, or not within its limits.

    `outcome` is one word for the metrics (see `streams.runtime.http.Outcome`); `status` the HTTP
    status where there was one; `retry_after` the seconds that the server asked us to wait.
    """

    def __init__(
        self, outcome: str, detail: str, *, status: int = 0, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


class Unreadable(EventwireError):
    """A document that is not what it is said to be: one line tells what it is."""


class PoolError(EventwireError):
    """The processes that parse cannot run at all: no engine, no model."""


class EmbeddedBrokerError(EventwireError):
    """The embedded broker is missing or did not start."""
