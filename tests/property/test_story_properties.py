"""What holds of clustering for any claims in any order, clear-cut or not."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.event import Event, Item, Kind, Place, Retraction, Status
from schemas.story import Change, Story
from streams.core.stories.clusterer import Clusterer
from streams.core.stories.gathering import gather
from streams.core.stories.telling import claim_of
from tests.unit.claims import event, person, retraction, state

RUS, BLR, USA, POL = (state(code) for code in ("RUS", "BLR", "USA", "POL"))
PEOPLE = (person("Sergei Shoigu", "RUS"), person("Sergey Lavrov", "RUS"), person("Austin", "USA"))
ACTORS = (RUS, BLR, USA, POL, *PEOPLE)
ROLES = {
    Kind.VISIT: ("visitor", "host"),
    Kind.DELIVERY: ("supplier", "recipient"),
    Kind.MEETING: ("participant",),
    Kind.EXERCISE: ("participant",),
    Kind.BASING: ("host", "user"),
}
PLACES = (None, Place(text="Minsk", name="Minsk", country="BLR"))
ITEMS = (
    Item(text="S-400", name="S-400", item_class="air_defence"),
    Item(text="tank", name="tank", item_class="tank"),
    Item(text="Abrams", name="Abrams", item_class="tank"),
)


@st.composite
def claims_of_one_kind(draw: st.DrawFn, *, most: int = 9) -> list[Event]:
    """Claims about few parties, days and things: nearly all of them have to do with each other."""
    kind = draw(st.sampled_from(tuple(ROLES)))
    found = []
    for number in range(draw(st.integers(2, most))):
        roles: dict[str, Any] = {
            role: tuple(draw(st.lists(st.sampled_from(ACTORS), max_size=2, unique=True)))
            for role in ROLES[kind]
        }
        when = draw(st.none() | st.integers(1, 28))
        found.append(
            event(
                kind,
                article=f"a{draw(st.integers(0, 8))}",
                name=f"e{number}",
                published=f"{draw(st.integers(5, 7)):02}-{draw(st.integers(1, 28)):02}",
                when=None if when is None else f"{draw(st.integers(5, 7)):02}-{when:02}",
                days=draw(st.sampled_from((1, 1, 7, 31))),
                status=draw(st.sampled_from(Status)),
                fields={
                    "place": draw(st.sampled_from(PLACES)),
                    "items": tuple(draw(st.lists(st.sampled_from(ITEMS), max_size=1))),
                },
                **roles,
            )
        )
    return found


def groups(clusterer: Clusterer) -> set[tuple[str, ...]]:
    return {
        tuple(claim.event_id for claim in story.claims)
        for story in clusterer
        if not story.withdrawn
    }


def gathered(claims: list[Event]) -> set[tuple[str, ...]]:
    kind = claims[0].kind if claims else Kind.VISIT
    return {
        tuple(claim.event_id for claim in group.claims)
        for group in gather(map(claim_of, claims), kind=kind)
    }


def bare(clusterer: Clusterer) -> list[dict[str, Any]]:
    """What the stories say, but for what the way to them leaves: names, revisions, changes."""
    left = {
        "story_id", "revision", "change", "previous_status", "previous_when", "merged_from",
        "split_from", "changed_at", "changeset",
    }  # fmt: skip
    standing = (story for story in clusterer if not story.withdrawn)
    return sorted((story.model_dump(exclude=left) for story in standing), key=repr)


@given(claims_of_one_kind(), st.data())
@settings(max_examples=120, deadline=None)
def test_the_order_of_arrival_leaves_no_trace(claims: list[Event], data: st.DataObject) -> None:
    # Nor does it matter which stories lie packed.
    one, other = Clusterer.empty(), Clusterer(warm=1)
    for claim in claims:
        one.add(claim)
    for claim in data.draw(st.permutations(claims)):
        other.add(claim)
    assert groups(one) == groups(other) == gathered(claims)
    assert bare(one) == bare(other)


@given(claims_of_one_kind(), st.data())
@settings(max_examples=80, deadline=None)
def test_what_is_taken_back_leaves_no_trace(claims: list[Event], data: st.DataObject) -> None:
    clusterer = Clusterer.empty()
    gone = data.draw(st.lists(st.sampled_from(claims), unique_by=lambda claim: claim.event_id))
    for claim in claims:
        clusterer.add(claim)
    for claim in gone:
        clusterer.retract(retraction(claim))
    assert groups(clusterer) == gathered([claim for claim in claims if claim not in gone])


@given(claims_of_one_kind(), st.data())
@settings(max_examples=80, deadline=None)
def test_no_claim_is_lost_or_doubled_on_the_way(claims: list[Event], data: st.DataObject) -> None:
    """Whoever keeps the newest revision of each story holds each claim once after each message,
    and is told what became of every story."""
    clusterer = Clusterer.empty()
    newest: dict[str, Story] = {}
    standing: set[str] = set()
    for claim in data.draw(st.permutations([*claims, *claims[:3]])):
        changed = clusterer.add(claim)
        standing.add(claim.event_id)
        if data.draw(st.booleans()):
            taken = data.draw(st.sampled_from(claims))
            changed += clusterer.retract(retraction(taken))
            standing.discard(taken.event_id)
        for story in changed:
            before = newest.get(story.story_id)
            assert story.revision == (before.revision + 1 if before else 1)
            newest[story.story_id] = story
        told = [one.event_id for story in newest.values() for one in story.claims]
        assert sorted(told) == sorted(standing)
    for story in newest.values():
        assert story.withdrawn is (not story.claims)
        assert (story.change is Change.MERGED) is (story.merged_into is not None)
        if story.merged_into is not None:
            assert story.story_id in newest[story.merged_into].merged_from or (
                newest[story.merged_into].withdrawn
            )
        if story.split_from is not None:
            assert story.split_from in newest
    for claim in claims:
        if claim.event_id in standing:
            assert clusterer.add(claim) == ()


@given(claims_of_one_kind(most=14), st.data())
@settings(max_examples=120, deadline=None)
def test_a_break_between_two_revisions_leaves_no_trace(
    claims: list[Event], data: st.DataObject
) -> None:
    """A worker that dies while it publishes leaves a beginning of its revisions on the topic: the
    next one publishes the rest, and the topic holds what it would have held without the death."""
    clusterer = Clusterer.empty()
    log: list[Story] = []
    for number in range(2 * len(claims)):
        claim = claims[number] if number < len(claims) else data.draw(st.sampled_from(claims))
        message = claim if number < len(claims) or data.draw(st.booleans()) else retraction(claim)
        told = taken(clusterer, message)
        for kept in range(len(told)):
            again = Clusterer.empty()
            for story in (*log, *told[:kept]):
                again.restore(read_again(story))
            finished = again.repair() + taken(again, message)
            assert finished == told[kept:]
            assert {one.story_id: one for one in again} == {one.story_id: one for one in clusterer}
        log += told


def read_again(story: Story) -> Story:
    """The story as it comes back from its topic."""
    return Story.model_validate_json(story.to_bytes())


def taken(clusterer: Clusterer, message: Event | Retraction) -> tuple[Story, ...]:
    """What a clusterer answers."""
    if isinstance(message, Retraction):
        return clusterer.retract(message)
    return clusterer.add(message)
