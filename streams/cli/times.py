"""`eventwire times`: the time expressions alone, resolved against the day of publication."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli import FAILURE

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from schemas.article import Article
    from streams.cli.articles import Entry
    from streams.cli.timing import Reader

#: Lines that one process takes at a time; below two batches this process does it alone.
_BATCH = 32


def times(
    file: Annotated[str, typer.Argument(help="A text or JSON Lines of articles; - for stdin.")],
    lang: Annotated[
        str | None, typer.Option("--lang", "--language", help="Language of the text: nl, en.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When it was published: 2022-12-20. Default: today.")
    ] = None,
    parse: Annotated[
        bool,
        typer.Option(help="Ask the parser for the tense where that decides; slower, more exact."),
    ] = True,
) -> None:
    """Time expressions as JSON Lines: start, end, text, type, TIMEX3 value, interval of days.

    An interval is half-open; an end that is null is open. It holds the days of an event that the
    expression dates, `own` those it denotes itself; granularity, relation, approximate, edtf,
    anchored and confidence tell more. Offsets are those of the text; a title is not read. JSON
    Lines of articles give one line an article, with its id and its times, in the order of the
    input.
    """
    from streams.cli.articles import Defaults, entries, one_article, published_option, tell_day
    from streams.cli.reading import Lines, name_of, opened, read
    from streams.cli.setting import settings
    from streams.cli.timing import Reader

    chosen = settings()
    defaults = Defaults(
        language=lang, published=published_option(published), languages=chosen.languages
    )
    reader = Reader(models=chosen.models, parse=parse)
    with opened(file) as stream:
        told = read(stream)
        if isinstance(told, Lines):
            results = _read_all(
                entries(told, defaults=defaults), reader=reader, processes=chosen.pool_size
            )
            whole = True
            for record in results:
                whole &= "error" not in record
                print(json.dumps(record, ensure_ascii=False))
            if not whole:
                raise typer.Exit(FAILURE)
            return
    article = one_article(told.text, name=name_of(file), defaults=defaults)
    tell_day(article, defaults=defaults)
    for expression in reader.times(article):
        print(json.dumps(expression, ensure_ascii=False))


def _read_all(
    read: "Iterator[Entry]", *, reader: "Reader", processes: int
) -> Iterator[dict[str, Any]]:
    """A record for each entry, in order; many entries are shared out over the cores."""
    first = _batch(read, size=2 * _BATCH)
    if len(first) < 2 * _BATCH or processes == 1:
        yield from records(reader, first)
        while batch := _batch(read):
            yield from records(reader, batch)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        batches = _batches(first, read)
        yield from _in_order(pool, reader, batches, ahead=2 * processes)


def _in_order(
    pool: "Executor", reader: "Reader", batches: "Iterable[list[Entry]]", *, ahead: int
) -> Iterator[dict[str, Any]]:
    waiting: deque[Future[list[dict[str, Any]]]] = deque()
    for batch in batches:
        waiting.append(pool.submit(records, reader, batch))
        if len(waiting) > ahead:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _batches(first: "list[Entry]", rest: "Iterator[Entry]") -> "Iterator[list[Entry]]":
    for start in range(0, len(first), _BATCH):
        yield first[start : start + _BATCH]
    while batch := _batch(rest):
        yield batch


def _batch(read: "Iterator[Entry]", *, size: int = _BATCH) -> "list[Entry]":
    from itertools import islice

    return list(islice(read, size))


def records(reader: "Reader", batch: "Iterable[Entry]") -> list[dict[str, Any]]:
    """The output line of each entry of `batch`."""
    return [_record(reader, entry.id, entry.article, entry.error) for entry in batch]


def _record(
    reader: "Reader", name: str | int | None, article: "Article | None", error: str
) -> dict[str, Any]:
    if article is None:
        return {"id": name, "error": error}
    try:
        return {"id": name, "times": reader.times(article)}
    except Exception as failure:  # noqa: BLE001 - one article must not keep the others
        return {"id": name, "error": f"failed: {type(failure).__name__}: {failure}"}
