"""Mending: what a small parser says, set right where a language's pack knows better.

A pipeline trained on few texts takes a finite verb for an adjective, a demonym for a participle, or
hangs the object on the weekday before it. The words settle these: forms of verbs and adjectives
that the pack lists, demonyms of the world, possessives. Each mend moves as few arcs as it can and
leaves a tree.
"""

from streams.core.language.pack import LanguagePack
from streams.core.language.parse import Parse

_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN"})
#: Before these words a form that may be a verb or a noun is a noun.
_OPENS_NOUN = frozenset({"DET", "ADP", "NUM"})
#: Arcs inside a noun phrase.
_INSIDE = frozenset({"nmod", "amod", "appos", "flat:name", "flat:foreign", "conj", "acl", "nummod"})
#: Arcs by which a clause hangs on what is above it.
_CLAUSAL = frozenset({"ROOT", "ccomp", "advcl", "acl:relcl", "parataxis", "conj"})
#: Arcs that stay with a noun when another word takes its place.
_WITHIN = frozenset({"det", "amod", "nmod", "case", "nummod", "flat:name", "cc"})
#: How far before its demonym a noun may stand.
_REACH = 3
_PARTICIPLE = "Tense=Past|VerbForm=Part"
_FINITE = "Mood=Ind|Tense=Pres|VerbForm=Fin"


class Mender:
    """Sets right the parses of one language."""

    def __init__(self, pack: LanguagePack, demonyms: frozenset[str]) -> None:
        self._pack = pack
        self._adjectives = demonyms | pack.words.get("adjectives", frozenset())
        self._articles = pack.words.get("partitive", frozenset())
        self._possessives = frozenset[str]().union(
            *(pack.pronouns[f"possessive_{kind}"] for kind in ("person", "state", "plural"))
        )

    def mend(self, parse: Parse) -> None:
        """Change `parse` where the words say something else."""
        cased = _cased(parse)
        for i in range(len(parse.words)):
            known = self._lemma(parse.words[i])
            if known is not None and parse.pos[i] in _VERBAL:
                parse.lemmas[i] = known
            told = self.inflection(parse.words[i])
            if told is not None:
                self._to_verb(parse, i, told)
            elif parse.pos[i] == "VERB" and self._misdated(parse, i):
                helped = parse.has(i, "aux:tense", "aux:pass") and self._ends_as_participle(
                    parse, i
                )
                parse.morphs[i] = _PARTICIPLE if helped else _FINITE
            elif known is not None and self._is_participle(parse, i):
                parse.pos[i], parse.morphs[i] = "VERB", _PARTICIPLE
                parse.lemmas[i] = known
            elif known is None and cased[i] and parse.pos[i] in {"ADV", "ADJ", "VERB", "X"}:
                parse.pos[i], parse.morphs[i] = "PROPN", ""
            elif parse.words[i] in self._pack.nouns and parse.pos[i] in {"ADJ", "ADV", "X"}:
                parse.pos[i] = "NOUN"
        for i in range(len(parse.words)):
            self._auxiliary(parse, i)
        for i in range(len(parse.words)):
            if parse.words[i].replace("-", " ") in self._adjectives:
                self._adjective(parse, i)
        for i in range(len(parse.words)):
            if self._looks_finite(parse, i):
                self._to_verb(parse, i, _FINITE)
        for i in range(len(parse.words)):
            if parse.words[i] in self._possessives and parse.deps[i].startswith("det"):
                parse.pos[i], parse.deps[i] = "PRON", "nmod:poss"
        for i in range(len(parse.words)):
            self._neither(parse, i)
            self._partitive(parse, i)
            self._object(parse, i)
            self._purpose(parse, i)
            self._name(parse, i)

    # -- verbs -----------------------------------------------------------------------------------

    def _lemma(self, word: str) -> str | None:
        return self._pack.lemmas.get(word) or self._pack.cues.forms.get(word)

    def inflection(self, word: str) -> str | None:
        """The features of a form of a known verb that its ending alone tells, or None."""
        lemma, table = self._lemma(word), self._pack.inflection
        if lemma is None or not table or word == lemma:
            return None
        if any(word == lemma[:-2] + ending for ending in table["simple_past"]):
            # "livra" ends as a future does, but the stem has the r.
            return "Mood=Ind|Tense=Past|VerbForm=Fin"
        for name, features in _FEATURES:
            if word.endswith(table[name]):
                return features
        return None

    def _misdated(self, parse: Parse, i: int) -> bool:
        """Whether a form that is told to be past, or future, does not end as one."""
        morph, table = parse.morphs[i], self._pack.inflection
        if not table or "VerbForm=Fin" not in morph:
            return False
        ahead = "Tense=Fut" in morph and not parse.words[i].endswith(table["future"])
        past = "Tense=Past" in morph or "Tense=Imp" in morph
        return ahead or (past and not parse.words[i].endswith(table["past"]))

    def _is_participle(self, parse: Parse, i: int) -> bool:
        """Whether a participle with its auxiliary was taken for an adjective or a noun."""
        return (
            parse.pos[i] in {"ADJ", "NOUN", "PROPN", "ADV", "X"}
            and self._ends_as_participle(parse, i)
            and parse.has(i, "aux:tense", "aux:pass")
        )

    def _ends_as_participle(self, parse: Parse, i: int) -> bool:
        endings = self._pack.inflection.get("participle_with_auxiliary", ())
        return parse.words[i].endswith(endings)

    def _looks_finite(self, parse: Parse, i: int) -> bool:
        """Whether a present of a known verb was taken for something else."""
        word, table = parse.words[i], self._pack.inflection
        lemma = self._lemma(word)
        if lemma is None or word == lemma or not table or i == 0:
            return False
        if word.endswith(table["participle"]) or not word.endswith(table["present"]):
            return False
        if parse.pos[i] == "VERB" and (parse.deps[i] not in _INSIDE or "Part" in parse.morphs[i]):
            return False
        if parse.has(i, "det", "case", "nummod", "mark") or parse.deps[i].startswith(
            ("aux", "cop")
        ):
            return False
        before = parse.pos[i - 1]
        if parse.words[i - 1] in self._pack.words.get("proclitic", frozenset()):
            # "La France y | garde mille hommes": nothing but a verb stands there.
            return parse.pos[i] not in _VERBAL
        if before in _OPENS_NOUN or parse.words[i - 1] in self._pack.words["and"]:
            return False
        if parse.deps[i] in _CLAUSAL or parse.has(i, "nsubj", "nsubj:pass"):
            return before in _NOMINAL | {"ADJ", "PRON", "ADV"} and parse.deps[i] != "conj"
        return before in _NOMINAL | {"ADJ"} and self._subject(parse, i) is not None

    def _subject(self, parse: Parse, i: int) -> int | None:
        """The noun that a verb was hung on as if it belonged to it; it heads its clause."""
        noun, label = parse.heads[i], parse.deps[i]
        while label in _INSIDE and parse.heads[noun] != noun and parse.deps[noun] in _INSIDE:
            noun = parse.heads[noun]
        if noun >= i or parse.pos[noun] not in _NOMINAL | {"PRON", "ADJ"} or label not in _INSIDE:
            return None
        if parse.deps[noun] not in _CLAUSAL - {"conj"} or parse.has(noun, "case"):
            return None
        return noun

    def _to_verb(self, parse: Parse, i: int, features: str) -> None:
        """Make a verb of `i`, and the noun it was hung on its subject."""
        subject = None if parse.has(i, "nsubj", "mark") else self._subject(parse, i)
        between = self._chain(parse, i, subject)
        parse.pos[i], parse.morphs[i] = "VERB", features
        parse.lemmas[i] = self._lemma(parse.words[i]) or parse.lemmas[i]
        if subject is None:
            return
        if parse.heads[i] != subject:
            parse.attach(i, subject, "acl")
        parse.replace(subject, i, "nsubj")
        for child in [c for noun in between for c in parse.children(noun)]:
            if child > i:
                bare = not parse.has(child, "case")
                nominal = parse.pos[child] in _NOMINAL
                label = ("obj" if bare else "obl:mod") if nominal else parse.deps[child]
                parse.attach(child, i, label)

    def _chain(self, parse: Parse, i: int, subject: int | None) -> list[int]:
        """The nouns from the one that `i` hangs on up to its subject."""
        nouns: list[int] = []
        noun = parse.heads[i]
        while subject is not None and noun != subject and parse.heads[noun] != noun:
            nouns.append(noun)
            noun = parse.heads[noun]
        return nouns if subject is None else [*nouns, subject]

    def _auxiliary(self, parse: Parse, i: int) -> None:
        """Make a verb the head of what it was taken for an auxiliary of.

        "Fourniront | eux aussi", "était | jeudi à Moscou": neither is a verb.
        """
        head, lemma = parse.heads[i], self._lemma(parse.words[i])
        if not parse.deps[i].startswith("aux") or lemma is None or head <= i:
            return
        helps = self._pack.words["perfect"] | self._pack.words["perfect_of_motion"]
        day = parse.words[head] in self._pack.words["weekdays"]
        if not day and (lemma in helps or parse.pos[head] not in {"PRON", "NOUN", "NUM", "PROPN"}):
            return
        moved = [c for c in parse.children(head) if c != i and parse.deps[c] not in _WITHIN]
        parse.pos[i] = "VERB"
        parse.replace(head, i, "obl:mod" if day or parse.pos[head] == "PRON" else "obj")
        if day:
            parse.pos[head], parse.morphs[head] = "NOUN", ""
        for child in moved:
            parse.attach(child, i, parse.deps[child])

    # -- adjectives ------------------------------------------------------------------------------

    def _adjective(self, parse: Parse, i: int) -> None:
        """Make an adjective of a demonym or the like that follows its noun."""
        noun = self._noun_before(parse, i)
        if noun is None:
            return
        parse.pos[i], parse.morphs[i] = "ADJ", ""
        if parse.heads[noun] == i:
            parse.pos[noun] = "NOUN" if parse.pos[noun] != "PROPN" else "PROPN"
            parse.replace(i, noun, "amod")
        elif parse.heads[i] != noun:
            if parse.heads[i] == i:
                return
            parse.attach(i, noun, "amod")
        else:
            parse.deps[i] = "amod"
        for child in parse.children(i):
            if parse.deps[child] not in {"advmod", "cc", "conj"}:
                parse.attach(child, noun, "nmod" if child > i else parse.deps[child])

    def _noun_before(self, parse: Parse, i: int) -> int | None:
        for j in range(i - 1, max(-1, i - 1 - _REACH), -1):
            if parse.pos[j] in _NOMINAL:
                return j
            if parse.words[j].replace("-", " ") in self._adjectives:
                continue
            taken = parse.heads[j] == i and parse.pos[j] == "ADJ" and parse.pos[j - 1] == "DET"
            return j if taken and j else None
        return None

    # -- objects ---------------------------------------------------------------------------------

    def _object(self, parse: Parse, i: int) -> None:
        """Hang on its verb an object that was hung on the time or place before it.

        "A reçu lundi à Paris | son homologue": a noun with its own article, no preposition and no
        comma before it, belongs to no name.
        """
        if parse.pos[i] not in _NOMINAL or parse.has(i, "case", "cc", "cop"):
            return
        if parse.deps[i] not in {"appos", "conj", "nmod", "amod", "flat:name", "nsubj", "dep"}:
            return
        left = min(parse.children(i), default=i)
        if left >= i or parse.pos[left] not in {"DET", "NUM", "PRON"}:
            return
        above = parse.heads[i]
        if above >= left or any(w in {",", "(", "-", ":"} for w in parse.words[above:left]):
            return
        if parse.pos[left - 1] in {"ADP", "CCONJ", "PUNCT"}:
            return
        named = parse.has(above, "case") or parse.words[above] in self._pack.words["weekdays"]
        verb = above
        while parse.pos[verb] not in _VERBAL and parse.heads[verb] != verb:
            verb = parse.heads[verb]
        if parse.pos[verb] != "VERB" or verb > above:
            return
        taken = [c for c in parse.children(verb) if parse.deps[c] == "obj"]
        if all(parse.words[c] in self._pack.words["weekdays"] for c in taken) and (
            named or above in taken
        ):
            parse.attach(i, verb, "obj")
            for c in taken:
                parse.deps[c] = "obl:mod"

    def _neither(self, parse: Parse, i: int) -> None:
        """Make an object of what "ni" joins to its verb: "ne livrera | ni Patriot ni S-300"."""
        joins = self._pack.words.get("neither", frozenset())
        verb = parse.heads[i]
        if parse.deps[i] != "conj" or parse.pos[i] not in _NOMINAL or parse.pos[verb] != "VERB":
            return
        if any(parse.words[c] in joins for c in parse.children(i)) and not parse.has(verb, "obj"):
            parse.deps[i] = "obj"

    def _partitive(self, parse: Parse, i: int) -> None:
        """Hang on its verb an object that an article which is also a preposition hides.

        "A livré à l'Ukraine | des missiles": nobody is of the missiles' Ukraine.
        """
        if parse.pos[i] != "NOUN" or parse.deps[i] not in {"nmod", "obl:arg"}:
            return
        article = next((c for c in parse.children(i) if parse.deps[c] == "case"), None)
        above = parse.heads[i]
        if article is None or above >= article or parse.words[article] not in self._articles:
            return
        if parse.deps[i] == "obl:arg":
            if self._moves(parse, above) and not parse.has(above, "obj", "nsubj:pass"):
                parse.deps[i], parse.deps[article], parse.pos[article] = "obj", "det", "DET"
            return
        named = parse.pos[above] == "PROPN" or parse.texts[above][:1].isupper()
        if not named or not parse.has(above, "case"):
            return
        verb = parse.heads[above]
        if parse.pos[verb] != "VERB" or verb > above or parse.has(verb, "obj", "nsubj:pass"):
            return
        parse.attach(i, verb, "obj")
        parse.deps[article], parse.pos[article] = "det", "DET"

    def _moves(self, parse: Parse, i: int) -> bool:
        """Whether a verb may tell of things that change hands or place, and so has an object."""
        triggers = self._pack.verbs.get(parse.words[i], ())
        return any("items" in t.frame.roles for t in triggers)

    def _name(self, parse: Parse, i: int) -> None:
        """Hang a name on the noun right before it: "deux hélicoptères | Mi-8"."""
        if parse.pos[i] != "PROPN" or parse.heads[i] >= i - 1 or i == 0:
            return
        beside = parse.deps[i] in {"amod", "nmod", "appos", "flat:name", "conj"}
        if beside and parse.pos[i - 1] == "NOUN" and not parse.has(i, "case", "det", "cc"):
            parse.attach(i, i - 1, "appos")

    def _purpose(self, parse: Parse, i: int) -> None:
        """Hang on the verb what it is done for, where that was hung on a place before it."""
        above = parse.heads[i]
        if "VerbForm=Inf" not in parse.morphs[i] or parse.deps[i] != "advcl" or above > i:
            return
        if parse.pos[above] not in _NOMINAL or not parse.has(above, "case"):
            return
        while parse.pos[above] not in _VERBAL and parse.heads[above] != above:
            above = parse.heads[above]
        if parse.pos[above] == "VERB":
            parse.attach(i, above, "advcl")


_FEATURES = (
    ("conditional", "Mood=Cnd|Tense=Pres|VerbForm=Fin"),
    ("imperfect", "Mood=Ind|Tense=Imp|VerbForm=Fin"),
    ("future", "Mood=Ind|Tense=Fut|VerbForm=Fin"),
)


def _cased(parse: Parse) -> list[bool]:
    """Which words have a capital that no sentence begins with."""
    return [
        i > 0 and text[:1].isupper() and parse.pos[i - 1] != "PUNCT"
        for i, text in enumerate(parse.texts)
    ]
