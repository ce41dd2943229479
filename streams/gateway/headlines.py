"""Headlines: a story and an alert in one line, in every language whose pack has words for it."""

from schemas.alert import Alert, AlertType
from schemas.story import Story
from streams import packs
from streams.core.stories.phrasing import phrase
from streams.gateway.replies import ToldAlert


def headlines(told: Story | Alert) -> dict[str, str]:
    """By language, besides English."""
    return {code: phrase(told, phrases) for code, phrases in packs.headlines().items()}


def told_alert(alert: Alert) -> ToldAlert:
    """The alert as the API tells it; a digest speaks of several and has none."""
    lines = {} if alert.type is AlertType.DIGEST else headlines(alert)
    return ToldAlert.model_construct(**dict(alert), headlines=lines)
