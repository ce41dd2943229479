"""Disposition: what became of one message. Every message gets exactly one."""

from dataclasses import dataclass
from typing import Literal

from schemas.deadletter import DeadReason

SkipReason = Literal["duplicate", "stale", "tombstone", "revoked", "old", "unwanted", "silenced"]
"""`duplicate`: this version was processed before. `stale`: a newer version was. `tombstone`: a
compacted topic dropped a key. `revoked`: the partition went to another worker while the message
was under way here, who processes it from the last commit on. `old`: an alert of former
days, of which nobody is told. `unwanted`: no target asks for such an
alert. `silenced`: an alert for the record only."""


@dataclass(frozen=True, slots=True)
class Ok:
    """Processed; whatever it gave is confirmed by the broker."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rightly not processed."""

    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Dead:
    """Set aside; its dead letter is confirmed by the broker."""

    reason: DeadReason


Disposition = Ok | Skipped | Dead


def labels(disposition: Disposition) -> tuple[str, str]:
    """The metric's labels `disposition` and `reason`."""
    match disposition:
        case Ok():
            return ("ok", "")
        case Skipped(reason):
            return ("skipped", reason)
        case Dead(reason):
            return ("dead", reason.value)
