"""The ledger: repeats, newer versions, silent corrections, withdrawals, another extractor."""

from datetime import UTC, datetime

import pytest

from schemas.article import Article
from schemas.event import Kind
from schemas.ledger import LedgerEntry
from streams.runtime.ledger import Ledger, Verdict, content_hash

NOW = datetime(2022, 12, 20, 9, 30, tzinfo=UTC)
CLAIMS = (("e1", Kind.VISIT), ("e2", Kind.DELIVERY))


def article(*, version: int = 2, text: str = "x", **fields: object) -> Article:
    return Article.model_validate(
        {
            "article_id": "a1",
            "version": version,
            "published_at": NOW,
            "language": "nl",
            "text": text,
            **fields,
        }
    )


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    made.restore(made.entry(article(), claims=CLAIMS, extractor="one"))
    return made


@pytest.mark.parametrize(
    ("version", "text", "status", "extractor", "verdict"),
    [
        (2, "x", "usable", "one", "duplicate"),
        (1, "x", "usable", "one", "stale"),
        (1, "", "withdrawn", "one", "stale"),
        (3, "x", "usable", "one", "process"),
        (2, "y", "usable", "one", "process"),
        (2, "x", "corrected", "one", "process"),
        (2, "x", "usable", "two", "process"),
        (2, "", "withdrawn", "one", "withdraw"),
        (3, "", "withdrawn", "one", "withdraw"),
    ],
)
def test_verdicts(  # noqa: PLR0917 - named by the table above
    ledger: Ledger, version: int, text: str, status: str, extractor: str, verdict: Verdict
) -> None:
    found = ledger.verdict(article(version=version, text=text, status=status), extractor=extractor)
    assert found == verdict


def test_what_is_unknown_is_processed() -> None:
    assert Ledger().verdict(article(), extractor="one") == "process"


@pytest.mark.parametrize(
    ("new", "claims", "gone", "reason"),
    [
        (article(version=3, text="y"), CLAIMS, [], None),
        (article(version=3, text="y"), CLAIMS[:1], ["e2"], "corrected"),
        (article(version=3, text="", status="withdrawn"), (), ["e1", "e2"], "withdrawn"),
        (article(), (("e9", Kind.VISIT),), ["e1", "e2"], "extractor"),
    ],
)
def test_what_vanished_is_taken_back(
    ledger: Ledger,
    new: Article,
    claims: tuple[tuple[str, Kind], ...],
    gone: list[str],
    reason: str | None,
) -> None:
    found = ledger.vanished(new, claims=claims, at=NOW)
    assert [one.event_id for one in found] == gone
    assert {one.reason for one in found} == ({reason} if reason else set())
    assert {(one.article_version, one.retracted_at) for one in found} <= {(new.version, NOW)}


def test_nothing_vanishes_of_what_is_unknown() -> None:
    assert Ledger().vanished(article(), claims=(), at=NOW) == ()


def test_a_lower_version_written_late_is_left_out(ledger: Ledger) -> None:
    late = LedgerEntry(article_id="a1", version=1, content_hash="00", extractor="one")
    ledger.restore(late)
    assert ledger.verdict(article(), extractor="one") == "duplicate"
    assert len(ledger) == 1


def test_the_hash_is_over_every_field_that_bears_on_events_and_no_boundary_shifts() -> None:
    base = content_hash(article())
    changed = [
        article(text="y"),
        article(title="y"),
        article(source="y"),
        article(url="y"),
        article(language="en"),
        article(published_at=datetime(2022, 12, 21, tzinfo=UTC)),
        article(status="corrected"),
    ]
    assert len({base, *map(content_hash, changed)}) == len(changed) + 1
    assert content_hash(article(version=9)) == base
    assert content_hash(article(title="ab", text="c")) != content_hash(
        article(title="a", text="bc")
    )
