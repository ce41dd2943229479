"""Alerts for tests of notifications."""

from datetime import UTC, date, datetime

from schemas.alert import Alert, AlertEvidence, AlertType
from schemas.event import Actor, ActorType, Item, Kind, Quantity, Status
from schemas.when import Basis, Granularity, When

RAISED = datetime(2022, 12, 20, 9, 0, tzinfo=UTC)


def alert(identifier: str = "a1", **changes: object) -> Alert:
    """Germany is to deliver to Lithuania next year, as one source tells."""
    told = Alert(
        alert_id=identifier,
        rule="military-cooperation",
        type=AlertType.NEW,
        story_id="s1",
        story_revision=1,
        kind=Kind.DELIVERY,
        status=Status.PLANNED,
        when=When(
            begin=date(2023, 1, 1),
            end=date(2024, 1, 1),
            granularity=Granularity.YEAR,
            basis=Basis.TEXT,
            text="volgend jaar",
            value="2023",
        ),
        roles={
            "supplier": (Actor(text="Duitsland", name="Germany", country="DEU"),),
            "recipient": (
                Actor(
                    text="Gitanas Nauseda",
                    name="Gitanas Nausėda",
                    country="LTU",
                    type=ActorType.PERSON,
                ),
            ),
        },
        items=(Item(text="x", name="Leopard 2", quantity=Quantity(minimum=50, maximum=50)),),
        headline="Germany to deliver 50 Leopard 2 to Lithuania",
        reason="planned, told by one source",
        raised_at=RAISED,
        sources=1,
        evidence=(
            AlertEvidence(
                text="Duitsland levert volgend jaar vijftig Leopard 2-tanks aan Litouwen.",
                source="Kustbericht",
                url="https://news.example/1",
                article_id="n1",
            ),
        ),
    )
    return told.model_copy(update=changes)
