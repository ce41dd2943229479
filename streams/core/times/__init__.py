"""Time expressions: recognised by the rules of a language, resolved against a publication day."""

from streams.core.times.expression import TimeExpression, event_days
from streams.core.times.form import Direction, Form
from streams.core.times.lexicon import TimeLexicon
from streams.core.times.tagger import TimeTagger, mentioned

__all__ = [
    "Direction",
    "Form",
    "TimeExpression",
    "TimeLexicon",
    "TimeTagger",
    "event_days",
    "mentioned",
]
