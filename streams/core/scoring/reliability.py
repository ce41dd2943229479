"""Reliability: whether confidence is borne out, and what a threshold on it would leave.

Events are counted in bands of a tenth of confidence (reliability diagrams: DeGroot & Fienberg,
"The comparison and evaluation of forecasters", 1983).
"""

from dataclasses import dataclass, field
from typing import Any

_BANDS = 10


@dataclass(slots=True)
class Band:
    """Events of like confidence."""

    events: int = 0
    right: int = 0
    alarms: int = 0
    """Those of articles without any event."""
    confidence: float = 0.0
    """The sum of theirs."""


@dataclass(slots=True)
class Reliability:
    """Predicted events by the tenth of confidence that they reach."""

    bands: dict[int, Band] = field(default_factory=dict)

    def count(self, confidence: float, *, right: bool, alarm: bool) -> None:
        """Counts a predicted event; `alarm`: its article tells none."""
        band = self.bands.setdefault(min(int(confidence * _BANDS), _BANDS - 1), Band())
        band.events += 1
        band.right += right
        band.alarms += alarm
        band.confidence += confidence

    def to_dict(self) -> list[dict[str, Any]]:
        """For each band the mean confidence, and the share that was right."""
        return [
            {
                "from": number / _BANDS,
                "events": band.events,
                "confidence": round(band.confidence / band.events, 4),
                "right": round(band.right / band.events, 4),
            }
            for number, band in sorted(self.bands.items())
        ]

    def thresholds(self, *, gold: int, empty: int) -> list[dict[str, Any]]:
        """For the foot of each band the figures that would be, were less sure events left out.

        `gold` events were annotated; `empty` articles tell none.
        """
        out: list[dict[str, Any]] = []
        for number in sorted(self.bands):
            kept = [band for low, band in self.bands.items() if low >= number]
            events = sum(band.events for band in kept)
            right = sum(band.right for band in kept)
            alarms = sum(band.alarms for band in kept)
            out.append(
                {
                    "least": number / _BANDS,
                    "precision": round(right / events, 4),
                    "recall": round(right / gold, 4) if gold else None,
                    "f1": round(2 * right / (gold + events), 4),
                    "per_empty_article": round(alarms / empty, 4) if empty else None,
                }
            )
        return out
