"""`eventwire feed`: articles onto the articles topic."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from streams.cli import FAILURE, USAGE, CommandFailed
from streams.cli.check_feeds import check

if TYPE_CHECKING:
    from schemas.article import Article
    from streams.cli.articles import Defaults
    from streams.cli.reading import Lines


class _SendByDefault(TyperGroup):
    """`eventwire feed FILE` is `eventwire feed send FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in where none was named."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["send", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_SendByDefault,
    no_args_is_help=True,
    help="Articles in: FILE or `send FILE` publishes articles, `check FILE` tries feeds.",
)
app.command("check")(check)


@app.command("send")
def feed(
    path: Annotated[
        str, typer.Argument(help="JSON Lines of articles, a text, a folder of texts, - for stdin.")
    ],
    lang: Annotated[
        str | None, typer.Option("--lang", "--language", help="Language of texts: nl, en.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When texts were published: 2022-12-20. Default: now.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of a text.")] = "",
    source: Annotated[str, typer.Option(help="Source of articles that name none.")] = "",
    raw: Annotated[
        bool, typer.Option("--raw", help="Send each line as it stands, whatever it holds.")
    ] = False,
) -> None:
    """Publish articles; what cannot be one is told on standard error and left out (exit code 1).

    Every delivery is confirmed by the broker before the command ends.
    """
    from streams.cli.articles import Defaults, published_option
    from streams.cli.setting import settings
    from streams.ops.feed import publish

    chosen = settings()
    if raw:
        print(f"{_publish_raw(path)} lines published to {chosen.broker}")
        return
    left_out: list[str] = []
    defaults = Defaults(
        languages=chosen.languages,
        language=lang,
        published=published_option(published),
        title=title,
        source=source,
    )
    count = publish(_articles(path, defaults=defaults, left_out=left_out), chosen)
    told = f"; {len(left_out)} left out" if left_out else ""
    print(f"{count} articles published to {chosen.broker}{told}")
    if left_out:
        raise typer.Exit(FAILURE)


def _articles(path: str, *, defaults: "Defaults", left_out: list[str]) -> "Iterator[Article]":
    from streams.cli.articles import one_article, tell_day
    from streams.cli.reading import Lines, name_of, opened, read

    if path != "-" and Path(path).is_dir():
        yield from _folder(Path(path), defaults=defaults)
        return
    with opened(path) as stream:
        told = read(stream)
        if isinstance(told, Lines):
            yield from _lines(told, defaults=defaults, left_out=left_out)
        else:
            article = one_article(told.text, name=name_of(path), defaults=defaults)
            tell_day(article, defaults=defaults)
            yield article


def _lines(lines: "Lines", *, defaults: "Defaults", left_out: list[str]) -> "Iterator[Article]":
    from streams.cli.articles import entries

    for entry in entries(lines, defaults=defaults):
        if entry.article is None:
            left_out.append(entry.error)
            print(f"eventwire: {entry.error}", file=sys.stderr)
        else:
            yield entry.article


def _folder(folder: Path, *, defaults: "Defaults") -> "Iterator[Article]":
    from streams.cli.articles import one_article
    from streams.cli.reading import PlainText, opened, read

    files = sorted(folder.rglob("*.txt"))
    if not files:
        raise CommandFailed(f"{folder}: no *.txt in it", code=USAGE)
    for file in files:
        with opened(str(file)) as stream:
            told = read(stream)
        text = told.text if isinstance(told, PlainText) else file.read_text(encoding="utf-8")
        yield one_article(text, name=file.relative_to(folder).as_posix(), defaults=defaults)


def _publish_raw(path: str) -> int:
    from schemas.topics import ARTICLES
    from streams.cli.reading import opened
    from streams.cli.setting import settings
    from streams.ops.feed import sender
    from streams.runtime.wire import Outbound

    count = 0
    with opened(path) as stream, sender(settings()) as send:
        for line in stream:
            value = line.rstrip(b"\r\n")
            if value:
                send(Outbound(topic=ARTICLES.name, key=None, value=value))
                count += 1
    return count
