"""Nominalization: the phrases that stand to an event noun, beside it or through its verb."""

from collections.abc import Sequence

from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.predication import inherited, relative
from streams.core.sentence.ties import Link, is_under, leader_of, slot_of, verb_over

#: Cases of an event that is but the circumstance of what the verb tells.
_CIRCUMSTANCE = frozenset({"during", "after", "before", "at", "on", "for", "in"})


def noun_links(
    noun: Phrase, phrase: Phrase, phrases: Sequence[Phrase], pack: LanguagePack
) -> list[Link]:
    """All slots of the trigger, a noun, that `phrase` could fill."""
    leader = leader_of(phrase)
    if noun.owner is not None and (
        phrase is noun.owner or phrase.coordinated is noun.owner or noun.owner.coordinated is phrase
    ):
        return [Link(phrase, "gen", 1.0)]
    found: list[Link] = []
    if noun.start <= leader.gov.i < noun.end and phrase is not noun:
        slot = "gen" if leader.genitive else leader.case
        if slot is not None:
            found.append(Link(phrase, slot, 1.0))
    if leader.case is not None and _chained(noun, leader, phrases):
        found.append(Link(phrase, leader.case, 0.85))
    verb = verb_over(noun)
    if verb is not None and not noun.start <= leader.gov.i < noun.end:
        found += _through_verb(noun, phrase, verb, phrases, pack)
    return found


def _chained(noun: Phrase, phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether only phrases with their prepositions stand between noun and phrase."""
    if phrase.start < noun.end:
        return False
    position = noun.end
    for other in phrases:
        if other.start < noun.end:
            continue
        begin = other.prep if other.prep is not None else other.start
        gap = [t for t in noun.doc[position:begin] if not t.is_punct]
        if any(t.pos_ in {"VERB", "AUX"} for t in gap) or len(gap) > 2:
            return False
        if any(t.text in ".;:" for t in noun.doc[position:begin]):
            return False
        if other is phrase:
            return True
        position = other.end
    return False


def _through_verb(
    noun: Phrase,
    phrase: Phrase,
    verb: Token,
    phrases: Sequence[Phrase],
    pack: LanguagePack,
) -> list[Link]:
    """ "Paid a visit to", "said during a visit": who fills the verb's slots fills the noun's."""
    leader = leader_of(phrase)
    apart = clause.particle(verb)
    lemma = verb.lemma_.lower()
    if apart is not None and apart + lemma in pack.cues.governor:
        lemma = apart + lemma
    light = lemma in pack.words["light_verbs"] or (
        pack.cues.governor.get(lemma) not in {None, "neutral"} and noun.func == "obj"
    )
    adjunct = noun.case in _CIRCUMSTANCE and noun.func not in {"obj", "subj", "subjpass"}
    strength = 1.0 if light and not adjunct else 0.6 if adjunct else 0.36
    passive = clause.is_passive(verb, pack.words["passive"])
    found: list[Link] = []
    if is_under(verb, leader):
        slot = slot_of(leader, passive=passive)
        if slot == "subj":
            found.append(Link(phrase, "subj", strength))
        elif slot == "iobj":
            found.append(Link(phrase, "to", strength * 0.8))
        elif slot == "obj" and adjunct:
            found.append(Link(phrase, "obj", 0.4))
        elif slot is not None and slot != "obj":
            found.append(Link(phrase, slot, strength * 0.75))
    else:
        found += [
            Link(link.phrase, "subj", link.strength * strength * 0.9)
            for link in inherited(verb, phrase, phrases, passive=passive, pack=pack)
            if link.slot == "subj"
        ]
        found += [
            Link(link.phrase, link.slot, link.strength * strength)
            for link in relative(verb, phrase, phrases, pack, passive=passive)
            if link.slot == "subj"
        ]
    return found
