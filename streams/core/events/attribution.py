"""Attribution: who says that an event happens, where the sentence tells."""

from collections.abc import Sequence
from functools import lru_cache

from streams.core.events.roles import verb_of
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase, Referent
from streams.core.sentence.triggers import Occurrence


def speaker(occurrence: Occurrence, phrases: Sequence[Phrase], pack: LanguagePack) -> Phrase | None:
    """The phrase of whoever the sentence quotes for the event, or None.

    That is the subject of a verb of saying above or beside the event ("..., the minister said"),
    or what "according to" introduces.
    """
    for phrase in phrases:
        if _introduced(phrase, pack):
            return phrase
    verb = verb_of(occurrence)
    if verb is None:
        return None
    for saying in _verbs_of_saying(verb, pack):
        for phrase in phrases:
            own = occurrence.phrase is phrase
            if phrase.gov == saying and phrase.func == "subj" and not own:
                return phrase
    return None


def named(phrase: Phrase) -> Referent:
    """The speaker as a referent: known by name, or by the words alone ("two officials")."""
    if phrase.referents:
        return phrase.referents[0]
    return Referent(phrase.text, phrase.char_start, phrase.char_end, "", None, "other")


def is_denial(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """Whether the clause above the event denies that it is so ("denied that it had supplied")."""
    verb = verb_of(occurrence)
    if verb is None:
        return False
    chain = [verb, *(parent for _, parent in clause.ancestors(verb))]
    deny = pack.words.get("deny_verbs", frozenset())
    return any(token.lower_ in deny or token.lemma_.lower() in deny for token in chain[:4])


def _introduced(phrase: Phrase, pack: LanguagePack) -> bool:
    words = pack.words.get("according", frozenset())
    if phrase.start == 0 or not _may_end(phrase.doc[phrase.start - 1].lower_, words):
        return False
    before = phrase.doc[max(0, phrase.start - 2) : phrase.start].text.lower()
    return before in words or before.rpartition(" ")[2] in words


@lru_cache(maxsize=8192)
def _may_end(word: str, phrases: frozenset[str]) -> bool:
    return any(phrase.endswith(word) for phrase in phrases)


def _verbs_of_saying(verb: Token, pack: LanguagePack) -> list[Token]:
    above = [parent for _, parent in clause.ancestors(verb)]
    beside = [child for child in verb.children if child.dep_ in {"parataxis", "ccomp"}]
    says = pack.words["say_verbs"]
    return [token for token in (*above, *beside) if token.lemma_.lower() in says]
