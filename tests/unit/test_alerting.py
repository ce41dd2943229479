"""A story wakes somebody once for each thing that is worth it, with the same id on every replay."""

from pathlib import Path

import pytest

from schemas.alert import Alert, AlertType
from schemas.event import Event, Item, Kind, Quantity, Status
from streams.core.alerting import Rule, decide, parse_rules
from streams.core.headline import headline
from streams.core.stories import Clusterer
from tests.unit.claims import event, person, retraction, state

RULES = parse_rules(
    (Path(__file__).parents[2] / "streams/packs/world/alerts.toml").read_text(encoding="utf-8")
)
RUS, BLR, USA, UKR = (state(code) for code in ("RUS", "BLR", "USA", "UKR"))


def delivery(
    article: str,
    *,
    published: str = "12-19",
    when: str | None = "12-19",
    status: Status = Status.OCCURRED,
    version: int = 1,
    source: str | None = None,
) -> Event:
    return event(
        Kind.DELIVERY,
        article=article,
        published=published,
        when=when,
        status=status,
        version=version,
        source=source,
        items=("S-400", "Iskander"),
        supplier=(RUS,),
        recipient=(BLR,),
    )


def alerts(*events: Event, rules: tuple[Rule, ...] = RULES) -> list[Alert]:
    clusterer = Clusterer.empty()
    return [
        alert for one in events for story in clusterer.add(one) for alert in decide(story, rules)
    ]


def test_a_new_story_is_told_once() -> None:
    (alert,) = alerts(delivery("a"), delivery("b"), delivery("c", when=None))
    assert alert.type is AlertType.NEW
    assert alert.rule == "military-cooperation"
    assert alert.headline == "Russia delivers S-400, Iskander to Belarus"
    assert alert.raised_at == delivery("a").published_at
    assert [evidence.article_id for evidence in alert.evidence] == ["a"]


@pytest.mark.parametrize("status", [Status.POSSIBLE, Status.DENIED])
def test_what_is_not_firm_wakes_nobody(status: Status) -> None:
    assert alerts(delivery("a", status=status)) == []


def test_a_possibility_that_becomes_a_plan_is_new() -> None:
    told = alerts(
        delivery("a", published="12-10", status=Status.POSSIBLE),
        delivery("b", published="12-12", status=Status.PLANNED),
        delivery("c", published="12-13", status=Status.PLANNED),
    )
    assert [(alert.type, alert.status) for alert in told] == [(AlertType.NEW, Status.PLANNED)]
    assert told[0].headline == "Russia to deliver S-400, Iskander to Belarus"


def test_the_life_of_a_plan() -> None:
    told = alerts(
        delivery("a", published="12-05", when="12-12", status=Status.PLANNED),
        delivery("b", published="12-06", when="12-12", status=Status.PLANNED),
        delivery("c", published="12-10", when="12-17", status=Status.PLANNED),
        delivery("d", published="12-17", when="12-17"),
        delivery("e", published="12-18", when="12-17"),
    )
    assert [alert.type for alert in told] == [
        AlertType.NEW,
        AlertType.DATE_MOVED,
        AlertType.ESCALATED,
    ]
    assert "2022-12-12" in told[1].reason
    assert "2022-12-17" in told[1].reason
    assert len({alert.alert_id for alert in told}) == 3
    assert len({alert.story_id for alert in told}) == 1


def test_a_plan_that_is_denied_and_taken_up_again() -> None:
    told = alerts(
        delivery("a", published="12-05", status=Status.PLANNED),
        delivery("b", published="12-08", status=Status.DENIED),
        delivery("c", published="12-10", status=Status.PLANNED),
        delivery("d", published="12-19"),
    )
    assert [alert.type for alert in told] == [
        AlertType.NEW,
        AlertType.CANCELLED,
        AlertType.NEW,
        AlertType.ESCALATED,
    ]
    assert told[1].headline == "Denied: Russia delivers S-400, Iskander to Belarus"
    assert len({alert.alert_id for alert in told}) == 4


def test_a_denial_of_what_nobody_was_told_of_wakes_nobody() -> None:
    assert (
        alerts(
            delivery("a", published="12-05", status=Status.POSSIBLE),
            delivery("b", published="12-08", status=Status.DENIED),
        )
        == []
    )


def test_a_day_between_sources_is_no_news() -> None:
    told = alerts(delivery("a", when="12-19"), delivery("b", published="12-20", when="12-20"))
    assert [alert.type for alert in told] == [AlertType.NEW]


def test_a_story_that_is_withdrawn_is_told_where_it_was_told_of() -> None:
    clusterer = Clusterer.empty()
    for status, expected in ((Status.OCCURRED, [AlertType.RETRACTED]), (Status.POSSIBLE, [])):
        one = delivery(f"a-{status}", status=status)
        clusterer.add(one)
        (void,) = clusterer.retract(retraction(one))
        told = decide(void, RULES)
        assert [alert.type for alert in told] == expected
        assert all(alert.raised_at == retraction(one).retracted_at for alert in told)


def test_a_fact_that_is_taken_back_while_the_plan_stands() -> None:
    clusterer = Clusterer.empty()
    clusterer.add(delivery("a", published="12-12", status=Status.PLANNED))
    fact = delivery("b", published="12-19")
    clusterer.add(fact)
    (story,) = clusterer.retract(retraction(fact))
    (alert,) = decide(story, RULES)
    assert (alert.type, alert.status) == (AlertType.RETRACTED, Status.PLANNED)


def test_a_repeat_gives_the_same_ids() -> None:
    claims = [
        delivery("a", published="12-05", when="12-12", status=Status.PLANNED),
        delivery("b", published="12-12", when="12-12"),
    ]
    assert alerts(*claims) == alerts(*claims)


def test_a_story_that_comes_back_is_told_again() -> None:
    clusterer = Clusterer.empty()
    (first,) = clusterer.add(delivery("a"))
    clusterer.retract(retraction(delivery("a")))
    (again,) = clusterer.add(delivery("a", version=3))
    ids = {alert.alert_id for story in (first, again) for alert in decide(story, RULES)}
    assert len(ids) == 2


def test_two_sources_may_be_asked_for() -> None:
    rule = Rule(name="two", min_sources=2)
    told = alerts(
        delivery("a", source="Reuters"),
        delivery("b", source="Reuters"),
        delivery("c", source="ANP"),
        delivery("d", source="AFP"),
        rules=(rule,),
    )
    assert [(alert.type, len(alert.evidence)) for alert in told] == [(AlertType.NEW, 2)]


def test_countries_kinds_and_confidence_are_asked_for() -> None:
    assert alerts(delivery("a"), rules=(Rule(name="us", countries=("USA",)),)) == []
    assert alerts(delivery("a"), rules=(Rule(name="by", countries=("BLR",)),)) != []
    assert alerts(delivery("a"), rules=(Rule(name="visits", kinds=(Kind.VISIT,)),)) == []
    assert alerts(delivery("a"), rules=(Rule(name="sure", min_confidence=1.0),)) != []


def test_visits_only_where_they_are_military() -> None:
    def visit(military: bool) -> Event:
        return event(
            when="12-19",
            visitor=(person("Sergei Shoigu", "RUS"),),
            host=(BLR,),
            fields={"military": military},
        )

    assert alerts(visit(military=False)) == []
    (alert,) = alerts(visit(military=True))
    assert (alert.rule, alert.headline) == ("military-diplomacy", "Sergei Shoigu visits Belarus")


def test_the_first_rule_that_has_an_alert_gives_it() -> None:
    rules = (Rule(name="a"), Rule(name="b"))
    assert [alert.rule for alert in alerts(delivery("a"), rules=rules)] == ["a"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            event(Kind.MEETING, participant=(RUS, BLR), status=Status.PLANNED),
            "Russia and Belarus to meet",
        ),
        (
            event(Kind.EXERCISE, participant=(RUS, BLR), status=Status.ONGOING),
            "Russia and Belarus are holding a joint exercise",
        ),
        (event(Kind.JOINT_UNIT, member=(RUS, BLR)), "Russia and Belarus form a joint unit"),
        (
            event(Kind.TRAINING, trainer=(USA,), trainee=(UKR,)),
            "United States trains forces of Ukraine",
        ),
        (
            event(Kind.DEPLOYMENT, sender=(RUS,), host=(BLR,), status=Status.POSSIBLE),
            "Russia may deploy forces in Belarus",
        ),
        (event(Kind.BASING, host=(BLR,), user=(RUS,)), "Belarus lets Russia use its territory"),
        (
            event(Kind.AGREEMENT, party=(RUS, BLR)),
            "Russia and Belarus conclude a defence agreement",
        ),
        (
            event(Kind.DELIVERY, recipient=(UKR,)),
            "An unnamed supplier delivers military aid to Ukraine",
        ),
        (
            event(
                Kind.DELIVERY,
                supplier=(USA,),
                fields={
                    "items": tuple(
                        Item(text=name, name=name, quantity=Quantity(minimum=low, maximum=high))
                        for name, low, high in (
                            ("Abrams", 31, 31),
                            ("Leo", 20, 99),
                            ("Puma", 90, None),
                            ("howitzer", None, 18),
                        )
                    )
                },
            ),
            "United States delivers 31 Abrams, 20 to 99 Leo, 90 Puma or more, up to 18 howitzers",
        ),
    ],
)  # fmt: skip
def test_headlines(told: Event, expected: str) -> None:
    (story,) = Clusterer.empty().add(told)
    assert headline(story) == expected


def test_a_state_and_its_people_are_named_once() -> None:
    told = event(
        visitor=(RUS, person("Sergei Shoigu", "RUS")), host=(person("Viktor Khrenin", "BLR"), BLR)
    )
    (story,) = Clusterer.empty().add(told)
    assert headline(story) == "Sergei Shoigu visits Belarus"


def test_rules_that_are_wrong_are_refused() -> None:
    with pytest.raises(ValueError, match="statuses"):
        parse_rules('[[rule]]\nname = "a"\nstatuses = ["done"]')
    with pytest.raises(ValueError, match="sources"):
        parse_rules('[[rule]]\nname = "a"\nsources = 2')
    with pytest.raises(ValueError, match="array"):
        parse_rules("[[rule")
