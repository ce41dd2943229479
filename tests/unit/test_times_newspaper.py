"""Newspaper sentences: every expression, and no other, with its type, value and interval."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from streams.core.times import TimeLexicon, TimeTagger

ROOT = Path(__file__).parents[2]
LANGUAGES = ("nl", "en")


def _tagger(language: str) -> TimeTagger:
    path = ROOT / "streams" / "packs" / language / "times.toml"
    return TimeTagger(TimeLexicon.from_toml(tomllib.loads(path.read_text("utf-8"))))


TAGGERS = {language: _tagger(language) for language in LANGUAGES}
CASES = [
    json.loads(line)
    for language in LANGUAGES
    for line in (ROOT / "benchmarks" / "times" / f"regression-{language}.jsonl")
    .read_text("utf-8")
    .splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_sentence(case: dict[str, Any]) -> None:
    published = date.fromisoformat(case["published"])
    found = []
    for expression in TAGGERS[case["lang"]].find(case["text"], published=published):
        told: dict[str, Any] = {
            "start": expression.start,
            "end": expression.end,
            "text": expression.text,
            "type": expression.type,
            "value": expression.value,
        }
        if expression.interval is not None:
            days = expression.interval
            told["interval"] = [[str(days.begin or ""), str(days.end or "")]]
        found.append(told)
    assert found == case["times"]
