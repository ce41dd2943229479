"""Notice: an alert in a few lines for people, in the words of a language pack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from schemas.alert import Alert, AlertType
from schemas.event import EVENT_TYPES, Actor, ActorType, Kind, Status
from schemas.when import Basis, When
from streams.core.stories.phrasing import Phrases, phrase

#: Characters of one sentence that a notice quotes.
_QUOTED = 400
#: Parties that the title names.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Words:
    """What a language calls things; `countries` by ISO 3166-1 alpha-3 code."""

    types: Mapping[AlertType, str]
    kinds: Mapping[Kind, str]
    statuses: Mapping[Status, str]
    roles: Mapping[str, str]
    terms: Mapping[str, str]
    aspects: Mapping[str, str]
    countries: Mapping[str, str]
    phrases: Phrases | None = None
    """For headlines in this language; without them they are in English."""

    @classmethod
    def from_toml(
        cls,
        told: Mapping[str, Any],
        *,
        countries: Mapping[str, str],
        phrases: Phrases | None = None,
    ) -> "Words":
        """The words of a pack. Raises KeyError or ValueError for one that is missing or unknown."""
        roles = {role for record in EVENT_TYPES.values() for role in record.roles_}
        return cls(
            types={one: told["types"][one.value] for one in AlertType},
            kinds={one: told["kinds"][one.value] for one in Kind},
            statuses={one: told["statuses"][one.value] for one in Status},
            roles={one: told["roles"][one] for one in sorted(roles)},
            terms={one: told["terms"][one] for one in _TERMS},
            aspects={one: told["aspects"][one] for one in _ASPECTS},
            countries=countries,
            phrases=phrases,
        )


_TERMS = ("when", "until", "from", "undated", "read")
_ASPECTS = ("status", "when", "sources", "confidence")


@dataclass(frozen=True, slots=True)
class Notice:
    """A title of one line, a body of several, and the address of the story, if there is a page."""

    title: str
    body: str
    link: str | None


def notice(alert: Alert, *, words: Words, page: str | None) -> Notice:
    """The notice of an alert; `page` is the address of the web page without its query."""
    link = f"{page.rstrip('/')}/?story={alert.story_id}" if page else None
    parties = [actor for _, actors in _in_order(alert) for actor in actors]
    named = list(dict.fromkeys(_state(actor, words) for actor in parties))
    who = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    what = f"{words.types[alert.type]}: {words.kinds[alert.kind]}, {words.statuses[alert.status]}"
    if alert.lines:
        what, who = f"{words.types[alert.type]}: {len(alert.lines)}", alert.lines[0].headline
    lines = [*(_digest(alert, words) if alert.lines else _lines(alert, words))]
    if link is not None:
        lines.append(f"{words.terms['read']}: {link}")
    return Notice(
        title=_plain(f"{what} – {who}" if who else what), body="\n".join(lines), link=link
    )


def _lines(alert: Alert, words: Words) -> Iterator[str]:
    yield _plain(phrase(alert, words.phrases) if words.phrases else alert.headline)
    yield f"{words.terms['when']}: {_days(alert.when, words)}"
    for role, actors in _in_order(alert):
        yield _plain(f"{words.roles[role]}: {', '.join(_names(actors, words))}")
    yield f"{words.aspects['sources']}: {alert.sources}"
    for change in alert.changes:
        before, after = (_value(one, words) for one in (change.before, change.after))
        yield _plain(f"{words.aspects[change.aspect]}: {before} → {after}")
    for told in alert.evidence:
        yield ""
        yield f"“{_plain(told.text, most=_QUOTED)}”"
        yield _plain(" · ".join(part for part in (told.source, told.url) if part))


def _in_order(alert: Alert) -> Iterator[tuple[str, tuple[Actor, ...]]]:
    """Who acts before who is acted upon, whatever order the record has them in."""
    for role in EVENT_TYPES[alert.kind].roles_:
        if actors := alert.roles.get(role):
            yield role, actors


def _digest(alert: Alert, words: Words) -> Iterator[str]:
    for line in alert.lines:
        yield _plain(f"{words.types[line.type]}: {line.headline}", most=_QUOTED)


def _value(told: str, words: Words) -> str:
    """A value of a change: a status in the reader's language, anything else as it is."""
    return words.statuses[Status(told)] if told in set(Status) else told


def _names(actors: Iterable[Actor], words: Words) -> Iterator[str]:
    for actor in actors:
        state = _state(actor, words)
        named = actor.type is ActorType.STATE or state == actor.name
        yield state if named else f"{actor.name} ({state})"


def _state(actor: Actor, words: Words) -> str:
    """What an actor stands for: its state in the reader's language, else its own name."""
    return words.countries.get(actor.country or "", actor.name)


def _days(when: When, words: Words) -> str:
    """ISO 8601 days, the last one included; the words of the text where there are any."""
    if when.basis is Basis.PUBLICATION:
        return words.terms["undated"]
    first = when.begin.isoformat() if when.begin else None
    last = (when.end - timedelta(days=1)).isoformat() if when.end else None
    if first is None:
        days = f"{words.terms['until']} {last}" if last else words.terms["undated"]
    elif last is None:
        days = f"{words.terms['from']} {first}"
    else:
        days = first if first == last else f"{first} {words.terms['until']} {last}"
    return f"{days} (“{_plain(when.text)}”)" if when.text else days


def _plain(text: str, *, most: int = 1000) -> str:
    """`text` on one line, without control and direction characters, at most `most` long."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
