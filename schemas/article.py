"""Article: one version of one item of news."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from schemas.base import Record

#: Longest text that is read, in characters. The longest wire stories hold some 60,000; what is
#: longer is a data file or an attack, and would hold a parser for minutes.
MAX_TEXT_CHARACTERS = 500_000

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=512)]


def _not_a_number(value: object) -> object:
    """Refuse "20221220" and 1671494400: both would pass as seconds since 1970."""
    if isinstance(value, str) and not value.isascii():
        raise ValueError("a date is written in ASCII digits")
    if isinstance(value, int | float) or (isinstance(value, str) and "-" not in value[1:]):
        raise ValueError("a date must be written as ISO 8601, 2022-12-20T10:00:00+01:00")
    return value


PublishedAt = Annotated[AwareDatetime, BeforeValidator(_not_a_number)]


class ArticleStatus(StrEnum):
    """IPTC's publishing status of an item: usable, corrected or withdrawn (killed)."""

    USABLE = "usable"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Article(Record):
    """One version of one item of news, as a feed delivered it.

    `published_at` carries the newsroom's own time zone: relative dates ("Monday") are resolved
    against the day it has there. A higher `version` of the same `article_id` replaces the lower
    ones. Unknown fields are ignored here, and here alone, because feeds add their own.
    """

    model_config = ConfigDict(extra="ignore")

    article_id: Identifier
    version: Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)] = 1
    published_at: PublishedAt
    language: Language
    source: Annotated[str, StringConstraints(max_length=512)] = ""
    url: Annotated[str, StringConstraints(max_length=4096)] | None = None
    title: Annotated[str, StringConstraints(max_length=4096)] = ""
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT_CHARACTERS)]
    """Never blank, but for a withdrawal: a kill notice often carries nothing."""
    status: ArticleStatus = ArticleStatus.USABLE

    @model_validator(mode="after")
    def _not_blank(self) -> Self:
        if self.status is not ArticleStatus.WITHDRAWN and not self.text.strip():
            raise ValueError("the text is empty")
        return self
