"""Aspect: how the clause of a verb stands in time, by its own forms and its auxiliaries."""

from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause


def tense_of(verb: Token | None, pack: LanguagePack) -> str:
    """past, present, progressive, resultative, infinitive or none.

    Resultative: a participle that tells a state which lasts, "are stationed", "heeft gelegerd".
    """
    if verb is None:
        return "none"
    if _is_state(verb, pack):
        return "resultative"
    auxiliaries = clause.auxiliaries(verb) + tuple(c for c in verb.children if c.dep_ == "cop")
    lemmas = {a.lemma_.lower() for a in auxiliaries}
    perfect, progressive = pack.words["perfect"], pack.words["progressive"]
    if verb.tag_ == "VBG" and lemmas & progressive:
        past = any(
            "Past" in a.morph.get("Tense", []) for a in auxiliaries if a.lemma_ in progressive
        )
        # "Said on Friday it was sending troops": what went on when it was said goes on.
        past = past and not (verb.dep_ == "ccomp" and _says(verb.head, pack))
        return "past" if past and not lemmas & perfect else "progressive"
    if lemmas & perfect:
        return "past"
    finite = [t for t in (verb, *auxiliaries) if "Fin" in t.morph.get("VerbForm", [])]
    if any("Past" in t.morph.get("Tense", []) for t in finite):
        return "past"
    if _goes_on(verb, pack):
        return "resultative"
    if lemmas & pack.words["perfect_of_motion"] and (
        clause.is_participle(verb) or (verb.lower_ in pack.lemmas and not clause.is_finite(verb))
    ):
        return "past"
    if (
        verb.lower_ in pack.lemmas
        and "cop" in {a.dep_ for a in auxiliaries}
        and verb.pos_ != "VERB"
    ):
        return "past"
    if finite:
        return "present"
    if clause.is_participle(verb):
        return "past"
    if "Inf" in verb.morph.get("VerbForm", []):
        if clause.has_subject(verb) and not any(c.dep_ in {"mark", "aux"} for c in verb.children):
            # "die brigades opleiden": a plural that looks like the infinitive.
            return "present"
        parent = clause.controller(verb)
        if parent is not None and verb.dep_ == "conj":
            return tense_of(parent, pack)
        return "past" if _is_just_done(verb, pack) else "infinitive"
    parent = clause.controller(verb)
    return tense_of(parent, pack) if parent is not None and parent != verb else "none"


def _says(verb: Token, pack: LanguagePack) -> bool:
    return verb.lemma_.lower() in pack.words["say_verbs"]


def is_perfect(verb: Token | None, pack: LanguagePack) -> bool:
    """Whether the verb stands with an auxiliary of the perfect, a passive one included."""
    perfect = pack.words["perfect"] | pack.words["perfect_of_motion"]
    return verb is not None and any(
        a.lemma_.lower() in perfect and "Past" not in a.morph.get("Tense", [])
        for a in clause.auxiliaries(verb)
    )


#: Kinds whose present passive tells what goes on: "are trained".
_LASTING = frozenset({"training", "exercise", "basing"})


def _goes_on(verb: Token, pack: LanguagePack) -> bool:
    """ "Sont formés": a present passive, where one auxiliary makes it and the perfect of motion."""
    lemma = pack.lemmas.get(verb.lower_, verb.lemma_.lower())
    motion = pack.words["motion"]
    state = verb.pos_ == "ADJ" and lemma in pack.words["resultative"]
    if not motion or lemma in motion or not (state or clause.is_participle(verb)):
        return False
    kinds = {t.frame.kind for t in pack.verbs.get(verb.lower_, ())}
    if not kinds & _LASTING and lemma not in pack.words["own_forces"]:
        return False
    reflexive = any(c.lower_ in pack.words["reflexive"] for c in verb.children)
    auxiliaries = [c for c in verb.children if c in clause.auxiliaries(verb) or c.dep_ == "cop"]
    return (
        not reflexive
        and bool(auxiliaries)
        and all(
            a.lemma_.lower() in pack.words["perfect_of_motion"]
            and "Pres" in a.morph.get("Tense", [])
            for a in auxiliaries
        )
    )


def is_perfect_infinitive(verb: Token, pack: LanguagePack) -> bool:
    """ "Zou hebben geleverd": whether the verb stands with an infinitive of a perfect auxiliary."""
    perfect = pack.words["perfect"] | pack.words["perfect_of_motion"]
    return verb.lower_ in pack.lemmas and any(
        a.lower_ in perfect and "Fin" not in a.morph.get("VerbForm", [])
        for a in clause.auxiliaries(verb)
    )


def _is_state(verb: Token, pack: LanguagePack) -> bool:
    """Whether the verb tells that forces are somewhere, as its own doing does not pass."""
    lemma = pack.lemmas.get(verb.lower_, verb.lemma_.lower())
    if not clause.is_participle(verb) or lemma not in pack.words["own_forces"]:
        return False
    auxiliaries = clause.auxiliaries(verb)
    lasting = lemma in pack.words["resultative"]
    if not auxiliaries:
        return lasting and verb.dep_ in {"acl", "amod"}
    finite = [a for a in auxiliaries if "Fin" in a.morph.get("VerbForm", [])]
    if any("Past" in a.morph.get("Tense", []) for a in finite):
        return False
    if any(a.lower_ in pack.cues.modal or a.tag_ == "VBG" for a in auxiliaries):
        return False
    lemmas = {a.lemma_.lower() for a in auxiliaries}
    if lemmas & pack.words["passive"]:
        return False
    perfect = bool(lemmas & pack.words["perfect"])
    return lasting if perfect else len(auxiliaries) == 1


def _is_just_done(verb: Token, pack: LanguagePack) -> bool:
    """ "Vient de signer": a verb of coming with a preposition tells what has just been done."""
    above = verb.head
    came = above.lemma_.lower() in pack.words["just"] or above.lower_ in pack.words["just"]
    return came and verb.dep_ == "xcomp" and any(c.dep_ == "mark" for c in verb.children)
