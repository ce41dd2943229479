"""Building a large state: no search for cycles meanwhile, and none through it afterwards."""

import gc
import weakref

import pytest

from streams.runtime.garbage import building_state


class Thing:
    """Refers to another, or to itself."""

    def __init__(self) -> None:
        self.other: Thing | None = None


def test_the_search_rests_and_goes_on_and_the_state_is_set_apart() -> None:
    with building_state():
        assert not gc.isenabled()
        state = [Thing() for _ in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(state)


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(ValueError, match="half way"), building_state():
        raise ValueError("half way")
    assert gc.isenabled()


def test_what_was_set_apart_and_given_up_is_found_next_time() -> None:
    with building_state():
        knot = Thing()
        knot.other = knot
    seen = weakref.ref(knot)
    del knot
    gc.collect()
    assert seen() is not None
    with building_state():
        pass
    assert seen() is None
