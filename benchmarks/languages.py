"""Language detection on the development articles: `python -m benchmarks.languages`.

Each article is told by its title alone, its first sentence or so (100 characters), its first 300
characters and in full. `right` is the share told right, `unsure` the share that stays below the
threshold and is left out, `wrong` the rest; and the milliseconds a call.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from streams.connectors.language import SURE, detect

_CUTS: dict[str, Callable[[str, str], str]] = {
    "title": lambda title, text: title,
    "100": lambda title, text: text[:100],
    "300": lambda title, text: text[:300],
    "full": lambda title, text: text,
}


def _articles(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            yield told["lang"], told["title"], told["text"]


def main() -> None:
    """Print one line for each language and length."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "tests/corpus/dev")
    articles = list(_articles(folder))
    detect("warm")
    print(f"sure from {SURE} on")
    print(f"{'lang':5}{'length':8}{'n':>5}{'right':>8}{'unsure':>8}{'wrong':>8}{'ms':>8}")
    for language in sorted({language for language, _, _ in articles}):
        mine = [(title, text) for lang, title, text in articles if lang == language]
        for name, cut in _CUTS.items():
            begun = time.perf_counter()
            told = [detect(cut(title, text)) for title, text in mine]
            spent = (time.perf_counter() - begun) * 1000 / len(mine)
            right, unsure = told.count(language), told.count(None)
            shares = [right, unsure, len(told) - right - unsure]
            row = "".join(f"{share / len(told):8.1%}" for share in shares)
            print(f"{language:5}{name:8}{len(told):5}{row}{spent:8.2f}")


if __name__ == "__main__":
    main()
