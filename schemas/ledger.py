"""Ledger: what the extractor last published for an article."""

from typing import Annotated

from pydantic import Field

from schemas.article import Identifier
from schemas.base import Record
from schemas.event import Kind


class LedgerClaim(Record):
    """One event that was published and still stands."""

    event_id: Identifier
    kind: Kind


class LedgerEntry(Record):
    """The newest processed version of an article and the events it stands for.

    Written after the deliveries of its events were confirmed, to a topic compacted by article id.
    With it a repeat is recognised, an older version is refused, and a newer version retracts what
    vanished.
    """

    article_id: Identifier
    version: Annotated[int, Field(ge=1)]
    content_hash: str
    """SHA-256 over the fields that bear on extraction, in hexadecimal."""
    extractor: str
    claims: tuple[LedgerClaim, ...] = ()
