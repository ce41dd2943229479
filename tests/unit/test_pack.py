"""Language packs as the engine sees them: triggers, their forms, particles and examples."""

from typing import Any

import pytest

from streams.core.language.pack import LanguagePack

FRAMES: dict[str, Any] = {
    "frame": [
        {"id": "visit.go", "kind": "visit", "visitor": {"subj": 1.0}, "host": {"to": 1.0}},
        {"id": "visit.noun", "kind": "visit", "visitor": {"gen": 1.0}, "host": {"to": 1.0}},
    ]
}
PACK: dict[str, Any] = {
    "language": {"code": "xx"},
    "cases": {"to": ["naar", "aan"], "of": ["van"]},
    "words": {"and": ["en"]},
    "pronouns": {"person": ["hij"]},
    "anaphora": {"dual": ["beide"]},
    "titles": {"head": ["president"], "other": ["minister", "president"]},
    "collectives": {"force": ["leger"]},
    "military": {"words": ["leger"]},
    "phases": {"begin": ["beginnen"]},
    "numbers": {"twee": 2},
    "multipliers": {"honderd": 100},
    "quantity": {"vague": {}},
}
CUES: dict[str, Any] = {
    "modal": {"planned": ["zal"]},
    "governor": {"denied": ["weigeren"]},
    "particle": {},
    "modifier": {"possible": ["mogelijk"]},
    "conditional": {"markers": ["als", "of"], "conditions": ["als"]},
    "forms": {"weigeren": ["weigert"]},
}


def build(*groups: dict[str, Any]) -> LanguagePack:
    return LanguagePack.from_toml(
        pack=PACK, triggers={"trigger": list(groups)}, cues=CUES, frames=FRAMES
    )


def test_all_forms_of_a_line_lead_to_one_trigger() -> None:
    pack = build({"frame": "visit.go", "verbs": ["reizen reist reisde"], "weight": 0.8})
    (trigger,) = pack.verbs["reizen"]
    assert pack.verbs["reist"] == pack.verbs["reisde"] == (trigger,)
    assert (trigger.lemma, trigger.particle, trigger.verbal) == ("reizen", None, True)
    assert trigger.weight == 0.8
    assert trigger.frame.kind == "visit"


def test_a_separable_verb_is_known_by_its_parts_and_by_the_whole() -> None:
    pack = build({"frame": "visit.go", "verbs": ["aan+komen komt kwam aangekomen"]})
    (trigger,) = pack.verbs["komt"]
    assert (trigger.lemma, trigger.particle) == ("komen", "aan")
    assert pack.verbs["komen"] == pack.verbs["aankomen"] == (trigger,)


def test_a_form_may_have_several_readings() -> None:
    pack = build(
        {"frame": "visit.go", "verbs": ["komen komt"]},
        {"frame": "visit.go", "verbs": ["aan+komen komt"]},
    )
    assert {t.particle for t in pack.verbs["komt"]} == {None, "aan"}


def test_a_noun_of_two_words_is_written_with_a_hyphen() -> None:
    pack = build({"frame": "visit.noun", "nouns": ["state-visit state-visits"]})
    assert set(pack.nouns) == {"state visit", "state visits"}
    assert pack.nouns["state visit"][0].lemma == "state visit"
    assert not pack.nouns["state visit"][0].verbal


def test_triggers_lists_each_once() -> None:
    pack = build(
        {"frame": "visit.go", "verbs": ["reizen reist reisde", "gaan gaat"]},
        {"frame": "visit.noun", "nouns": ["reis reizen"]},
    )
    assert sorted(t.lemma for t in pack.triggers()) == ["gaan", "reis", "reizen"]


def test_what_a_group_says_holds_for_all_its_words() -> None:
    pack = build(
        {"frame": "visit.go", "verbs": ["gaan", "komen"], "status": "planned", "requires": "joint"}
    )
    assert {(t.status, t.requires, t.weight) for t in pack.triggers()} == {
        ("planned", "joint", 1.0)
    }


def test_examples_keep_their_rule() -> None:
    pack = build(
        {"frame": "visit.go", "verbs": ["gaan"]},
        {
            "frame": "visit.noun",
            "nouns": ["reis"],
            "examples": [
                {"text": "A", "kind": "visit", "status": "planned", "roles": {"host": "POL"}},
                {"text": "B", "kind": ""},
            ],
        },
    )
    first, second = pack.examples
    assert (first.rule, first.text, first.kind) == ("visit.noun.1", "A", "visit")
    assert (first.status, first.roles) == ("planned", {"host": "POL"})
    assert (second.kind, second.status, second.roles) == ("", None, {})


def test_words_of_two_groups_belong_to_the_first() -> None:
    assert build().titles["president"] == "head"


def test_cues_are_known_by_the_word() -> None:
    cues = build().cues
    assert cues.modal == {"zal": "planned"}
    assert cues.governor == {"weigeren": "denied"}
    assert cues.modifier == {"mogelijk": "possible"}
    assert cues.conditional == {"als", "of"}
    assert cues.condition == {"als"}
    assert cues.forms == {"weigert": "weigeren"}


def test_cases_are_known_by_the_preposition() -> None:
    assert build().cases == {"naar": "to", "aan": "to", "van": "of"}


def test_an_unknown_frame_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"delivery\.give"):
        build({"frame": "delivery.give", "verbs": ["leveren"]})


@pytest.mark.parametrize("table", sorted(set(PACK) - {"language"}))
def test_a_missing_table_is_refused(table: str) -> None:
    rest = {name: value for name, value in PACK.items() if name != table}
    with pytest.raises(KeyError, match=table):
        LanguagePack.from_toml(pack=rest, triggers={"trigger": []}, cues=CUES, frames=FRAMES)
