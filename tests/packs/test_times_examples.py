"""The examples inside each times.toml: what a rule says of itself has to come out."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from streams.core.times import TimeExpression, TimeLexicon, TimeTagger

PACKS = Path(__file__).parents[2] / "streams" / "packs"
PUBLISHED = "2022-12-20"


def _taggers() -> dict[str, tuple[TimeLexicon, TimeTagger]]:
    found = {}
    for path in sorted(PACKS.glob("*/times.toml")):
        lexicon = TimeLexicon.from_toml(tomllib.loads(path.read_text("utf-8")))
        found[path.parent.name] = lexicon, TimeTagger(lexicon)
    return found


TAGGERS = _taggers()


def _examples() -> Iterator[Any]:
    for language, (lexicon, _) in TAGGERS.items():
        for example in lexicon.examples:
            name = f"{language}-{example['rule']}-{example['text'][:30]}"
            yield pytest.param(language, example, id=name)


def _interval(expression: TimeExpression) -> list[str] | None:
    days = expression.interval
    return [str(days.begin or ""), str(days.end or "")] if days else None


@pytest.mark.parametrize(("language", "example"), list(_examples()))
def test_example(language: str, example: Mapping[str, Any]) -> None:
    _, tagger = TAGGERS[language]
    published = date.fromisoformat(example.get("published", PUBLISHED))
    found = tagger.find(example["text"], published=published)
    if example.get("absent"):
        assert found == ()
        return
    assert len(found) > example.get("nth", 0), "nothing found"
    expression = found[example.get("nth", 0)]
    got = {
        "value": expression.value,
        "type": expression.type,
        "interval": _interval(expression),
        "anchored": expression.anchored,
        "text": expression.text,
    }
    checked = {"value", "type", "interval", "anchored"} & set(example)
    assert checked, "an example says what it expects"
    assert {key: got[key] for key in checked} == {key: example[key] for key in checked}


def test_every_pack_names_its_own_language() -> None:
    assert {name: lexicon.language for name, (lexicon, _) in TAGGERS.items()} == {
        name: name for name in TAGGERS
    }
