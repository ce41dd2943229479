"""`eventwire extract`: the events of a text, or of articles as JSON Lines."""

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli import FAILURE

if TYPE_CHECKING:
    from schemas.article import Article
    from streams.cli.articles import Defaults, Entry
    from streams.cli.extraction import Note, Result
    from streams.cli.reading import Lines
    from streams.runtime.settings import Settings


def extract(
    file: Annotated[str, typer.Argument(help="A text or JSON Lines of articles; - for stdin.")],
    lang: Annotated[
        str | None, typer.Option("--lang", "--language", help="Language of the text: nl, en.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When it was published: 2022-12-20. Default: today.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the text.")] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Per sentence, why it gave no event.")
    ] = False,
) -> None:
    """The events that a text tells: readable on a terminal, JSON Lines in a pipe.

    JSON Lines of articles (id, lang, published, title, text) give one line an article, with its
    id and its events, in the order of the input.
    """
    from streams.cli.articles import Defaults, one_article, published_option, tell_day
    from streams.cli.reading import Lines, name_of, opened, read
    from streams.cli.setting import settings

    chosen = settings()
    defaults = Defaults(
        language=lang,
        published=published_option(published),
        title=title,
        languages=chosen.languages,
    )
    with opened(file) as stream:
        told = read(stream)
        if isinstance(told, Lines):
            whole = _extract_lines(told, defaults=defaults, settings=chosen, explain=explain)
        else:
            article = one_article(told.text, name=name_of(file), defaults=defaults)
            tell_day(article, defaults=defaults)
            whole = _extract_text(article, settings=chosen, explain=explain)
    if not whole:
        raise typer.Exit(FAILURE)


def _extract_text(article: "Article", *, settings: "Settings", explain: bool) -> bool:
    from rich.console import Console

    from streams.cli.extraction import engine_of
    from streams.cli.marked import print_extraction

    engine = engine_of(settings, languages=(article.language.partition("-")[0],))
    events = tuple(engine.extract(article))
    notes = tuple(engine.explain(article)) if explain else None
    if sys.stdout.isatty():
        print_extraction(article, events=events, notes=notes, console=Console())
        return True
    for event in events:
        print(event.model_dump_json())
    for note in notes or ():
        print(json.dumps(_note(note), ensure_ascii=False))
    return True


def _extract_lines(
    lines: "Lines", *, defaults: "Defaults", settings: "Settings", explain: bool
) -> bool:
    """Writes one line an article; whether all of them were articles that could be read."""
    from streams.cli.articles import entries
    from streams.cli.extraction import extracted_entries

    whole = True
    read = entries(lines, defaults=defaults)
    results = (
        _explained(read, settings=settings)
        if explain
        else ((entry, result, None) for entry, result in extracted_entries(read, settings=settings))
    )
    for entry, result, notes in results:
        whole &= not isinstance(result, str)
        print(json.dumps(_record(entry, result, notes), ensure_ascii=False))
    return whole


def _record(entry: "Entry", result: "Result", notes: "Iterable[Note] | None") -> dict[str, Any]:
    from schemas.corpus import to_corpus

    if isinstance(result, str):
        return {"id": entry.id, "error": result}
    record: dict[str, Any] = {"id": entry.id, "events": [to_corpus(event) for event in result]}
    if notes is not None:
        record["notes"] = [_note(note) for note in notes]
    return record


def _explained(
    read: "Iterable[Entry]", *, settings: "Settings"
) -> "Iterable[tuple[Entry, Result, Iterable[Note] | None]]":
    """As `extracted_entries`, with the notes on each sentence; in this process."""
    from streams.cli.extraction import engine_of

    engine = engine_of(settings, languages=settings.languages)
    for entry in read:
        if entry.article is None:
            yield entry, entry.error, None
            continue
        try:
            yield entry, tuple(engine.extract(entry.article)), tuple(engine.explain(entry.article))
        except Exception as error:  # noqa: BLE001 - one article must not keep the others
            yield entry, f"failed: {type(error).__name__}: {error}", None


def _note(note: "Note") -> dict[str, Any]:
    return {
        "field": note.field,
        "start": note.start,
        "end": note.end,
        "sentence": note.text,
        "notes": list(note.notes),
    }
