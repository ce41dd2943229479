"""Articles given to the commands: a plain text with options, or JSON Lines."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, TypeAdapter, ValidationError

from schemas.article import Article, ArticleStatus
from schemas.corpus import in_utc
from streams.cli import USAGE, CommandFailed
from streams.cli.language import guess
from streams.cli.reading import Lines
from streams.connectors.jsonl import Line, complaint

_PUBLISHED: TypeAdapter[datetime] = TypeAdapter(Annotated[AwareDatetime, BeforeValidator(in_utc)])


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the input, or why it is none; `id` is the line's own, as it stood there."""

    id: str | int | None
    article: Article | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where an article does not say it itself."""

    languages: tuple[str, ...]
    """Languages for which there is a pack."""
    language: str | None = None
    published: datetime | None = None
    title: str = ""
    source: str = ""

    def language_of(self, text: str) -> str:
        """The language of a text that does not say it: the option's, else by its commonest words.

        Raises ValueError where neither tells.
        """
        found = self.language or guess(text, self.languages)
        if found is None:
            raise ValueError("lang: which language is it? (--lang)")
        return self.known(found)

    def known(self, language: str) -> str:
        """`language` as given; raises ValueError where there is no pack for it."""
        if language.partition("-")[0] not in self.languages:
            there_are = ", ".join(self.languages)
            raise ValueError(f"lang: no pack for {language!r} (there are: {there_are})")
        return language


def published_option(value: str | None) -> datetime | None:
    """The moment given with `--published`; raises `CommandFailed`."""
    if value is None:
        return None
    try:
        return _PUBLISHED.validate_python(value)
    except ValidationError:
        raise CommandFailed(
            f"--published: {value!r} is no date (2022-12-20, or 2022-12-20T08:00:00+01:00)",
            code=USAGE,
        ) from None


def today() -> datetime:
    """Now, in the zone of this machine: what holds for a text without a date."""
    return datetime.now(UTC).astimezone()


def tell_day(article: Article, *, defaults: Defaults) -> None:
    """Says on standard error that today was taken for the day of publication, where it was."""
    if defaults.published is None:
        day = article.published_at.date()
        print(f"eventwire: taken as published today, {day} (--published)", file=sys.stderr)


def one_article(text: str, *, name: str, defaults: Defaults) -> Article:
    """The article that a plain text is, with `name` for its id; raises `CommandFailed`."""
    try:
        return Article(
            article_id=name,
            published_at=defaults.published or today(),
            language=defaults.language_of(text),
            title=defaults.title,
            source=defaults.source,
            text=text,
        )
    except ValidationError as error:
        raise CommandFailed(f"{name}: {complaint(error)}", code=USAGE) from None
    except ValueError as error:
        raise CommandFailed(f"{name}: {error}", code=USAGE) from None


def entries(lines: Lines, *, defaults: Defaults) -> Iterator[Entry]:
    """Every line as an article, or as the reason why it is none."""
    for number, line in lines.lines:
        yield _entry(number, line, defaults=defaults)


def _entry(number: int, line: bytes, *, defaults: Defaults) -> Entry:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return Entry(None, None, f"line {number}: not UTF-8")
    try:
        told = Line.model_validate_json(text)
    except ValidationError as error:
        return Entry(_id_in(text), None, f"line {number}: {complaint(error)}")
    if not told.text.strip() and told.status is not ArticleStatus.WITHDRAWN:
        return Entry(told.id, None, f"line {number}: text: missing or empty")
    published = told.published or defaults.published
    if published is None:
        return Entry(told.id, None, f"line {number}: published: missing (--published)")
    try:
        article = Article(
            article_id=f"line-{number}" if told.id is None else str(told.id),
            published_at=published,
            language=defaults.known(told.lang) if told.lang else defaults.language_of(told.text),
            title=told.title,
            text=told.text,
            version=told.version or 1,
            source=told.source or defaults.source,
            url=told.url,
            status=told.status,
        )
    except ValidationError as error:
        return Entry(told.id, None, f"line {number}: {complaint(error)}")
    except ValueError as error:
        return Entry(told.id, None, f"line {number}: {error}")
    return Entry(told.id, article)


def _id_in(text: str) -> str | int | None:
    """The id of a line that is JSON, though not an article."""
    try:
        told: Any = TypeAdapter(dict[str, Any]).validate_json(text)
    except ValidationError:
        return None
    name = told.get("id", told.get("article_id"))
    return name if isinstance(name, str | int) and not isinstance(name, bool) else None
