"""Fingerprint: a small sketch of a text by which copies of it are recognised, whole or cut short.

The bottom-k sketch of the text's shingles, after Broder, "On the resemblance and containment of
documents" (1997): of the hashes of all runs of `_WORDS` words the `_KEPT` smallest, and how many
there are in all. Two sketches tell how much two texts share without either text at hand. A wire
story that a paper shortens shares little of the longer text but nearly all of the shorter: that is
why containment decides, and not resemblance.
"""

import base64
import binascii
import struct
import zlib
from functools import lru_cache
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

from streams.core.identity import normal_name

#: Words in a shingle. Two reports by different hands share hardly any run of five words but names
#: and set phrases.
_WORDS = 5
#: Hashes kept: an error of about 0.06 in the share at its worst.
_KEPT = 64
#: Below so many shingles a text is too short to tell a copy from a likeness.
_FEWEST = 8
#: The share of the shorter text from which on it is a copy. A paper rewrites a headline and a
#: sentence or two; independent reports of one briefing share quotations, which stay well below.
COPY = 0.6


class _Sketch(NamedTuple):
    hashes: frozenset[int]
    shingles: int


def fingerprint(text: str) -> str | None:
    """The sketch of `text` in base64; None for a text too short to have one."""
    words = normal_name(text).split()
    if len(words) < _WORDS + _FEWEST - 1:
        return None
    runs = zip(*(islice(words, start, None) for start in range(_WORDS)), strict=False)
    hashes = {zlib.crc32(" ".join(run).encode()) for run in runs}
    if len(hashes) < _FEWEST:
        return None
    kept = (len(hashes), *nsmallest(_KEPT, hashes))
    return base64.b64encode(struct.pack(f"<{len(kept)}I", *kept)).decode("ascii")


def containment(one: str, other: str) -> float:
    """The estimated share, in 0..1, of the shorter text that is in the longer one too.

    0 where either is no fingerprint.
    """
    ours, theirs = _sketch(one), _sketch(other)
    if ours is None or theirs is None:
        return 0.0
    union = nsmallest(_KEPT, ours.hashes | theirs.hashes)
    shared = sum(value in ours.hashes and value in theirs.hashes for value in union)
    resemblance = shared / len(union)
    # |A & B| = r * |A u B| and |A u B| = |A| + |B| - |A & B|.
    both = resemblance * (ours.shingles + theirs.shingles) / (1 + resemblance)
    return min(1.0, both / min(ours.shingles, theirs.shingles))


def hashes(told: str) -> frozenset[int]:
    """The hashes that a fingerprint keeps; none where it is no fingerprint."""
    sketch = _sketch(told)
    return sketch.hashes if sketch else frozenset()


def is_copy(one: str, other: str) -> bool:
    """Whether one text is the other, but for a headline, a sentence or its end."""
    return one == other or containment(one, other) >= COPY


@lru_cache(maxsize=4096)
def _sketch(told: str) -> _Sketch | None:
    try:
        packed = base64.b64decode(told, validate=True)
        values = struct.unpack(f"<{len(packed) // 4}I", packed)
    except (binascii.Error, ValueError, struct.error):
        return None
    if len(values) < 2 or not values[0]:
        return None
    return _Sketch(frozenset(values[1:]), values[0])
