"""Records: drafts made into the typed events of the wire."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TypedDict

from schemas.article import Article
from schemas.event import (
    EVENT_ADAPTER,
    EVENT_TYPES,
    Actor,
    ActorType,
    Attribution,
    Event,
    Evidence,
    Item,
    Kind,
    Place,
    Quantity,
)
from schemas.when import Basis, Granularity, When
from streams.core.events.codes import codes
from streams.core.events.draft import Draft
from streams.core.fingerprint import fingerprint
from streams.core.identity import event_id
from streams.core.language.items import Thing
from streams.core.language.world import World
from streams.core.sentence.phrases import Referent

_ACTOR_TYPES = {
    "state": ActorType.STATE,
    "capital": ActorType.STATE,
    "place": ActorType.STATE,
    "people": ActorType.STATE,
    "person": ActorType.PERSON,
    "ministry": ActorType.MINISTRY,
    "force": ActorType.FORCE,
    "alliance": ActorType.ALLIANCE,
    "group": ActorType.GROUP,
    "company": ActorType.COMPANY,
}
#: Kinds whose records list items; an accord keeps its goods for the deliveries that follow.
_WITH_ITEMS = {Kind.DELIVERY, Kind.DEPLOYMENT, Kind.JOINT_UNIT}
#: Kinds that happen somewhere; a delivery and an accord have parties, no place.
_WITH_PLACE = {
    Kind.VISIT,
    Kind.MEETING,
    Kind.EXERCISE,
    Kind.TRAINING,
    Kind.DEPLOYMENT,
    Kind.BASING,
}
_UNITS = {g.value for g in Granularity}


class _Claim(TypedDict):
    """What an event claims, as its identity is made of it."""

    kind: Kind
    roles: dict[str, tuple[Actor, ...]]
    when: When
    place: Place | None
    items: tuple[Item, ...]


class Recorder:
    """Makes records of drafts; `version` names the extractor in each."""

    def __init__(self, world: World, version: str) -> None:
        self._world = world
        self._version = version

    def events(self, article: Article, drafts: Sequence[Draft]) -> tuple[Event, ...]:
        """The records of `drafts`, ids told apart where two claims have one normal form."""
        seen: Counter[str] = Counter()
        out: list[Event] = []
        sketch = fingerprint(f"{article.title}\n{article.text}") if drafts else None
        for draft in drafts:
            claim = self._claim(article, draft)
            bare = event_id(article.article_id, **claim)
            identity = event_id(article.article_id, **claim, ordinal=seen[bare])
            seen[bare] += 1
            made = _event(article, draft, claim, identity=identity, extractor=self._version)
            out.append(made.model_copy(update={"fingerprint": sketch}))
        return tuple(out)

    def _claim(self, article: Article, draft: Draft) -> _Claim:
        roles = {
            role: tuple(self._actor(r) for r in draft.roles.get(role, ()))
            for role in EVENT_TYPES[draft.kind].roles_
        }
        return {
            "kind": draft.kind,
            "roles": roles,
            "when": self._when(article, draft),
            "place": self._place(draft) if draft.kind in _WITH_PLACE else None,
            "items": tuple(_item(t) for t in draft.things if draft.kind in _WITH_ITEMS),
        }

    def _actor(self, referent: Referent) -> Actor:
        name = referent.name
        if referent.type in {"capital", "place", "people"} and referent.country:
            name = self._world.country_name(referent.country)
        return Actor(
            text=referent.text,
            name=name,
            country=referent.country,
            type=self._type(referent),
        )

    def _type(self, referent: Referent) -> ActorType:
        """An office without a name stands for its state: "the Turkish defence minister"."""
        nameless = referent.name == self._world.country_name(referent.country or "")
        if referent.type == "person" and nameless:
            return ActorType.STATE
        return _ACTOR_TYPES.get(referent.type, ActorType.OTHER)

    def _place(self, draft: Draft) -> Place | None:
        place = draft.place
        if place is None:
            return None
        return Place(text=place.text, name=place.place or place.name, country=place.country)

    def _when(self, article: Article, draft: Draft) -> When:
        day = article.published_at.date()
        dated = draft.dated
        if dated is None:
            return When(
                begin=day,
                end=day + timedelta(1),
                granularity=Granularity.DAY,
                basis=Basis.PUBLICATION,
            )
        unit = dated.granularity if dated.granularity in _UNITS else "interval"
        return When(
            begin=dated.days.begin,
            end=dated.days.end,
            granularity=Granularity(unit),
            basis=dated.basis,
            text=dated.text,
            value=dated.value,
            approximate=dated.approximate,
            confidence=min(1.0, dated.strength),
        )


def _event(
    article: Article, draft: Draft, claim: _Claim, *, identity: str, extractor: str
) -> Event:
    by = draft.attribution
    return EVENT_ADAPTER.validate_python(
        {
            "kind": claim["kind"],
            **claim["roles"],
            "when": claim["when"],
            "place": claim["place"],
            "items": claim["items"],
            "event_id": identity,
            "article_id": article.article_id,
            "article_version": article.version,
            "published_at": article.published_at,
            "language": article.language,
            "source": article.source,
            "url": article.url,
            "status": draft.status,
            "military": draft.military or draft.kind.value not in {"visit", "meeting"},
            "attribution": by
            and Attribution(
                text=by.text,
                name=by.name or None,
                country=by.country,
                denies=draft.contested,
            ),
            "confidence": min(1.0, draft.score),
            "evidence": tuple(_evidence(article, d) for d in (draft, *draft.also)),
            "codes": codes(draft.kind, draft.status),
            "extractor": extractor,
        }
    )


def _item(thing: Thing) -> Item:
    count = thing.count
    return Item(
        text=thing.text,
        name=thing.name,
        item_class=thing.item_class,
        quantity=Quantity(
            minimum=count.minimum, maximum=count.maximum, approximate=count.approximate
        ),
    )


def _evidence(article: Article, draft: Draft) -> Evidence:
    whole = article.title if draft.headline else article.text
    return Evidence(
        field="title" if draft.headline else "text",
        start=draft.start,
        end=draft.end,
        text=whole[draft.start : draft.end],
        trigger=draft.trigger,
        rule=draft.rule,
    )
