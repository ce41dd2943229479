"""Apposition: neighbouring phrases that stand for one party, or count one thing."""

from dataclasses import replace

from streams.core.actors import referents
from streams.core.actors.titles import proper_name
from streams.core.language.items import Count
from streams.core.language.pack import LanguagePack
from streams.core.language.world import World
from streams.core.sentence.phrases import Phrase, Referent


class Apposition:
    """Joins a phrase with the one behind it where both tell the same."""

    def __init__(self, pack: LanguagePack, world: World) -> None:
        self._pack = pack
        self._world = world

    def join(self, phrase: Phrase, following: Phrase) -> tuple[bool, Referent | None]:
        """Whether the two are settled as one, and a person who is named by that."""
        if self._partitive(phrase, following) or self._contains(phrase, following):
            return True, None
        if self._called(phrase, following):
            phrase.referents, phrase.modifier = following.referents, following.modifier
            following.coordinated, following.case = phrase, phrase.case
            return True, None
        self._range(phrase, following)
        if self._named_before(phrase, following):
            person = replace(
                following.referents[0],
                name=proper_name(phrase, self._pack),
                text=phrase.text,
                start=phrase.char_start,
                end=phrase.char_end,
            )
            phrase.referents = following.referents = (person,)
            following.coordinated, following.case = phrase, phrase.case
            return True, person
        if self._names(phrase, following):
            office = phrase.referents[0]
            following.referents = (
                referents.of_phrase(
                    following,
                    name=proper_name(following, self._pack),
                    country=None if office.pointed else office.country,
                    type_="person",
                    office=office.office,
                ),
            )
        if self._apposed(phrase, following):
            phrase.referents = following.referents
            following.coordinated, following.case = phrase, phrase.case
            return True, None
        return False, None

    @staticmethod
    def _called(phrase: Phrase, following: Phrase) -> bool:
        """ "the regional organisation | Ecowas": a body that its name follows."""
        if phrase.referents or phrase.thing is not None or phrase.root.pos_ != "NOUN":
            return False
        if (
            following.case is not None
            or following.prep is not None
            or phrase.end != following.start
        ):
            return False
        names = {"alliance", "group", "force", "ministry"}
        hung = phrase.start <= following.gov.i < phrase.end
        return hung and bool(following.referents) and following.referents[0].type in names

    @staticmethod
    def _partitive(phrase: Phrase, following: Phrase) -> bool:
        """ "all 19 of its howitzers", "thousands of soldiers": the number stands before."""
        thing = following.thing
        if thing is None or phrase.thing is not None or phrase.referents or following.case != "of":
            return False
        if following.prep != phrase.end or phrase.number is None:
            return False
        single = phrase.number == Count(1, 1) and thing.count != Count()
        phrase.thing = replace(
            thing,
            start=phrase.char_start,
            text=phrase.doc[phrase.start : following.end].text,
            # "A group | of 135 soldiers" counts the soldiers, not the group.
            count=thing.count if single else phrase.number,
        )
        phrase.modifier = following.modifier
        phrase.referents = following.referents
        return True

    @staticmethod
    def _contains(phrase: Phrase, following: Phrase) -> bool:
        """ "a force | of 1,000 soldiers": what it is made of says more than its own name."""
        thing, whole = following.thing, phrase.thing
        if thing is None or whole is None or following.case != "of" or not thing.personnel:
            return False
        counted = thing.count.minimum is not None or thing.count.maximum is not None
        single = whole.count in {Count(), Count(1, 1)}
        if following.prep != phrase.end or not (whole.personnel and counted and single):
            return False
        text = phrase.doc[phrase.start : following.end].text
        phrase.thing = replace(thing, start=phrase.char_start, text=text)
        phrase.modifier = phrase.modifier or following.modifier
        phrase.referents = phrase.referents or following.referents
        return True

    def _range(self, phrase: Phrase, following: Phrase) -> None:
        """ "between 20 | and 30 tanks", cut in two: the first number is the least."""
        thing, least = following.thing, phrase.number
        if thing is None or least is None or phrase.thing is not None or phrase.start == 0:
            return
        before = phrase.doc[phrase.start - 1].lower_
        low, high = least.minimum, thing.count.maximum
        between = before in self._pack.quantity["ranges"] and not phrase.referents
        joined = _between(phrase, following).lower() in self._pack.quantity["joints"]
        if between and joined and low is not None and high is not None and low < high:
            text = phrase.doc[phrase.start : following.end].text
            count = replace(thing.count, minimum=low)
            following.thing = replace(thing, start=phrase.char_start, text=text, count=count)

    def _named_before(self, phrase: Phrase, following: Phrase) -> bool:
        """ "Bo Lundqvist, the Swedish defence minister": a name that no table knows."""
        if phrase.referents or phrase.temporal or not proper_name(phrase, self._pack):
            return False
        if any(t.pos_ == "NOUN" for t in phrase.span) or following.case is not None:
            return False
        told = len(following.referents) == 1 and following.referents[0].type == "person"
        if not told or following.referents[0].pointed or proper_name(following, self._pack):
            return False
        return _between(phrase, following) == ","

    def _names(self, phrase: Phrase, following: Phrase) -> bool:
        """ "the emir, Tamim al-Thani": a name that no table knows, after a bare title."""
        bare = bool(phrase.referents) and all(self._unnamed(r) for r in phrase.referents)
        if not bare or phrase.root.pos_ == "PRON":
            return False
        if following.referents or following.temporal or following.case is not None:
            return False
        return bool(proper_name(following, self._pack)) and _between(phrase, following) == ","

    def _apposed(self, phrase: Phrase, following: Phrase) -> bool:
        """ "the French president, Emmanuel Macron": an office, then who holds it."""
        if phrase.root.pos_ == "PRON" or not phrase.referents or following.case is not None:
            return False
        if len(following.referents) != 1 or following.referents[0].type != "person":
            return False
        if not all(self._unnamed(r) for r in phrase.referents):
            return False
        mine, theirs = phrase.referents[0], following.referents[0]
        if not mine.pointed and mine.country != theirs.country:
            return False
        return _between(phrase, following) in {",", ""}

    def _unnamed(self, referent: Referent) -> bool:
        """Whether the words give a person's office but not his name."""
        if referent.type != "person":
            return False
        return referent.pointed or referent.name == self._world.country_name(referent.country or "")


def _between(phrase: Phrase, following: Phrase) -> str:
    return str(phrase.doc[phrase.end : following.start].text.strip())
