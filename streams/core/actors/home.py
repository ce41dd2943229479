"""Home: the state that a newspaper means by "our country", which it need not name.

Where a language is written in more than one state, the article tells which: the one that it speaks
of most.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from streams.core.actors import referents
from streams.core.language.pack import LanguagePack
from streams.core.language.world import World
from streams.core.sentence import quotation
from streams.core.sentence.phrases import Phrase, Referent

#: What the nouns of a state's own bodies stand for.
_TYPES = {
    "government": "state",
    "ministry": "ministry",
    "defence_ministry": "ministry",
    "force": "force",
}


class Home:
    """What stands for the newspaper's own state, in one article."""

    def __init__(self, pack: LanguagePack, world: World, told: Iterable[str]) -> None:
        self._pack = pack
        self._world = world
        self._told = told

    def stands_for(self, phrase: Phrase) -> Referent | None:
        """The state or body that "ons land", "het kabinet", "Defensie" mean, else None."""
        words = self._pack.anaphora
        noun = phrase.head.lower_
        if phrase.modifier is not None or not words["home"]:
            return None
        if not (self._ours(phrase, noun) or self._bare(phrase, noun)):
            return None
        if self.country is None:
            return None
        name = self._world.country_name(self.country)
        body = self._pack.collectives.get(noun, "government")
        if body == "defence_ministry":
            name = f"Ministry of Defence of {name}"
        type_ = _TYPES.get(body, "state")
        office = "defence" if body == "defence_ministry" else ""
        return referents.of_phrase(
            phrase, name=name, country=self.country, type_=type_, office=office
        )

    @cached_property
    def country(self) -> str | None:
        """The home state that the article names most, None where it names none."""
        home = {code.upper() for code in self._pack.anaphora["home"]}
        named = Counter(
            entry.country
            for text in self._told
            for match in self._world.gazetteer.find(text)
            for entry in match.entries[:1]
            if entry.country in home
        )
        return min(named, key=lambda code: (-named[code], code)) if named else None

    def _ours(self, phrase: Phrase, noun: str) -> bool:
        """ "Ons land", "onze luchtmacht": of the writer, not of somebody who is quoted."""
        first = phrase.span[0].lower_
        if first not in self._pack.pronouns["possessive_first"]:
            return False
        known = noun in self._pack.anaphora["state_nouns"] or noun in self._pack.collectives
        return known and not quotation.is_quoted(phrase.root)

    def _bare(self, phrase: Phrase, noun: str) -> bool:
        """ "Het kabinet", "Defensie": a body that foreign states have under other names."""
        if noun not in self._pack.anaphora["home_bodies"] or phrase.case == "of":
            return False
        size = phrase.end - phrase.start
        definite = phrase.span[0].lower_ in self._pack.words["definite"]
        return (size == 2 and definite) or (size == 1 and phrase.head.text[:1].isupper())
