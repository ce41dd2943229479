"""B-cubed as its authors define it, and what is missed or made up."""

import pytest

from streams.core.scoring.bcubed import bcubed


def test_the_example_of_bagga_and_baldwin() -> None:
    """Chains {1..5}, {6, 7}, {8..C}; of two responses one joins the large chains, one the small."""
    truth = dict(zip("123456789ABC", "aaaaabbccccc", strict=True))
    small = dict(zip("123456789ABC", "xxxxxyyyyyyy", strict=True))
    large = dict(zip("123456789ABC", "xxxxxyyxxxxx", strict=True))
    one, other = bcubed(truth, small), bcubed(truth, large)
    assert one.precision == pytest.approx(16 / 21)
    assert other.precision == pytest.approx(7 / 12)
    assert one.recall == other.recall == 1.0


def test_what_is_missed_or_made_up_counts_against_it() -> None:
    found = bcubed({"a": "x", "b": "x"}, {"a": "s", "c": "t"})
    assert (found.precision, found.recall) == (0.5, 0.25)
    assert found.f1 == pytest.approx(1 / 3)
    assert bcubed({}, {}).f1 == 1.0
