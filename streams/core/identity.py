"""Identity: ids that are a function of what is claimed, so that a repeat is recognised.

Everything here is a hash of normalised content. Nothing depends on when or where it runs.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping

from schemas.event import Actor, ActorType, Item, Kind, Place
from schemas.when import Basis, When

#: 128 bits in hexadecimal: at ten billion ids the odds of a collision are one in 10**19.
_ID_CHARACTERS = 32
#: Whatever is neither letter nor digit.
_SIGN = re.compile(r"[\W_]")


def digest(*parts: str | None) -> str:
    """A 128-bit id of `parts`, in lower-case hexadecimal; None differs from the empty string."""
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_CHARACTERS]


def normal_name(name: str) -> str:
    """`name` without accents, case, punctuation and doubled blanks: for comparison only."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(_SIGN.sub(_blank, decomposed).split())


def _blank(sign: re.Match[str]) -> str:
    return "" if unicodedata.combining(sign[0]) else " "


def actor_key(actor: Actor) -> str:
    """What tells one party from another: a person by state and name, others by state or name."""
    if actor.type is ActorType.PERSON:
        return f"{actor.country or ''}:{normal_name(actor.name)}"
    return actor.country or normal_name(actor.name)


def event_id(
    article_id: str,
    *,
    kind: Kind,
    roles: Mapping[str, Iterable[Actor]],
    when: When,
    place: Place | None = None,
    items: Iterable[Item] = (),
    ordinal: int = 0,
) -> str:
    """The id of a claim by an article: stable over versions, languages of code and wording.

    It covers the kind, the parties by role in any order, the names of the items, the place, and
    the first day of the date where the text gives one. It does not cover the status, quantities,
    evidence, version of the article or publication day, so that a small correction keeps the id.
    Two claims of one article with the same normal form are told apart by `ordinal`: their rank
    among their likes in the order of the text.
    """
    parties = [
        [role, sorted({actor_key(actor) for actor in actors})] for role, actors in roles.items()
    ]
    dated = when.basis is not Basis.PUBLICATION and when.begin is not None
    return digest(
        "event",
        article_id,
        kind.value,
        json.dumps(sorted(party for party in parties if party[1]), ensure_ascii=False),
        when.begin.isoformat() if dated and when.begin else None,
        normal_name(place.name) if place else None,
        json.dumps(sorted({normal_name(item.name) for item in items}), ensure_ascii=False),
        str(ordinal),
    )


def story_id(kind: Kind, *, first_event_id: str) -> str:
    """The id of the story that the event opened."""
    return digest("story", kind.value, first_event_id)


def alert_id(story: str, *, type_: str, change: str) -> str:
    """The id of an alert: the same story, type and change give the same alert."""
    return digest("alert", story, type_, change)


def notification_id(alert: str, *, target: str) -> str:
    """The id of one alert's notification to one target."""
    return digest("notification", alert, target)
