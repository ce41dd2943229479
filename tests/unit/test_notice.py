"""Notices: what people read of an alert, in their language, and nothing that hurts a terminal."""

import pytest

from schemas.alert import AlertChange, AlertType, DigestLine
from schemas.event import Actor
from schemas.when import Basis
from streams import packs
from streams.core.stories.notice import notice
from tests.notify.alerts import alert


def test_a_notice_says_what_who_when_why_and_quotes_its_source() -> None:
    told = notice(alert(), words=packs.words("en"), page="https://desk.example/")
    assert told.title == "New: delivery, planned – Germany, Lithuania"
    assert told.body.splitlines() == [
        "Germany to deliver 50 Leopard 2 to Lithuania",
        "When: 2023-01-01 to 2023-12-31 (“volgend jaar”)",
        "Supplier: Germany",
        "Recipient: Gitanas Nausėda (Lithuania)",
        "Sources: 1",
        "",
        "“Duitsland levert volgend jaar vijftig Leopard 2-tanks aan Litouwen.”",
        "Kustbericht · https://news.example/1",
        "Read: https://desk.example/?story=s1",
    ]
    assert told.link == "https://desk.example/?story=s1"


def test_a_dutch_desk_reads_dutch() -> None:
    told = notice(alert(), words=packs.words("nl"), page=None)
    assert told.title == "Nieuw: levering, gepland – Duitsland, Litouwen"
    assert "Wanneer: 2023-01-01 tot en met 2023-12-31 (“volgend jaar”)" in told.body
    assert "Ontvanger: Gitanas Nausėda (Litouwen)" in told.body
    assert told.body.startswith("Duitsland gaat 50 Leopard 2 leveren aan Gitanas Nausėda")
    assert told.link is None


def test_who_acts_is_named_first_whatever_the_order_of_the_record() -> None:
    turned = alert(roles=dict(reversed(alert().roles.items())))
    assert notice(turned, words=packs.words("nl"), page=None) == notice(
        alert(), words=packs.words("nl"), page=None
    )


@pytest.mark.parametrize("language", packs.available())
def test_every_pack_has_words_for_every_kind_type_status_and_role(language: str) -> None:
    assert notice(alert(), words=packs.words(language), page=None).title


def test_a_day_that_nobody_told_is_not_shown_as_one() -> None:
    undated = alert().when.model_copy(update={"basis": Basis.PUBLICATION, "text": None})
    told = notice(alert(when=undated), words=packs.words("en"), page=None)
    assert "When: no day is told" in told.body
    assert "2023" not in told.body


def test_control_and_direction_characters_of_the_news_do_not_get_through() -> None:
    hostile = Actor(text="x", name="Evil\u202egnp\x1b[31m\nname", country=None)
    told = notice(alert(roles={"supplier": (hostile,)}), words=packs.words("en"), page=None)
    assert told.title.isprintable()
    assert all(line.isprintable() for line in told.body.splitlines())


def test_what_changed_is_told_in_the_readers_words() -> None:
    changes = (
        AlertChange(aspect="status", before="planned", after="occurred"),
        AlertChange(aspect="sources", before="1", after="3"),
    )
    told = notice(alert(changes=changes), words=packs.words("nl"), page=None)
    assert "Stand: gepland → gebeurd" in told.body
    assert "Bronnen: 1 → 3" in told.body


def test_a_digest_lists_what_it_stands_for() -> None:
    lines = tuple(
        DigestLine(alert_id=str(n), story_id=str(n), type=AlertType.NEW, headline=f"Story {n}")
        for n in (1, 2)
    )
    told = notice(alert(type=AlertType.DIGEST, lines=lines), words=packs.words("en"), page=None)
    assert told.title == "Digest: 2 – Story 1"
    assert told.body.splitlines() == ["New: Story 1", "New: Story 2"]
