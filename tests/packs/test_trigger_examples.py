"""The examples inside each triggers.toml: what a group says of itself has to come out.

Each is an article of one sentence, published on Tuesday 20 December 2022.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from schemas.event import EVENT_TYPES, Kind
from streams import packs
from streams.core.language.pack import Example
from tests import reading

#: Examples that do not come out yet, by their text, with what is wrong. Strict: one that is
#: mended fails here until its line is taken out.
KNOWN_FAILURES: Mapping[str, str] = {}


def _examples() -> Iterator[Any]:
    for language in packs.available():
        seen: dict[str, int] = {}
        for example in reading.pack(language).examples:
            frame = example.rule.rpartition(".")[0]
            number = seen[frame] = seen.get(frame, 0) + 1
            name = f"{language}-{frame}-{number}"
            reason = KNOWN_FAILURES.get(example.text)
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            yield pytest.param(language, example, id=name, marks=marks)


EXAMPLES = list(_examples())


@pytest.mark.parametrize(("language", "example"), EXAMPLES)
def test_example(language: str, example: Example) -> None:
    found = reading.read(example.text, language=language)
    assert reading.kinds(found) == ([example.kind] if example.kind else [])
    for event in found:
        if example.status is not None:
            assert event.status == example.status
        for role, country in example.roles.items():
            told = reading.countries(event, role)
            # Of parties on an equal footing an example may name one; a supplier is the only one.
            one_sided = len(EVENT_TYPES[Kind(example.kind)].roles_) == 2
            assert told == [country] if one_sided else country in told


def test_known_failures_name_examples() -> None:
    assert set(KNOWN_FAILURES) <= {param.values[1].text for param in EXAMPLES}
