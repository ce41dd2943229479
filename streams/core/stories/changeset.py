"""Changeset: what a change does to several stories, told by each revision that it brings about.

The revisions of a change are published one after the other, and a worker can die in between. As
each tells what all of them are, whoever reads some of them can make the others: the claims are
those of the stories as they stand, and those that no story held before are told with them.
"""

from collections.abc import Callable, Sequence

from schemas.story import Change, Claim, Step, Story
from streams.core.stories.telling import Cause, retell, withdraw


def bound(stories: Sequence[Story], *, held: Callable[[str], Claim | None]) -> tuple[Story, ...]:
    """The revisions of one change, in their order, each with all of their steps where there are
    several. `held` is the claim of that id as some story held it before the change."""
    if len(stories) < 2:
        return tuple(stories)
    steps = tuple(_step(story, held=held) for story in stories)
    return tuple(story.model_copy(update={"changeset": steps}) for story in stories)


def unfinished(story: Story, *, revision_of: Callable[[str], int]) -> tuple[Step, ...]:
    """The steps of the change that brought `story` about which were not published.

    `revision_of` is the newest published revision of a story, 0 where there is none.
    """
    return tuple(
        step for step in story.changeset if revision_of(step.story_id) == step.revision - 1
    )


def finished(
    step: Step, *, of: Story, previous: Story | None, held: Callable[[str], Claim | None]
) -> Story | None:
    """The revision that `step` stands for, the very one that was not published.

    `of` is a published revision of the same change, `previous` the revision before the missing
    one. A claim that nobody holds any more, for a story was deleted from the topic, is left out;
    None where that leaves nothing.
    """
    assert of.changed_at is not None
    cause = Cause(at=of.changed_at, extractor=of.revised_by)
    news = {claim.event_id: claim for one in of.changeset for claim in one.news}
    claims = [claim for name in step.claims if (claim := news.get(name) or held(name)) is not None]
    if claims:
        story = retell(
            claims,
            story_id=step.story_id,
            kind=of.kind,
            previous=previous,
            cause=cause,
            merged_from=step.merged_from,
            split_from=step.split_from,
        )
    elif previous is not None:
        story = withdraw(previous, cause=cause, merged_into=step.merged_into)
    else:
        return None
    return story.model_copy(update={"changeset": of.changeset})


def _step(story: Story, *, held: Callable[[str], Claim | None]) -> Step:
    return Step(
        story_id=story.story_id,
        revision=story.revision,
        claims=tuple(claim.event_id for claim in story.claims),
        news=tuple(claim for claim in story.claims if held(claim.event_id) != claim),
        merged_into=story.merged_into,
        merged_from=story.merged_from,
        split_from=story.split_from if story.change is Change.SPLIT else None,
    )
