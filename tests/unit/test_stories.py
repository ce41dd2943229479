"""One occasion is one story, told in whatever order, and told twice it stays one."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.event import Actor, Event, Item, Kind, Place, Status
from schemas.story import Change, Story
from schemas.when import Basis
from streams.core.party import sound
from streams.core.stories.clusterer import MOST_CLAIMS, Clusterer
from streams.core.stories.matching import affinity
from streams.core.stories.profile import Profile, extent_of, profile_of_claim
from streams.core.stories.telling import claim_of
from streams.core.stories.vicinity import Vicinity
from tests.unit.claims import event, person, retraction, state

SHOIGU = person("Sergei Shoigu", "RUS")
LAVROV = person("Sergey Lavrov", "RUS")
RUS, BLR, UKR, USA, CHN, POL = (state(code) for code in ("RUS", "BLR", "UKR", "USA", "CHN", "POL"))
BY = (BLR,)


def told(*events: Event) -> Clusterer:
    clusterer = Clusterer.empty()
    for one in events:
        clusterer.add(one)
    return clusterer


def partition(clusterer: Iterable[Story]) -> set[frozenset[str]]:
    return {
        frozenset(claim.event_id for claim in story.claims)
        for story in clusterer
        if not story.withdrawn
    }


def only(clusterer: Clusterer) -> Story:
    (story,) = clusterer
    return story


VISIT = event(article="a", when="12-19", visitor=(SHOIGU,), host=BY)
DELIVERY = event(
    Kind.DELIVERY, article="a", when="12-19", items=("S-400",), supplier=(RUS,), recipient=BY
)
TRAINING = event(Kind.TRAINING, article="a", when="12-19", trainer=(RUS,), trainee=BY)
MEETING = event(Kind.MEETING, article="a", when="12-19", participant=(RUS, BLR))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (VISIT, event(article="b", when="12-19", visitor=(person("Sjojgoe", "RUS"),), host=BY)),
        (VISIT, event(article="b", when="12-19", visitor=(SHOIGU,))),
        (VISIT, event(article="b", when="12-19", visitor=(RUS,), host=BY)),
        (VISIT, event(article="b", when="12-20", visitor=(SHOIGU,), host=BY)),
        (VISIT, event(article="b", when="12-01", days=31, visitor=(SHOIGU,), host=BY)),
        (VISIT, event(article="b", published="12-21", visitor=(SHOIGU,), host=BY)),
        (
            event(
                article="b",
                published="12-15",
                when="12-19",
                days=7,
                status=Status.PLANNED,
                visitor=(SHOIGU,),
                host=BY,
            ),
            VISIT,
        ),
        (
            VISIT,
            event(
                article="b",
                when="12-19",
                visitor=(SHOIGU,),
                fields={"place": Place(text="Minsk", name="Minsk", country="BLR")},
            ),
        ),
        (
            DELIVERY,
            event(
                Kind.DELIVERY,
                article="b",
                published="12-20",
                items=("S-400", "Iskander"),
                supplier=(RUS,),
                recipient=BY,
            ),
        ),
        (
            DELIVERY,
            event(Kind.DELIVERY, article="b", published="12-22", items=("S-400",), recipient=BY),
        ),
        (
            event(
                Kind.DELIVERY,
                article="p",
                published="09-01",
                status=Status.PLANNED,
                items=("S-400",),
                supplier=(RUS,),
                recipient=BY,
            ),
            DELIVERY,
        ),
        (
            event(
                Kind.EXERCISE,
                article="a",
                when="12-01",
                status=Status.ONGOING,
                published="12-02",
                participant=(RUS, BLR),
            ),
            event(
                Kind.EXERCISE,
                article="b",
                when="12-18",
                published="12-19",
                participant=(RUS, BLR),
            ),
        ),
        (
            event(Kind.BASING, article="a", when="12-19", host=BY, user=(RUS,)),
            event(
                Kind.BASING,
                article="b",
                when="12-19",
                host=BY,
                user=(RUS,),
                fields={"place": Place(text="Russian", name="Russia", country="RUS")},
            ),
        ),
        (MEETING, event(Kind.MEETING, article="b", when="12-19", participant=(RUS, BLR, CHN))),
        (
            event(Kind.MEETING, article="b", when="12-19", participant=(RUS, BLR, CHN)),
            event(Kind.MEETING, article="c", when="12-19", participant=(RUS, BLR, POL)),
        ),
        (VISIT, event(article="b", published="12-22", when="12-22", visitor=(SHOIGU,), host=BY)),
        (TRAINING, event(Kind.TRAINING, article="b", when="12-19", trainer=BY, trainee=(RUS,))),
        (
            event(published="12-15", when="12-19", visitor=(SHOIGU,), host=BY),
            event(
                article="b",
                published="12-16",
                when="12-19",
                status=Status.PLANNED,
                visitor=(SHOIGU,),
                host=BY,
            ),
        ),
        (
            event(when="12-19", status=Status.DENIED, visitor=(SHOIGU,), host=BY),
            event(article="b", when="12-26", status=Status.DENIED, visitor=(SHOIGU,), host=BY),
        ),
    ],
    ids=[
        "another spelling",
        "no host",
        "state for person",
        "a day beside",
        "only a month",
        "no date",
        "the plan of it",
        "place for host",
        "more items",
        "no supplier",
        "a promise that was kept",
        "the end of what went on",
        "a place that the host has not",
        "one more at the table",
        "two of three shared",
        "a later day of the stay",
        "the other way round",
        "a fact of a day to come",
        "called off for another day",
    ],
)
def test_one_occasion(first: Event, second: Event) -> None:
    assert len(partition(told(first, second))) == 1
    assert len(partition(told(second, first))) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (VISIT, event(article="b", published="12-30", when="12-28", visitor=(SHOIGU,), host=BY)),
        (VISIT, event(article="b", when="12-19", visitor=(LAVROV,), host=BY)),
        (VISIT, event(article="b", when="12-19", visitor=(SHOIGU,), host=(CHN,))),
        (VISIT, event(article="b", published="12-30", visitor=(SHOIGU,), host=BY)),
        (
            VISIT,
            event(
                article="b",
                published="12-20",
                when="12-23",
                status=Status.PLANNED,
                visitor=(SHOIGU,),
                host=BY,
            ),
        ),
        (VISIT, DELIVERY),
        (
            DELIVERY,
            event(Kind.DELIVERY, article="b", when="12-19", supplier=(USA,), recipient=BY),
        ),
        (
            DELIVERY,
            event(Kind.DELIVERY, article="b", when="12-19", supplier=(BLR,), recipient=(RUS,)),
        ),
        (
            DELIVERY,
            event(
                Kind.DELIVERY,
                article="a",
                when="12-19",
                items=("Su-35",),
                supplier=(RUS,),
                recipient=BY,
            ),
        ),
        (VISIT, event(article="b", published="12-23", when="12-23", visitor=(SHOIGU,), host=BY)),
        (TRAINING, event(Kind.TRAINING, article="a", when="12-19", trainer=BY, trainee=(RUS,))),
        (
            TRAINING,
            event(
                Kind.TRAINING,
                article="b",
                published="12-22",
                when="12-22",
                trainer=BY,
                trainee=(RUS,),
            ),
        ),
        (VISIT, event(article="b", when="12-19", visitor=(BLR,), host=(LAVROV,))),
        (MEETING, event(Kind.MEETING, article="b", when="12-19", participant=(RUS, CHN))),
        (
            event(article="a", when="12-19", host=BY),
            event(article="b", when="12-19", visitor=(SHOIGU,)),
        ),
    ],
    ids=[
        "nine days later",
        "another minister",
        "another host",
        "no date, eleven days later",
        "planned after the fact",
        "another kind",
        "another supplier",
        "the other way round",
        "another consignment in one article",
        "four days later",
        "both ways in one article",
        "the other way round on another day",
        "the other way round by another",
        "another table",
        "nobody in common",
    ],
)
def test_two_occasions(first: Event, second: Event) -> None:
    assert len(partition(told(first, second))) == 2
    assert len(partition(told(second, first))) == 2


@pytest.mark.parametrize(
    ("published", "stories"), [("02-15", 1), ("03-15", 2)], ids=["weeks after", "long after"]
)
def test_what_lasts_is_spoken_of_as_a_plan_for_weeks(published: str, stories: int) -> None:
    fact = event(Kind.BASING, article="a", published="02-03", host=(POL,), user=(USA,))
    plan = event(
        Kind.BASING,
        article="b",
        published=published,
        status=Status.PLANNED,
        host=(POL,),
        user=(USA,),
    )
    assert len(partition(told(fact, plan))) == len(partition(told(plan, fact))) == stories


def test_consignments_of_different_classes_are_two() -> None:
    def consignment(article: str, name: str, item_class: str) -> Event:
        item = Item(text=name, name=name, item_class=item_class)
        return event(
            Kind.DELIVERY,
            article=article,
            name=article,
            when="12-19",
            supplier=(USA,),
            recipient=(UKR,),
            fields={"items": (item,)},
        )

    patriot = consignment("a", "Patriot", "air_defence")
    assert len(told(patriot, consignment("b", "Abrams", "tank"))) == 2
    assert len(told(patriot, consignment("b", "air defence system", "air_defence"))) == 1


def test_a_general_class_and_its_special_one_are_one_consignment() -> None:
    def guns(article: str, name: str, item_class: str) -> Event:
        thing = Item(text=name, name=name, item_class=item_class)
        return event(
            Kind.DELIVERY,
            article=article,
            when="12-19",
            supplier=(USA,),
            recipient=(UKR,),
            fields={"items": [thing]},
        )

    archer = guns("a", "Archer", "self-propelled howitzer")
    assert len(partition(told(archer, guns("b", "howitzer", "howitzer")))) == 1
    assert len(partition(told(archer, guns("b", "battle tank", "battle tank")))) == 2


def test_who_is_who_is_told_by_most() -> None:
    def training(article: str, **roles: Any) -> Event:
        return event(Kind.TRAINING, article=article, when="12-19", **roles)

    wrong = training("a", trainer=BY, trainee=(RUS,))
    right = [training(article, trainer=(RUS,), trainee=BY) for article in ("b", "c")]
    lacking = training("d", trainer=(RUS,))
    for claims in ([wrong, *right, lacking], [lacking, *right, wrong]):
        story = only(told(*claims))
        assert story.roles == {"trainer": (RUS,), "trainee": BY}


def test_a_plan_and_its_visit_are_one_story_that_moves_on() -> None:
    plan = event(
        article="plan",
        published="12-12",
        when="12-19",
        days=7,
        status=Status.PLANNED,
        visitor=(SHOIGU,),
        host=BY,
    )
    clusterer = Clusterer.empty()
    (opened,) = clusterer.add(plan)
    (moved_on,) = clusterer.add(VISIT)
    assert (opened.change, opened.revision) == (Change.CREATED, 1)
    assert (moved_on.change, moved_on.revision) == (Change.ESCALATED, 2)
    assert moved_on.story_id == opened.story_id
    assert (moved_on.previous_status, moved_on.status) == (Status.PLANNED, Status.OCCURRED)
    assert [change.status for change in moved_on.history] == [Status.PLANNED, Status.OCCURRED]
    assert moved_on.when == VISIT.when
    assert moved_on.sources == 2
    assert moved_on.countries == ("BLR", "RUS")


def test_a_late_plan_does_not_take_back_what_happened() -> None:
    plan = event(
        article="plan",
        published="12-12",
        when="12-19",
        status=Status.PLANNED,
        visitor=(SHOIGU,),
        host=BY,
    )
    story = only(told(VISIT, plan))
    assert story.status is Status.OCCURRED
    assert [change.status for change in story.history] == [Status.PLANNED, Status.OCCURRED]
    assert story.change is Change.UPDATED


def test_a_plan_is_put_off_and_cancelled() -> None:
    def plan(article: str, published: str, when: str, status: Status) -> Event:
        return event(
            article=article,
            published=published,
            when=when,
            status=status,
            visitor=(SHOIGU,),
            host=BY,
        )

    clusterer = told(plan("a", "12-01", "12-12", Status.PLANNED))
    (put_off,) = clusterer.add(plan("b", "12-08", "12-15", Status.PLANNED))
    (cancelled,) = clusterer.add(plan("c", "12-14", "12-15", Status.DENIED))
    assert put_off.change is Change.DATE_MOVED
    assert put_off.previous_when is not None
    assert put_off.previous_when.begin is not None
    assert put_off.when.begin == put_off.previous_when.begin + timedelta(days=3)
    assert cancelled.change is Change.CANCELLED
    assert cancelled.previous_status is Status.PLANNED


def test_the_most_specific_date_of_the_newest_is_the_date() -> None:
    vague = event(article="c", published="12-21", when="12-01", days=31, visitor=(SHOIGU,), host=BY)
    undated = event(article="d", published="12-20", visitor=(SHOIGU,), host=BY)
    story = only(told(undated, vague, VISIT))
    assert story.when == VISIT.when
    assert only(told(undated)).when.basis is Basis.PUBLICATION


def test_a_source_counts_once() -> None:
    story = only(
        told(
            event(article="a", source="Reuters", when="12-19", visitor=(SHOIGU,), host=BY),
            event(article="b", source="Reuters", when="12-19", visitor=(SHOIGU,), host=BY),
            event(article="c", source="ANP", when="12-19", visitor=(SHOIGU,), host=BY),
        )
    )
    assert (story.sources, len(story.claims)) == (2, 3)


def test_roles_and_items_are_put_together() -> None:
    more = event(
        Kind.DELIVERY,
        article="b",
        when="12-19",
        items=("S-400", "Iskander"),
        supplier=(RUS,),
    )
    story = only(told(more, DELIVERY))
    assert story.roles == {"recipient": (BLR,), "supplier": (RUS,)}
    assert [item.name for item in story.items] == ["S-400", "Iskander"]


def test_a_retraction_of_the_last_claim_withdraws() -> None:
    clusterer = told(VISIT)
    (void,) = clusterer.retract(retraction(VISIT))
    assert (void.change, void.withdrawn, void.claims) == (Change.WITHDRAWN, True, ())
    assert void.roles == {"visitor": (SHOIGU,), "host": BY}
    assert clusterer.retract(retraction(VISIT)) == ()
    (anew,) = clusterer.add(VISIT)
    assert (anew.story_id, anew.revision) == (void.story_id, 3)
    assert anew.change is Change.CREATED


def test_a_retraction_leaves_the_claims_of_others() -> None:
    other = event(article="b", when="12-19", visitor=(SHOIGU,), host=BY)
    clusterer = told(VISIT, other)
    (story,) = clusterer.retract(retraction(VISIT))
    assert [claim.event_id for claim in story.claims] == [other.event_id]
    assert not story.withdrawn


def test_a_claim_of_a_newer_version_withstands_an_older_retraction() -> None:
    newer = VISIT.model_copy(update={"article_version": 3})
    assert told(newer).retract(retraction(VISIT, version=2)) == ()


def test_a_newer_version_replaces_its_claim_and_an_older_does_not() -> None:
    clusterer = told(VISIT)
    newer = VISIT.model_copy(update={"article_version": 2, "status": Status.DENIED})
    (story,) = clusterer.add(newer)
    assert (len(story.claims), story.status, story.revision) == (1, Status.DENIED, 2)
    assert clusterer.add(VISIT) == ()


def test_a_story_that_lost_its_first_claim_keeps_its_name_to_itself() -> None:
    other = event(article="b", published="12-22", when="12-22", visitor=(SHOIGU,), host=BY)
    later = event(article="b2", published="12-25", when="12-25", visitor=(SHOIGU,), host=BY)
    clusterer = told(VISIT, other, later)
    clusterer.retract(retraction(VISIT))
    clusterer.retract(retraction(other))
    (anew,) = clusterer.add(VISIT)
    assert len(partition(clusterer)) == 2
    assert len({story.story_id for story in clusterer}) == 2
    assert anew.revision == 1


def test_a_story_that_everybody_tells_stays_small() -> None:
    clusterer = told(VISIT)
    for number in range(MOST_CLAIMS + 20):
        clusterer.add(event(article=f"r{number}", when="12-19", visitor=(SHOIGU,), host=BY))
    assert len(only(clusterer).claims) == MOST_CLAIMS
    late = event(article="x", published="12-21", when="12-19", visitor=(SHOIGU, LAVROV), host=BY)
    (story,) = clusterer.add(late)
    assert len(story.claims) == MOST_CLAIMS + 1
    assert LAVROV in story.roles["visitor"]


def test_restored_stories_go_on() -> None:
    before = told(VISIT, DELIVERY)
    after = Clusterer.empty()
    for story in before:
        after.restore(story)
        after.restore(story)
    assert after.add(VISIT) == ()
    (story,) = after.add(event(article="b", when="12-19", visitor=(SHOIGU,), host=BY))
    assert story.revision == 2
    assert next(iter(before)).claims[0] == story.claims[0]


def test_a_story_closes_a_horizon_after_its_date() -> None:
    clusterer = Clusterer(horizon=timedelta(days=30), keep=0)
    clusterer.add(event(article="a", published="01-05", when="01-04", visitor=(SHOIGU,), host=BY))
    clusterer.add(event(article="b", published="03-01", when="02-28", visitor=(RUS,), host=(CHN,)))
    late = event(article="c", published="01-06", when="01-04", visitor=(SHOIGU,), host=BY)
    (story,) = clusterer.add(late)
    assert story.change is Change.CREATED


@pytest.mark.parametrize(
    "names",
    [
        ("Shoigu", "Sjojgoe", "Schoigu"),
        ("Lukashenko", "Loekasjenko", "Lukaschenko"),
        ("Zelensky", "Zelenskyy", "Zelenski"),
        ("Khrenin", "Chrenin"),
        ("Putin", "Poetin"),
        ("Medvedev", "Medwedew"),
    ],
)
def test_renderings_of_one_name_sound_alike(names: tuple[str, ...]) -> None:
    assert len({sound(name) for name in names}) == 1


def test_other_names_sound_otherwise() -> None:
    names = (
        "Shoigu",
        "Lavrov",
        "Lukashenko",
        "Zelensky",
        "Xi",
        "Li",
        "Wang",
        "Austin",
        "Aoun",
        "EU",
    )
    assert len({sound(name) for name in names}) == len(names)


def occasions() -> list[list[Event]]:
    """Clear-cut occasions, each told by several articles: no two share a party and a time."""
    found: list[list[Event]] = []
    for index, (kind, guest, host, month) in enumerate(
        [
            (Kind.VISIT, "RUS", "BLR", 1),
            (Kind.VISIT, "RUS", "BLR", 3),
            (Kind.VISIT, "USA", "POL", 1),
            (Kind.DELIVERY, "USA", "UKR", 5),
            (Kind.DELIVERY, "POL", "UKR", 5),
            (Kind.DEPLOYMENT, "RUS", "BLR", 5),
        ]
    ):
        first, second = {
            Kind.VISIT: ("visitor", "host"),
            Kind.DELIVERY: ("supplier", "recipient"),
            Kind.DEPLOYMENT: ("sender", "host"),
        }[kind]
        full: dict[str, Any] = {first: (state(guest),), second: (state(host),)}
        plan = event(
            kind,
            article=f"{index}-plan",
            published=f"{month:02}-08",
            when=f"{month:02}-14",
            days=7,
            status=Status.PLANNED,
            **full,
        )
        fact = event(
            kind, article=f"{index}-fact", published=f"{month:02}-15", when=f"{month:02}-14", **full
        )
        undated = event(kind, article=f"{index}-undated", published=f"{month:02}-15", **full)
        partial = event(
            kind,
            article=f"{index}-partial",
            published=f"{month:02}-15",
            when=f"{month:02}-14",
            **{first: full[first]},
        )
        found.append([plan, fact, undated, partial])
    return found


OCCASIONS = occasions()
CLAIMS = [claim for occasion in OCCASIONS for claim in occasion]


@given(st.permutations(CLAIMS))
@settings(max_examples=60, deadline=None)
def test_any_order_gives_the_same_stories(claims: list[Event]) -> None:
    clusterer = told(*claims)
    expected = {frozenset(claim.event_id for claim in occasion) for occasion in OCCASIONS}
    assert partition(clusterer) == expected
    tellings = {
        (story.status, story.when, story.countries, story.history, story.sources)
        for story in clusterer
    }
    assert tellings == {
        (story.status, story.when, story.countries, story.history, story.sources)
        for story in told(*CLAIMS)
    }
    for claim in claims:
        assert clusterer.add(claim) == ()


@given(st.permutations(CLAIMS), st.permutations(CLAIMS))
@settings(max_examples=20, deadline=None)
def test_retracting_all_withdraws_all(added: list[Event], retracted: list[Event]) -> None:
    clusterer = told(*added)
    for claim in retracted:
        assert len(clusterer.retract(retraction(claim))) == 1
    assert all(story.withdrawn and not story.claims for story in clusterer)


KINDS = (Kind.VISIT, Kind.DELIVERY, Kind.MEETING)
ROLES = {
    Kind.VISIT: ("visitor", "host"),
    Kind.DELIVERY: ("supplier", "recipient"),
    Kind.MEETING: ("participant",),
}


@st.composite
def any_claims(draw: st.DrawFn) -> list[Event]:
    """Claims about few parties and days, clear-cut or not."""
    claims = []
    for number in range(draw(st.integers(1, 14))):
        kind = draw(st.sampled_from(KINDS))
        states = st.lists(st.sampled_from((RUS, BLR, USA)), max_size=2, unique=True)
        roles: dict[str, Any] = {role: tuple(draw(states)) for role in ROLES[kind]}
        month, when = draw(st.integers(1, 12)), draw(st.none() | st.integers(1, 12))
        days = draw(st.sampled_from((1, 7, 31, 365)))
        claims.append(
            event(
                kind,
                article=f"a{draw(st.integers(0, 5))}",
                name=f"e{number}",
                published=f"{month:02}-{draw(st.integers(1, 28)):02}",
                when=None if when is None else f"{when:02}-{draw(st.integers(1, 28)):02}",
                days=days,
                status=draw(st.sampled_from(Status)),
                **roles,
            )
        )
    return claims


@given(any_claims())
@settings(max_examples=150, deadline=None)
def test_the_index_misses_no_story_that_fits(claims: list[Event]) -> None:
    profiles: dict[str, Profile] = {}
    index = Vicinity()
    for claim in claims:
        found = profile_of_claim(claim_of(claim), kind=claim.kind)
        near = index.near(claim.kind, extent_of(found))
        for other, known in profiles.items():
            if affinity(found, known) is not None or affinity(known, found) is not None:
                assert other in near
        profiles[claim.event_id] = found
        index.put(claim.event_id, claim.kind, extent_of(found))
    for name, known in profiles.items():
        index.drop(name, known.kind, extent_of(known))
    assert not any(index.near(known.kind, extent_of(known)) for known in profiles.values())


@given(any_claims(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_the_books_are_kept(claims: list[Event], chance: Random) -> None:
    clusterer = Clusterer.empty()
    standing: set[str] = set()
    newest: dict[str, Story] = {}
    for claim in claims:
        changed = list(clusterer.add(claim))
        standing.add(claim.event_id)
        if chance.random() < 0.3:
            gone = chance.choice(claims)
            changed += clusterer.retract(retraction(gone))
            standing.discard(gone.event_id)
        for story in changed:
            before = newest.get(story.story_id)
            assert story.revision == (before.revision + 1 if before else 1)
            newest[story.story_id] = story
    # What was published is the whole state: each claim that stands is in one story.
    assert {story.story_id: story for story in clusterer} == newest
    told = [claim.event_id for story in newest.values() for claim in story.claims]
    assert sorted(told) == sorted(standing)
    assert all(story.withdrawn is (not story.claims) for story in newest.values())
    # And a clusterer that is restored from it goes on as this one does.
    restored = Clusterer.empty()
    for story in newest.values():
        restored.restore(story)
    for claim in claims:
        assert restored.add(claim) == clusterer.add(claim)


def test_actors_without_a_state_are_parties() -> None:
    nato = Actor(text="de NAVO", name="NATO", country=None)
    training: dict[str, Any] = {"trainer": (nato,), "trainee": (UKR,)}
    clusterer = told(
        event(Kind.TRAINING, article="a", when="12-19", **training),
        event(Kind.TRAINING, article="b", when="12-19", **training),
    )
    assert only(clusterer).countries == ("UKR",)


def test_two_stories_are_merged_by_a_claim_that_tells_both() -> None:
    clusterer = told(
        event(article="a", when="12-19", visitor=(SHOIGU,)),
        event(article="b", when="12-19", host=BY),
    )
    assert len(partition(clusterer)) == 2
    survivor, merged = clusterer.add(event(article="c", when="12-19", visitor=(SHOIGU,), host=BY))
    assert len(survivor.claims) == 3
    assert survivor.merged_from == (merged.story_id,)
    assert (merged.change, merged.merged_into) == (Change.MERGED, survivor.story_id)
    assert merged.withdrawn


def test_who_denies_a_fact_and_who_dates_it_otherwise_is_told() -> None:
    story = only(
        told(
            VISIT,
            event(article="b", when="12-19", status=Status.DENIED, visitor=(SHOIGU,), host=BY),
        )
    )
    (denial,) = story.contradictions
    assert (story.status, denial.aspect, denial.claimed) == (Status.OCCURRED, "status", "denied")


def test_a_story_that_is_over_is_packed_and_still_corrected() -> None:
    clusterer = Clusterer(horizon=timedelta(days=30), keep=0)
    old = event(article="a", published="01-05", when="01-04", visitor=(SHOIGU,), host=BY)
    clusterer.add(old)
    clusterer.add(event(article="b", published="03-01", when="02-28", visitor=(RUS,), host=(CHN,)))
    assert clusterer.add(old) == ()
    (void,) = clusterer.retract(retraction(old))
    assert (void.change, void.revision) == (Change.WITHDRAWN, 2)


def test_old_news_fed_in_later_finds_its_story_open() -> None:
    clusterer = Clusterer(horizon=timedelta(days=30))
    clusterer.add(event(article="n", published="12-19", when="12-19", visitor=(RUS,), host=(CHN,)))
    for article in ("a", "b", "c"):
        clusterer.add(
            event(article=article, published="01-05", when="01-04", visitor=(SHOIGU,), host=BY)
        )
    assert sorted(len(story.claims) for story in clusterer) == [1, 3]
