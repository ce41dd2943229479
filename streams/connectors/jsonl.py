"""JSON Lines: one article a line, with the names of the wire contract or shorter ones.

`article_id` or `id`, `published_at` or `published`, `language` or `lang`, and `title`, `text`,
`version`, `source`, `url`, `status`. Only `text` must be there. A document may also be one object
or one list of them.
"""

import json
from collections.abc import Iterator
from typing import Annotated

from pydantic import (
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from schemas.article import ArticleStatus, Language
from schemas.corpus import in_utc
from streams.connectors.item import Batch, Fault, Item, digest
from streams.connectors.markup import clean
from streams.errors import Unreadable


class Line(BaseModel):
    """One article as a line tells it: the corpus's names, or those of the wire contract."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int | None = Field(None, validation_alias=AliasChoices("id", "article_id"))
    lang: Language | None = Field(None, validation_alias=AliasChoices("lang", "language"))
    published: Annotated[AwareDatetime | None, BeforeValidator(in_utc)] = Field(
        None, validation_alias=AliasChoices("published", "published_at")
    )
    title: str = ""
    text: str = ""
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    source: str = ""
    url: str | None = None
    status: ArticleStatus = ArticleStatus.USABLE


def complaint(error: ValidationError) -> str:
    """The first thing that is wrong, in one line with its field."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    told = " ".join(first["msg"].removeprefix("Value error, ").split())
    return f"{where}: {told}" if where else told


def read(body: bytes, *, content_type: str = "", url: str = "") -> Batch:
    """The articles of a document; raises `Unreadable` for what holds none."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: byte 0x{body[error.start]:02x} at {error.start}") from None
    if not text.strip():
        raise Unreadable("it is empty")
    items: list[Item] = []
    faults: list[Fault] = []
    for position, told in enumerate(_objects(text), start=1):
        found = _item(told)
        if isinstance(found, Item):
            items.append(found)
        else:
            faults.append(Fault(position, found, told.encode("utf-8", "replace")))
    return Batch(items=tuple(items), faults=tuple(faults))


def _objects(text: str) -> Iterator[str]:
    """The JSON of each article."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and not lines[0].lstrip().startswith("["):
        try:
            json.loads(lines[0])
        except (ValueError, RecursionError):
            pass  # one object over several lines, or a first line that is broken
        else:
            yield from lines
            return
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from lines
        return
    if isinstance(whole, list):
        yield from (json.dumps(one, ensure_ascii=False) for one in whole)
    else:
        yield text


def _item(told: str) -> Item | str:
    try:
        line = Line.model_validate_json(told)
    except ValidationError as error:
        return complaint(error)
    text, title = clean(line.text).strip(), " ".join(clean(line.title).split())
    if not text and line.status is not ArticleStatus.WITHDRAWN:
        return "text: missing or empty"
    guid = "" if line.id is None else clean(str(line.id)).strip()
    if not guid and line.status is ArticleStatus.WITHDRAWN:
        return "id: missing, and a withdrawal needs it"
    return Item(
        guid=guid or f"sha256-{digest(title, text)}",
        title=title,
        text=text,
        url=line.url,
        source=clean(line.source).strip(),
        language=line.lang,
        published=line.published,
        version=line.version,
        status=line.status,
    )
