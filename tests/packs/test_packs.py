"""The packs of languages: complete, in lower case, and saying nothing that has no use."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from schemas.event import EVENT_TYPES, Kind, Status
from streams import packs
from streams.core.language.pack import LanguagePack
from tests import reading

LANGUAGES = packs.available()
FRAMES = tomllib.loads((files(packs) / "frames.toml").read_text(encoding="utf-8"))
STATUSES = {status.value for status in Status}
#: Slots of a frame that are grammatical functions rather than cases.
FUNCTIONS = {"subj", "obj", "iobj", "gen", "mod", "head"}
#: Parts of a frame that are no role of the record: what is formed, and what is agreed on.
BESIDE_ROLES = {"items", "unit", "subject"}
#: What the cues may say beside a status.
CUES = STATUSES | {"opinion", "neutral", "reported", "hearsay", "duty"}
PHASES = {"begin", "last", "end", "happen", "await"}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _groups(language: str) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = packs.table(language, "triggers")["trigger"]
    return groups


def test_dutch_and_english_are_there() -> None:
    assert {"nl", "en"} <= set(LANGUAGES)


def test_available_is_sorted_and_the_world_is_no_language() -> None:
    assert list(LANGUAGES) == sorted(LANGUAGES)
    assert "world" not in LANGUAGES


def test_no_pack_for_a_language_that_nobody_wrote() -> None:
    with pytest.raises(FileNotFoundError):
        packs.language("tlh")
    with pytest.raises(FileNotFoundError):
        packs.times("tlh")
    with pytest.raises(FileNotFoundError):
        packs.table("nl", "no-such-table")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_names_its_own_language(language: str) -> None:
    assert packs.language(language).code == language
    assert packs.times(language).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_triggers(language: str) -> None:
    told = {trigger.frame.kind for trigger in reading.pack(language).triggers()}
    assert told == {kind.value for kind in Kind}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_has_an_example(language: str) -> None:
    bare = [
        f"{row['frame']}.{number}"
        for number, row in enumerate(_groups(language))
        if not row.get("examples")
    ]
    assert bare == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_has_an_example_that_tells_its_own_kind(language: str) -> None:
    kinds = {frame["id"]: frame["kind"] for frame in FRAMES["frame"]}
    strange = [
        f"{row['frame']}.{number}"
        for number, row in enumerate(_groups(language))
        if kinds[row["frame"]] not in {e["kind"] for e in row.get("examples", ())}
    ]
    assert strange == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_expect_what_a_record_can_hold(language: str) -> None:
    for row in _groups(language):
        for example in row.get("examples", ()):
            assert set(example) <= {"text", "kind", "status", "roles"}
            if not example["kind"]:
                assert set(example) == {"text", "kind"}, "no event has neither status nor roles"
                continue
            known = EVENT_TYPES[Kind(example["kind"])].roles_
            assert set(example.get("roles", {})) <= set(known)
            assert example.get("status", "occurred") in STATUSES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_an_example_twice(language: str) -> None:
    texts = [(example.rule, example.text) for example in reading.pack(language).examples]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["pack", "cues"])
def test_words_are_in_lower_case(language: str, table: str) -> None:
    wrong = [text for text in _strings(packs.table(language, table)) if text != text.lower()]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_trigger_words_are_in_lower_case(language: str) -> None:
    lines = [
        line for row in _groups(language) for key in ("verbs", "nouns") for line in row.get(key, ())
    ]
    assert lines
    assert [line for line in lines if line != line.lower()] == []
    assert [line for line in lines if not line.split()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_has_one_case(language: str) -> None:
    """A preposition listed under two cases would silently take the first."""
    seen: dict[str, str] = {}
    for case, words in packs.table(language, "pack")["cases"].items():
        for word in words:
            assert seen.setdefault(word, case) == case, word


def test_packs_of_all_languages_know_the_same_cases() -> None:
    known = [set(packs.table(language, "pack")["cases"]) for language in LANGUAGES]
    assert all(cases <= set.union(*known) for cases in known)
    assert set.intersection(*known) >= {"to", "from", "by", "with", "in", "of", "between"}


def test_every_frame_is_used_by_some_language() -> None:
    used = {row["frame"] for language in LANGUAGES for row in _groups(language)}
    assert {frame["id"] for frame in FRAMES["frame"]} - used == set()


def test_frames_are_told_once_and_fill_the_roles_of_their_kind() -> None:
    ids = [frame["id"] for frame in FRAMES["frame"]]
    assert len(ids) == len(set(ids))
    for frame in FRAMES["frame"]:
        roles = set(frame) - {"id", "kind"}
        own = set(EVENT_TYPES[Kind(frame["kind"])].roles_)
        assert own <= roles <= own | BESIDE_ROLES, frame["id"]


def test_slots_of_frames_are_functions_or_cases_and_weights_are_shares() -> None:
    cases = {c for language in LANGUAGES for c in packs.table(language, "pack")["cases"]}
    for frame in FRAMES["frame"]:
        for role in set(frame) - {"id", "kind"}:
            assert set(frame[role]) <= FUNCTIONS | cases, (frame["id"], role)
            assert all(0 < weight <= 1 for weight in frame[role].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_cues_speak_of_statuses(language: str) -> None:
    cues = reading.pack(language).cues
    for table in (cues.modal, cues.governor, cues.particle, cues.modifier):
        assert set(table.values()) <= CUES
    assert cues.condition <= cues.conditional
    assert set(reading.pack(language).phases.values()) <= PHASES


@pytest.mark.parametrize("language", LANGUAGES)
def test_triggers_weigh_between_nothing_and_one(language: str) -> None:
    triggers = reading.pack(language).triggers()
    assert all(0 < trigger.weight <= 1 for trigger in triggers)
    assert {t.status for t in triggers} - {None} <= STATUSES
    assert len({t.id for t in triggers}) == len(triggers)


def _minimal(language: str, triggers: dict[str, Any]) -> LanguagePack:
    return LanguagePack.from_toml(
        pack=packs.table(language, "pack"),
        triggers=triggers,
        cues=packs.table(language, "cues"),
        frames=FRAMES,
    )


def test_an_unknown_frame_is_an_error() -> None:
    group = {"frame": "visit.teleport", "verbs": ["beam"]}
    with pytest.raises(ValueError, match=r"visit\.teleport"):
        _minimal("en", {"trigger": [group]})


@pytest.mark.parametrize("missing", ["cases", "words", "pronouns", "titles", "numbers", "quantity"])
def test_a_missing_table_is_an_error(missing: str) -> None:
    pack = dict(packs.table("en", "pack"))
    del pack[missing]
    with pytest.raises(KeyError):
        LanguagePack.from_toml(
            pack=pack, triggers={"trigger": []}, cues=packs.table("en", "cues"), frames=FRAMES
        )


def test_the_world_is_read_in_each_language() -> None:
    for language, word in (("nl", "Oekraïne"), ("en", "Ukraine")):
        (match,) = packs.world(language).gazetteer.find(word)
        assert {e.country for e in match.entries} == {"UKR"}
