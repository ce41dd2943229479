"""Purpose: what is told as the aim of something real, and so came about with it or goes on.

"A hundred soldiers are in Kenya to train Somali recruits"; "the ministers met to sign an accord".
"""

from schemas.event import Kind, Status
from streams.core.language.pack import LanguagePack
from streams.core.sentence import clause
from streams.core.sentence.aspect import tense_of
from streams.core.sentence.triggers import Occurrence

#: Frames that tell of soldiers who are there, and of people who came together.
_THERE = frozenset({"deployment.be", "deployment.keep"})
_TOGETHER = frozenset({"meeting.verb", "meeting.gather"})


def fulfilled(occurrence: Occurrence, pack: LanguagePack) -> Status | None:
    """The status of an infinitive that tells the aim of the verb above it; None: no such aim."""
    verb = occurrence.token
    above = clause.controller(verb)
    if (
        occurrence.phrase is not None
        or above is None
        or "Inf" not in verb.morph.get("VerbForm", [])
    ):
        return None
    if any(a.lower_ in pack.cues.modal for a in clause.auxiliaries(above)):
        return None
    lemma = above.lemma_.lower()
    frames = {t.frame.id for t in (*pack.verbs.get(above.lower_, ()), *pack.verbs.get(lemma, ()))}
    kind, tense = Kind(occurrence.trigger.frame.kind), tense_of(above, pack)
    if kind is Kind.TRAINING and frames & _THERE and tense in {"present", "resultative"}:
        return Status.ONGOING
    if kind is Kind.AGREEMENT and frames & _TOGETHER and tense == "past":
        return Status.OCCURRED
    return None
