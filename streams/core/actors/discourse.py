"""Discourse: what an article has named so far, for what points back to it."""

from collections import Counter
from dataclasses import dataclass, field

from streams.core.language.items import Thing
from streams.core.sentence.phrases import Referent

#: What of a referent makes its state known.
_OF_A_STATE = frozenset({"state", "capital", "force", "ministry", "person", "people"})


@dataclass(slots=True)
class Discourse:
    """What an article has named so far, the latest last."""

    persons: list[Referent] = field(default_factory=list)
    states: list[Referent] = field(default_factory=list)
    forces: list[Referent] = field(default_factory=list)
    places: list[Referent] = field(default_factory=list)
    subjects: list[Referent] = field(default_factory=list)
    """Persons who did something, named or meant."""
    alliances: list[Referent] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    """Equipment, not people."""
    _mark: int = 0

    def begin_sentence(self) -> None:
        """Say that a sentence begins: "the country" points to one named before it."""
        self._mark = len(self.states)

    def named_here(self, begin: int, end: int) -> list[Referent]:
        """Those whom the words [begin, end) of this sentence name."""
        return self.all_here(begin, end)[:1]

    def all_here(self, begin: int, end: int) -> list[Referent]:
        """All states that the words [begin, end) of this sentence name."""
        return [s for s in self.states[self._mark :] if s.start < end and begin < s.end]

    def salience(self) -> Counter[str]:
        """How often each country was named."""
        return Counter(s.country for s in self.states if s.country)

    def note(self, referent: Referent) -> None:
        """Remember a referent for what points back."""
        if referent.type == "person":
            self.persons.append(referent)
        if referent.type == "force":
            self.forces.append(referent)
        if referent.type == "alliance":
            self.alliances.append(referent)
        if referent.country and referent.type in _OF_A_STATE:
            self.states.append(referent)

    def acts(self, referent: Referent) -> None:
        """Remember who is the subject of a clause: "he" means that one rather than another."""
        if referent.type == "person":
            self.subjects.append(referent)

    def last_person(self, office: str = "") -> Referent | None:
        """The latest person, of that office where one is asked for."""
        for person in reversed(self.persons):
            if not office or person.office == office:
                return person
        return None

    def last_persons(self, number: int, *, head: bool) -> list[Referent]:
        """The latest `number` persons: heads of state or government, or all others."""
        found: list[Referent] = []
        for person in reversed(self.persons):
            fits = (person.office == "head") == head
            if fits and person.country and all(person.name != f.name for f in found):
                found.append(person)
            if len(found) == number:
                break
        return found[::-1]

    def last_states(self, number: int, *, persons: bool = False) -> list[Referent]:
        """The latest referents of `number` different countries, earliest first."""
        found: list[Referent] = []
        for state in reversed(self.persons if persons else self.states):
            if state.country and all(state.country != f.country for f in found):
                found.append(state)
            if len(found) == number:
                break
        return found[::-1]

    def last_pair(self) -> list[Referent]:
        """The latest two persons of different countries, else the latest two states."""
        people = self.last_states(2, persons=True)
        return people if len(people) == 2 else self.last_states(2)

    def state_before(
        self, *, among: frozenset[str] | None = None, not_of: frozenset[str] = frozenset()
    ) -> Referent | None:
        """The latest state that the sentence has not named itself, else the latest of those.

        Only states `among` these are meant, where anything is told of it, and none that is `not_of`
        it: whoever acts in the clause goes to a country that is not his own.
        """
        here = {s.country for s in self.states[self._mark :]}
        fits = [s for s in self.states if among is None or s.country in among]
        for new in (True, False):
            for state in reversed(fits):
                if state.country not in not_of and (not new or state.country not in here):
                    return state
        return fits[-1] if fits else None
