"""Rules: which stories a rule is about, and which are worth an alert by it."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.event import ActorType
from schemas.rules import Rule, Rulebook, Watch
from schemas.story import Story
from streams.core.identity import normal_name
from streams.core.party import person_name, same_person


def parse_rules(toml: str) -> Rulebook:
    """The rules written in `toml`.

    Raises ValueError with what is wrong and where it stands, all of it in one message.
    """
    written = tomllib.loads(toml)
    try:
        return Rulebook.model_validate(written)
    except ValueError as error:
        told = getattr(error, "errors", None)
        if told is None:
            raise
        # An array of wrong rules is told to be empty, besides what is wrong with each.
        real = [one for one in told() if one["type"] != "too_short"] or told()
        raise ValueError("; ".join(_complaint(one, written) for one in real)) from None


def loud(book: Rulebook) -> Rulebook:
    """The rules without their silence about what is old."""
    spoken = {"silent_after_days": None, "past_after_days": None}
    return book.model_copy(update={"rule": tuple(r.model_copy(update=spoken) for r in book.rule)})


def concerns(rule: Rule, story: Story, *, book: Rulebook) -> bool:
    """Whether `rule` is about such a story, however it stands."""
    return (
        (not rule.kinds or story.kind in rule.kinds)
        and (rule.military is None or story.military is rule.military)
        and (not rule.countries or not set(rule.countries).isdisjoint(story.countries))
        and (not rule.people or _names_person(story, rule.people))
        and (not rule.items or _names_item(story, rule.items))
        and (
            not rule.watch or any(_sees(one, story) for one in book.watch if one.name in rule.watch)
        )
    )


def _lists(rule: Rule, book: Rulebook) -> Iterable[Watch]:
    return (one for one in book.watch if one.name in rule.watch)


def covers(rule: Rule, story: Story, *, book: Rulebook) -> bool:
    """Whether the story, as it stands, is worth an alert by `rule`."""
    return (
        concerns(rule, story, book=book)
        and story.status in rule.statuses
        and story.sources >= rule.min_sources
        and story.confidence >= rule.min_confidence
    )


def _sees(watch: Watch, story: Story) -> bool:
    """Whether something of the list takes part in the story."""
    return (
        not set(watch.countries).isdisjoint(story.countries)
        or _names_person(story, watch.people)
        or _names_item(story, watch.items)
    )


def _complaint(error: Mapping[str, Any], written: Mapping[str, Any]) -> str:
    """ "rule 2 ('borders'): kinds.0: ..." """
    told = str(error["msg"]).removeprefix("Value error, ")
    table, number, *rest = (*error["loc"], None, None)[: max(2, len(error["loc"]))]
    if not isinstance(number, int):
        return f"{table}: {told}" if table else told
    entry = written[table][number]
    name = entry.get("name") if isinstance(entry, dict) else None
    where = f"{table} {number + 1}" + (f" ({name!r})" if name else "")
    return f"{where}: {'.'.join(map(str, rest))}: {told}" if rest else f"{where}: {told}"


def _names_person(story: Story, people: Iterable[str]) -> bool:
    wanted = [person_name(name) for name in people]
    return any(
        same_person(name, person_name(actor.name))
        for name in wanted
        for actors in story.roles.values()
        for actor in actors
        if actor.type is ActorType.PERSON
    )


def _names_item(story: Story, items: Iterable[str]) -> bool:
    wanted = [set(normal_name(name).split()) for name in items]
    return any(
        words <= set(normal_name(item.name).split())
        or words == set(normal_name(item.item_class or "").split())
        for words in wanted
        for item in story.items
    )
