"""Attribution: who says that an event happens, where the sentence tells."""

from spacy.tokens import Token

from streams.core import clause
from streams.core.pack import LanguagePack
from streams.core.phrases import Phrase
from streams.core.roles import verb_over
from streams.core.triggers import Occurrence


def speaker(
    occurrence: Occurrence, phrases: list[Phrase] | tuple[Phrase, ...], pack: LanguagePack
) -> Phrase | None:
    """The phrase of whoever the sentence quotes for the event, or None.

    That is the subject of a verb of saying above or beside the event ("..., the minister said"),
    or what "according to" introduces.
    """
    for phrase in phrases:
        if _introduced(phrase, pack):
            return phrase
    verb = occurrence.token if occurrence.phrase is None else verb_over(occurrence.phrase)
    if verb is None:
        return None
    for saying in _verbs_of_saying(verb, pack):
        for phrase in phrases:
            own = occurrence.phrase is phrase
            if phrase.gov == saying and phrase.func == "subj" and not own:
                return phrase
    return None


def _introduced(phrase: Phrase, pack: LanguagePack) -> bool:
    words = pack.words["according"]
    before = phrase.doc[max(0, phrase.start - 2) : phrase.start].text.lower()
    return before in words or before.rpartition(" ")[2] in words


def _verbs_of_saying(verb: Token, pack: LanguagePack) -> list[Token]:
    above = [parent for _, parent in clause.ancestors(verb)]
    beside = [child for child in verb.children if child.dep_ in {"parataxis", "ccomp"}]
    says = pack.words["say_verbs"]
    return [token for token in (*above, *beside) if token.lemma_.lower() in says]
