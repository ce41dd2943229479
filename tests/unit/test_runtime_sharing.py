"""Sharing: what records say alike is held once, and they stay what they were."""

from schemas.story import Story
from streams.core.stories.clusterer import Clusterer
from streams.runtime.sharing import Sharing
from tests.unit.claims import event, state


def stories() -> list[Story]:
    clusterer = Clusterer.empty()
    told: dict[str, Story] = {}
    for number, article in enumerate(("a", "b", "c")):
        for month in ("03", "05"):
            claim = event(
                article=f"{article}{month}",
                source=f"source {number}",
                published=f"{month}-19",
                when=f"{month}-20",
                visitor=(state("RUS"),),
                host=(state("BLR"),),
            )
            told.update({one.story_id: one for one in clusterer.add(claim)})
    return list(told.values())


def test_equal_parts_become_one_and_the_record_stays_equal() -> None:
    share = Sharing()
    plain = stories()
    assert len(plain) >= 2
    shared = [share(Story.model_validate_json(one.to_bytes())) for one in plain]
    assert shared == plain
    assert [one.to_bytes() for one in shared] == [one.to_bytes() for one in plain]
    actors = [
        actor
        for story in shared
        for claim in story.claims
        for filled in claim.roles.values()
        for actor in filled
    ]
    assert len(actors) >= 12
    assert len({id(actor) for actor in actors}) == 2
    sets = {id(claim.__pydantic_fields_set__) for story in shared for claim in story.claims}
    assert len(sets) == 1


def test_a_change_of_one_does_not_reach_another() -> None:
    share = Sharing()
    one, *_ = (share(Story.model_validate_json(told.to_bytes())) for told in stories())
    other = one.model_copy(update={"revision": 77})
    assert (one.revision == 77, other.revision) == (False, 77)
    assert one.model_fields_set >= {"story_id", "revision"}
