"""Parse: what a parser says of the words of a text, in columns that may be changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

#: What is told of a token as a string, by the names of spaCy's attributes.
_STRINGS: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP"]
#: An array of unsigned numbers tells a head before its token as that far below this.
_TURN = 2**64


@dataclass(slots=True)
class Parse:
    """A parse that may be changed: parallel lists, heads as numbers of tokens."""

    texts: list[str]
    """The words as the parser was shown them."""
    words: list[str]
    """In lower case."""
    tags: list[str]
    pos: list[str]
    morphs: list[str]
    lemmas: list[str]
    deps: list[str]
    heads: list[int]

    @classmethod
    def of(cls, doc: Doc) -> "Parse":
        """The parse of a document."""
        texts = texts_of(doc)
        columns = doc.to_array(_STRINGS).T.tolist()
        tags, pos, morphs, lemmas, deps = (_told(column, doc) for column in columns)
        heads = doc.to_array("HEAD").tolist()
        return cls(
            texts=texts,
            words=[text.lower() for text in texts],
            tags=tags,
            pos=pos,
            morphs=morphs,
            lemmas=lemmas,
            deps=deps,
            heads=[(i + head) % _TURN for i, head in enumerate(heads)],
        )

    def children(self, i: int) -> list[int]:
        """The tokens that hang on `i`, in order."""
        return [c for c, head in enumerate(self.heads) if head == i and c != i]

    def has(self, i: int, *labels: str) -> bool:
        """Whether something hangs on `i` by one of `labels`."""
        return any(self.deps[c] in labels for c in self.children(i))

    def attach(self, i: int, head: int, label: str) -> None:
        """Hang `i` on `head`, unless that would close a circle."""
        above = head
        while self.heads[above] != above:
            if above == i:
                return
            above = self.heads[above]
        if above != i:
            self.heads[i], self.deps[i] = head, label

    def replace(self, old: int, new: int, label: str) -> None:
        """Put `new`, which hangs on `old`, in its place, and `old` under it by `label`."""
        root = self.heads[old] == old
        self.heads[new] = new if root else self.heads[old]
        self.deps[new] = self.deps[old]
        self.heads[old], self.deps[old] = new, label

    def starts(self) -> list[int]:
        """The first token of each tree, as each is a sentence."""
        roots: dict[int, int] = {}
        found: dict[int, int] = {}
        for i in range(len(self.heads)):
            path = []
            above = i
            while above not in roots and self.heads[above] != above:
                path.append(above)
                above = self.heads[above]
            root = roots.get(above, above)
            for each in path:
                roots[each] = root
            found.setdefault(root, i)
        return list(found.values())


def texts_of(doc: Doc) -> list[str]:
    """The words of a document as they are written."""
    text = doc.text
    return [text[at : at + length] for at, length in doc.to_array(["IDX", "LENGTH"]).tolist()]


def _told(column: Sequence[int], doc: Doc) -> list[str]:
    strings = doc.vocab.strings
    known = {key: strings[key] for key in set(column)}
    return [known[key] for key in column]
