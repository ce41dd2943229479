"""Anaphora: pronouns and bare nouns that point back to who was named before."""

from collections.abc import Iterable, Sequence

from streams.core.actors import referents
from streams.core.actors.discourse import Discourse
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.language.world import World
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase, Referent

#: "The six presidents": more than that are not remembered one by one.
_MOST = 6
#: Words of a noun that is told by its article alone.
_BARE = 2
#: Functions of those to whom something is done.
_OBJECTS = frozenset({"obj", "iobj"})


def is_definite(phrase: Phrase, pack: LanguagePack) -> bool:
    """Whether the phrase points to what is known: "the country"."""
    first = phrase.span[0]
    told = "Def" in first.morph.get("Definite", [])
    return told or first.lower_ in pack.words["definite"]


class Anaphora:
    """Resolves what points back, by recency and number, in one article."""

    def __init__(self, pack: LanguagePack, world: World, discourse: Discourse) -> None:
        self._pack = pack
        self._world = world
        self._discourse = discourse

    def pronoun(self, phrase: Phrase) -> list[Referent]:
        """Whom a pronoun means; empty where nobody fits."""
        word = phrase.root.lower_
        pronouns = self._pack.pronouns
        if word in pronouns["relative"] and (
            phrase.root.dep_ != "nsubj" or clause.is_relative(phrase.gov)
        ):
            # What it stands for is the noun that the clause hangs on, which ties to its verb.
            return []
        if word in self._possessives():
            own = self._of_subject(phrase)
            if word not in pronouns["possessive_state"] | pronouns["possessive_plural"]:
                # "The kingdom received Putin on his first visit": a kingdom has no "his".
                own = [r for r in own if r.type == "person" or not self._tells_people()]
            if own:
                return [self._back(phrase, r, r.type) for r in own]
        plural = word in pronouns["plural"]
        if word in pronouns["possessive_plural"] or (plural and _is_plural(phrase)):
            forces = self._discourse.forces
            if forces and plural:
                return [self._back(phrase, forces[-1], "force")]
            return [self._back(phrase, s, s.type) for s in self._discourse.last_pair()]
        if word in pronouns["person"] or word in pronouns["possessive_person"]:
            last = self._discourse.last_person()
            if _acts(phrase) and self._discourse.subjects:
                last = self._discourse.subjects[-1]
            if last is not None and phrase.func in _OBJECTS:
                acting = self._others(phrase)
                if last.country in acting:
                    return self._another(phrase, acting)
            if last is not None or word not in pronouns["possessive_state"]:
                return [self._back(phrase, last, "person")] if last else []
        if word in pronouns["state"] or word in pronouns["possessive_state"]:
            return [self._back(phrase, s, "state") for s in self._discourse.last_states(1)]
        return []

    def _another(self, phrase: Phrase, acting: frozenset[str]) -> list[Referent]:
        """ "Russia's minister promised *him* tanks": no pronoun means the subject of its clause."""
        for told in (self._discourse.subjects, self._discourse.persons):
            for person in reversed(told):
                if person.country and person.country not in acting:
                    return [self._back(phrase, person, "person")]
        state = self._discourse.state_before(not_of=acting)
        if state is None or state.country in acting:
            return []
        return [self._back(phrase, state, "state")]

    def _tells_people(self) -> bool:
        """Whether the possessives of persons are not those of states as well."""
        pronouns = self._pack.pronouns
        return not pronouns["possessive_person"] & pronouns["possessive_state"]

    def _possessives(self) -> frozenset[str]:
        names = ("possessive_person", "possessive_state", "possessive_plural")
        return frozenset().union(*(self._pack.pronouns[name] for name in names))

    def _of_subject(self, phrase: Phrase, *, ahead: bool = False) -> list[Referent]:
        """Whom "its", "zijn" means: the subject of its clause, before it or ahead."""
        above = (p for _, p in clause.ancestors(phrase.root) if clause.is_verb(p))
        verb = next((v for v in above if not _is_bare_participle(v)), None)
        if verb is None:
            return []
        for child in verb.children:
            if clause.function(child) not in {"subj", "subjpass"}:
                continue
            subject = verb.head if child.pos_ == "PRON" and clause.is_relative(verb) else child
            if (subject.i > phrase.start) is ahead:
                return self._discourse.named_here(subject.idx, subject.idx + len(subject))
        return []

    def ahead(self, phrase: Phrase) -> list[Referent]:
        """Whom a possessive means that its clause names only after it."""
        if phrase.end - phrase.start != 1 or phrase.root.lower_ not in self._possessives():
            return []
        return [self._back(phrase, r, r.type) for r in self._of_subject(phrase, ahead=True)]

    def several(self, phrase: Phrase) -> list[Referent]:
        """ "Both countries", "the three presidents": as many as are told, the latest."""
        number = self._how_many(phrase.lowered.split()[:3])
        if number < 2:
            return []
        noun = phrase.head.lower_
        titled = noun in self._pack.titles
        if self._is_state_noun(noun):
            found = self._discourse.last_states(number)
        elif titled:
            head = self._pack.titles[noun] == "head"
            found = self._discourse.last_persons(number, head=head)
        elif noun in self._pack.collectives or self._is_plural_of(noun, self._pack.collectives):
            found = self._discourse.last_states(number)
        else:
            return []
        if len(found) < number:
            return []
        return [self._back(phrase, f, f.type if titled else "state") for f in found]

    def noun(self, phrase: Phrase) -> list[Referent]:
        """ "The country", "the Baltic state": a noun for states with what it is said of."""
        if phrase.head.lower_ in self._pack.anaphora["alliance_nouns"]:
            return self._alliance(phrase)
        if not self._is_state_noun(phrase.head.lower_.rpartition("-")[2]):
            return []
        if phrase.modifier is not None:
            kind = "alliance" if phrase.modifier.type == "alliance" else "state"
            return [referents.like(phrase, phrase.modifier, kind, self._world)]
        if not is_definite(phrase, self._pack):
            return []
        among = self._world.described(phrase.lowered)
        state = self._discourse.state_before(among=among, not_of=self._others(phrase))
        return [self._back(phrase, state, "state")] if state is not None else []

    def _others(self, phrase: Phrase) -> frozenset[str]:
        """The countries of the subject of the clause, named before the phrase."""
        verb = next((p for _, p in clause.ancestors(phrase.root) if clause.is_verb(p)), None)
        while verb is not None and not clause.has_subject(verb):
            verb = clause.controller(verb)
        subjects = [
            child
            for child in (verb.children if verb is not None else ())
            if clause.function(child) in {"subj", "subjpass"} and child.i < phrase.start
        ]
        return frozenset(
            referent.country
            for subject in subjects
            for referent in self._discourse.all_here(
                subject.left_edge.idx, subject.right_edge.idx + len(subject.right_edge)
            )
            if referent.country
        )

    def _alliance(self, phrase: Phrase) -> list[Referent]:
        """ "The alliance": the latest that was named, where nothing says of whom it is."""
        bare = phrase.modifier is None and phrase.end - phrase.start <= _BARE
        if not (bare and is_definite(phrase, self._pack) and self._discourse.alliances):
            return []
        return [self._back(phrase, self._discourse.alliances[-1], "alliance")]

    def _back(self, phrase: Phrase, other: Referent, type_: str) -> Referent:
        return referents.like(phrase, other, type_, self._world, pointed=True)

    def _is_state_noun(self, noun: str) -> bool:
        nouns = self._pack.anaphora["state_nouns"]
        return noun in nouns or self._is_plural_of(noun, nouns)

    def _is_plural_of(self, noun: str, nouns: Iterable[str]) -> bool:
        singulars = {
            noun.removesuffix(ending) + instead
            for ending, instead in self._pack.plurals.items()
            if noun.endswith(ending)
        }
        return any(n in singulars for n in nouns)

    def _how_many(self, words: Sequence[str]) -> int:
        if any(w in self._pack.anaphora["dual"] for w in words):
            return 2
        told = [self._pack.numbers[w] for w in words if w in self._pack.numbers]
        return told[0] if told and told[0] <= _MOST else 0


def _is_bare_participle(verb: Token) -> bool:
    """ "Weapons *deployed* on its soil": what the clause's subject owns is told within it."""
    return verb.dep_ == "acl" and not any(
        clause.function(c) in {"subj", "subjpass"} for c in verb.children
    )


def _acts(phrase: Phrase) -> bool:
    return phrase.func in {"subj", "subjpass"}


def _is_plural(phrase: Phrase) -> bool:
    """Whether the pronoun or the verb it hangs on, with its auxiliaries, is plural."""
    auxiliaries = [c for c in phrase.gov.children if c.dep_ in {"aux", "aux:pass", "cop"}]
    return any("Plur" in t.morph.get("Number", []) for t in (phrase.root, phrase.gov, *auxiliaries))
