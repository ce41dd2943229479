"""`eventwire demo`: the whole stream on this machine, from articles to alerts."""

from typing import Annotated

import typer

from streams.cli import USAGE, CommandFailed


def demo(
    article: Annotated[
        str | None, typer.Option(help="A text of your own in place of the bundled articles.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="When that was published: 2022-12-20. Default: today.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", "--language", help="Language of that: nl, en.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="End when all is processed, on a terminal too.")
    ] = False,
) -> None:
    """Start a broker and the workers, feed articles, and show what comes out.

    The broker is an embedded one in memory, or the one that EVENTWIRE_BROKER names. On a terminal
    all stays up until Ctrl-C; else the command ends when everything is processed. Nothing is left
    running.
    """
    from streams.cli.articles import Defaults, one_article, published_option, tell_day
    from streams.cli.demo.articles import bundled, own
    from streams.cli.demo.play import play
    from streams.cli.reading import PlainText, name_of, opened, read
    from streams.cli.setting import settings

    chosen = settings()
    moment = published_option(published)
    if article is None:
        if published or lang:
            raise CommandFailed("--published and --lang belong to --article", code=USAGE)
        play(bundled(), settings=chosen, once=once, must_tell=True)
        return
    with opened(article) as stream:
        told = read(stream)
    if not isinstance(told, PlainText):
        raise CommandFailed(f"{article}: not a plain text; feed JSON Lines with: eventwire feed")
    defaults = Defaults(languages=chosen.languages, language=lang, published=moment, source="you")
    one = one_article(told.text, name=name_of(article), defaults=defaults)
    tell_day(one, defaults=defaults)
    play(own(one), settings=chosen, once=once, must_tell=False)
