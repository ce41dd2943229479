"""Quantities that run over two phrases: of groups, of vague numbers, of ranges."""

import pytest

from tests import reading

TABLE = [
    ("nl", "België stuurt een contingent van 500 soldaten naar Roemenië.", "een", (500, 500)),
    ("en", "Rwanda sent a force of 1,000 soldiers to Mozambique.", "a force", (1000, 1000)),
    ("fr", "La France a envoyé un contingent de 500 soldats.", "un", (500, 500)),
    ("nl", "Een groep van 135 Belgische militairen vertrok.", "Een", (135, 135)),
    ("en", "Sweden sent tens of thousands of shells.", "thousands", (20_000, 99_999)),
    ("en", "Sweden sent between 20 and 30 howitzers.", "30", (20, 30)),
    ("fr", "La France a livré entre 20 et 30 chars.", "30", (20, 30)),
    # Two numbers of two things are no range.
    ("en", "Sweden sent 20 tanks and 30 howitzers.", "30", (30, 30)),
    # A force of which no number is told has none.
    ("en", "Rwanda sent a force of soldiers to Mozambique.", "a force", (None, None)),
]


@pytest.mark.parametrize(("language", "text", "words", "bounds"), TABLE)
def test_a_count_holds_for_what_is_counted(
    language: str, text: str, words: str, bounds: tuple[int | None, int | None]
) -> None:
    (phrase,) = (p for p in reading.phrases(text, language=language) if p.text.startswith(words))
    assert phrase.thing is not None
    assert (phrase.thing.count.minimum, phrase.thing.count.maximum) == bounds
