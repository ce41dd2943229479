"""A story wakes somebody once for each thing that is worth it, with the same id on every replay."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.alert import Alert, AlertType, Silence
from schemas.event import Event, Item, Kind, Quantity, Status
from schemas.rules import Rule, Rulebook, Watch
from schemas.story import Story
from streams.core.fingerprint import fingerprint
from streams.core.stories.alerting import decide
from streams.core.stories.clusterer import Clusterer
from streams.core.stories.headline import headline
from streams.core.stories.rules import loud, parse_rules
from streams.core.stories.told import Told
from tests.unit.claims import event, person, retraction, state

PACKAGED = parse_rules(
    (Path(__file__).parents[2] / "streams/packs/world/alerts.toml").read_text(encoding="utf-8")
)
RULES = loud(PACKAGED)
RUS, BLR, USA, UKR = (state(code) for code in ("RUS", "BLR", "USA", "UKR"))


def delivery(
    article: str,
    *,
    published: str = "12-19",
    when: str | None = "12-19",
    status: Status = Status.OCCURRED,
    version: int = 1,
    source: str | None = None,
    fingerprint: str | None = None,
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
        fields={"fingerprint": fingerprint},
        supplier=(RUS,),
        recipient=(BLR,),
    )


class Desk:
    """Claims in, alerts out: a clusterer, the rules, and what was told so far."""

    def __init__(self, *rules: Rule, book: Rulebook | None = None) -> None:
        self.clusterer = Clusterer.empty()
        self.book = book or (Rulebook(rule=rules) if rules else RULES)
        # All but one of the stories lie packed.
        self.told = Told(warm=1)
        self.revisions: list[Story] = []

    def hear(self, *events: Event, at: datetime | None = None) -> list[Alert]:
        """The alerts that claims give, each clustered the moment it is published, or at `at`."""
        return [
            alert
            for one in events
            for alert in self.decide(self.clusterer.add(one), at=at or one.published_at)
        ]

    def take_back(self, one: Event, *, at: datetime | None = None) -> list[Alert]:
        back = retraction(one)
        return self.decide(self.clusterer.retract(back), at=at or back.retracted_at)

    def decide(self, stories: tuple[Story, ...], *, at: datetime) -> list[Alert]:
        found: list[Alert] = []
        for story in stories:
            self.revisions.append(story)
            raised = decide(story, book=self.book, told=self.told, now=at)
            self.told.note_all(raised, at=at)
            found += raised
        return found


def alerts(*events: Event, rules: tuple[Rule, ...] = ()) -> list[Alert]:
    return Desk(*rules).hear(*events)


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
    for status, expected in ((Status.OCCURRED, [AlertType.RETRACTED]), (Status.POSSIBLE, [])):
        one = delivery(f"a-{status}", status=status)
        desk = Desk()
        desk.hear(one)
        told = desk.take_back(one)
        assert [alert.type for alert in told] == expected
        assert all(alert.raised_at == retraction(one).retracted_at for alert in told)
        assert all(alert.evidence and not alert.stands for alert in told)


def test_a_fact_that_is_taken_back_while_the_plan_stands() -> None:
    desk = Desk()
    fact = delivery("b", published="12-19")
    desk.hear(delivery("a", published="12-12", status=Status.PLANNED), fact)
    (alert,) = desk.take_back(fact)
    assert (alert.type, alert.status, alert.stands) == (AlertType.RETRACTED, Status.PLANNED, True)
    (again,) = desk.hear(delivery("c", published="12-20"))
    assert again.type is AlertType.ESCALATED


def test_a_repeat_gives_the_same_ids() -> None:
    claims = [
        delivery("a", published="12-05", when="12-12", status=Status.PLANNED),
        delivery("b", published="12-12", when="12-12"),
    ]
    assert alerts(*claims) == alerts(*claims)


def test_a_story_that_comes_back_is_told_again() -> None:
    desk = Desk()
    (first,) = desk.hear(delivery("a"))
    desk.take_back(delivery("a"))
    (again,) = desk.hear(delivery("a", version=3))
    assert again.type is AlertType.NEW
    assert first.alert_id != again.alert_id


def test_two_sources_may_be_asked_for() -> None:
    told = alerts(
        delivery("a", source="Reuters"),
        delivery("b", source="Reuters"),
        delivery("c", source="ANP"),
        delivery("d", source="AFP"),
        rules=(Rule(name="two", min_sources=2),),
    )
    assert [(alert.type, len(alert.evidence)) for alert in told] == [(AlertType.NEW, 2)]


def test_a_story_that_loses_one_of_two_sources_is_taken_back_and_told_again() -> None:
    desk = Desk(Rule(name="two", min_sources=2))
    one, other, third = (delivery(name, source=name) for name in ("ANP", "AFP", "DPA"))
    assert [alert.type for alert in desk.hear(one, other)] == [AlertType.NEW]
    (alert,) = desk.take_back(other)
    assert (alert.type, alert.stands) == (AlertType.RETRACTED, False)
    assert alert.reason == "told by one source now, was by 2"
    assert [change.aspect for change in alert.changes] == ["sources"]
    (again,) = desk.hear(third)
    assert (again.type, again.reason) == (AlertType.NEW, "was taken back, is occurred again")
    # One that was never told for want of sources is not taken back either.
    lonely = Desk(Rule(name="two", min_sources=2))
    assert lonely.hear(one) == lonely.take_back(one) == []


def test_copies_of_one_text_are_one_source() -> None:
    desk = Desk(Rule(name="two", min_sources=2))
    text = " ".join(f"word{number}" for number in range(60))
    copies = [
        delivery(name, source=name, fingerprint=fingerprint(told))
        for name, told in (("ANP", text), ("AFP", f"A headline of our own. {text}"))
    ]
    assert desk.hear(*copies) == []
    assert [alert.type for alert in desk.hear(delivery("DPA", source="DPA"))] == [AlertType.NEW]


def test_what_changed_since_it_was_told_is_listed() -> None:
    desk = Desk()
    desk.hear(delivery("a", published="12-05", when="12-12", status=Status.PLANNED))
    (alert,) = desk.hear(delivery("b", published="12-13", when="12-13"))
    assert [(one.aspect, one.before, one.after) for one in alert.changes] == [
        ("status", "planned", "occurred"),
        ("when", "2022-12-12/2022-12-12", "2022-12-13/2022-12-13"),
        ("sources", "1", "2"),
    ]


def test_a_replay_tells_nothing_twice() -> None:
    desk = Desk()
    desk.hear(
        delivery("a", published="12-05", when="12-12", status=Status.PLANNED),
        delivery("b", published="12-12", when="12-12"),
    )
    at = delivery("b", published="12-12").published_at
    assert desk.decide(tuple(desk.revisions), at=at) == []


def test_old_articles_wake_nobody_and_a_fresh_one_does() -> None:
    desk = Desk(Rule(name="all", silent_after_days=3))
    claims = [delivery("a", published="12-01"), delivery("b", published="12-02")]
    claims += [delivery("c", published="12-19")]
    now = claims[2].published_at
    old = desk.hear(*claims[:2], at=now)
    assert [(alert.type, alert.silenced) for alert in old] == [(AlertType.NEW, Silence.BACKFILL)]
    fresh = desk.hear(claims[2], at=now)
    assert [(alert.type, alert.silenced) for alert in fresh] == [(AlertType.NEW, None)]
    assert fresh[0].alert_id != old[0].alert_id
    # What was told to be so and is not is told however old it is.
    later = now + timedelta(days=30)
    back = [alert for claim in claims for alert in desk.take_back(claim, at=later)]
    assert [(alert.type, alert.silenced) for alert in back] == [(AlertType.RETRACTED, None)]


def test_events_long_over_wake_nobody() -> None:
    desk = Desk(Rule(name="all", past_after_days=100))
    (long_over,) = desk.hear(delivery("a", when="05-01"))
    (lately,) = desk.hear(delivery("b", when="11-01"))
    assert (long_over.silenced, lately.silenced) == (Silence.PAST, None)


def test_a_follow_up_within_minutes_is_held_and_overtaken() -> None:
    desk = Desk(Rule(name="all", debounce_minutes=10))
    plan = delivery("a", published="12-05", when="12-12", status=Status.PLANNED)
    start = plan.published_at
    desk.hear(plan)
    moved = [
        delivery(f"m{day}", published=published, when=f"12-{day}", status=Status.PLANNED)
        for day, published in ((14, "12-06"), (16, "12-07"))
    ]
    (first,) = desk.hear(moved[0], at=start + timedelta(minutes=2))
    (second,) = desk.hear(moved[1], at=start + timedelta(minutes=5))
    assert first.alert_id == second.alert_id
    assert first.due_at == second.due_at == start + timedelta(minutes=10)
    assert second.reason == "was set for 2022-12-12, is now set for 2022-12-16"
    # What is taken back before it was due is overtaken in silence.
    told = desk.take_back(moved[1], at=start + timedelta(minutes=6))
    told += desk.take_back(moved[0], at=start + timedelta(minutes=7))
    assert {alert.alert_id for alert in told} == {first.alert_id}
    assert told[-1].silenced is Silence.REVERTED


def test_what_was_held_is_known_once_it_is_due() -> None:
    desk = Desk(Rule(name="all", debounce_minutes=10))
    plan = delivery("a", published="12-05", when="12-12", status=Status.PLANNED)
    later = delivery("b", published="12-05", when="12-15", status=Status.PLANNED)
    desk.hear(plan)
    desk.hear(later, at=plan.published_at + timedelta(minutes=2))
    again = delivery("c", published="12-06", when="12-15", status=Status.PLANNED)
    assert desk.hear(again) == []


def test_what_has_happened_is_told_at_once() -> None:
    desk = Desk(Rule(name="all", debounce_minutes=10))
    plan = delivery("a", published="12-12", when="12-12", status=Status.PLANNED)
    desk.hear(plan)
    (alert,) = desk.hear(
        delivery("b", published="12-12", when="12-12"), at=plan.published_at + timedelta(minutes=1)
    )
    assert (alert.type, alert.due_at) == (AlertType.ESCALATED, None)


def test_an_hour_has_a_cap_and_a_digest() -> None:
    desk = Desk(Rule(name="all", per_hour=2))
    states = ("USA", "POL", "CHN", "NLD", "UKR")
    told = desk.hear(
        *(event(article=code, when="12-19", visitor=(state(code),), host=(BLR,)) for code in states)
    )
    loud_ones = [alert for alert in told if alert.silenced is None]
    assert [alert.type for alert in loud_ones] == [
        AlertType.NEW, AlertType.NEW, AlertType.DIGEST, AlertType.DIGEST, AlertType.DIGEST,
    ]  # fmt: skip
    capped = [alert for alert in told if alert.silenced is Silence.CAP]
    digests = loud_ones[2:]
    assert len({one.alert_id for one in digests}) == 1
    assert [line.alert_id for line in digests[-1].lines] == [one.alert_id for one in capped]
    assert digests[-1].headline.startswith("3 more alerts: China visits Belarus; ")
    noon = event(article="x", when="12-19", visitor=(RUS,), host=(BLR,)).published_at
    assert digests[-1].due_at == noon + timedelta(hours=1)
    # The next hour is a new one.
    (fresh,) = desk.hear(
        event(article="x", when="12-19", visitor=(RUS,), host=(BLR,)),
        at=noon + timedelta(hours=1),
    )
    assert (fresh.type, fresh.silenced) == (AlertType.NEW, None)


def test_two_stories_that_prove_to_be_one_are_one_from_then_on() -> None:
    desk = Desk(Rule(name="all"))
    day: dict[str, Any] = {"published": "12-19", "when": "12-19"}
    guest = event(article="a", visitor=(person("Sergei Shoigu", "RUS"),), **day)
    host = event(article="b", host=(BLR,), **day)
    both = event(article="c", visitor=(person("Sergei Shoigu", "RUS"),), host=(BLR,), **day)
    assert [alert.type for alert in desk.hear(guest, host)] == [AlertType.NEW, AlertType.NEW]
    (closed,) = desk.hear(both)
    assert (closed.type, closed.silenced) == (AlertType.MERGED, Silence.MERGED)
    assert not closed.stands
    assert desk.hear(event(article="d", visitor=(RUS,), host=(BLR,), **day)) == []


def test_what_is_known_comes_from_the_alerts_alone() -> None:
    claims = [
        delivery("a", published="12-05", when="12-12", status=Status.PLANNED),
        delivery("b", published="12-06", when="12-14", status=Status.PLANNED),
        delivery("c", published="12-14", when="12-14"),
    ]
    through, halved = Desk(), Desk()
    expected = through.hear(*claims)
    before = halved.hear(*claims[:2])
    again = Desk()
    for alert in before:
        again.told.note(alert, at=alert.raised_at)
    again.clusterer = halved.clusterer
    assert before + again.hear(*claims[2:]) == expected


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


@pytest.mark.parametrize(
    ("rule", "covered"),
    [
        (Rule(name="r", people=("Sjojgoe",)), True),
        (Rule(name="r", people=("Lavrov",)), False),
        (Rule(name="r", items=("S-400",)), True),
        (Rule(name="r", items=("air_defence",)), True),
        (Rule(name="r", items=("tank",)), False),
        (Rule(name="r", watch=("list",)), True),
        (Rule(name="r", watch=("other",)), False),
    ],
)
def test_people_items_and_watch_lists_are_asked_for(rule: Rule, covered: bool) -> None:
    watch = (Watch(name="list", items=("S-400",)), Watch(name="other", countries=("PRK",)))
    item = Item(text="S-400", name="S-400", item_class="air_defence")
    told = event(
        Kind.DELIVERY,
        supplier=(person("Sergei Shoigu", "RUS"),),
        recipient=(BLR,),
        fields={"items": (item,)},
    )
    assert bool(Desk(book=Rulebook(rule=(rule,), watch=watch)).hear(told)) is covered


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('[[rule]]\nname = "a"\nstatuses = ["done"]', r"rule 1 \('a'\): statuses.0: "),
        ('[[rule]]\nname = "a"\nsources = 2', r"rule 1 \('a'\): sources: Extra"),
        ('[[rule]]\ncolour = "red"', "rule 1: name: Field required; rule 1: colour: Extra"),
        ("[[rule", "array"),
        ("", "rule: Field required"),
        ("rule = 3", "rule: Input should be a valid"),
        ('[[rule]]\nname = "a"\n[[rule]]\nname = "a"', "two of .* are named 'a'"),
        ('[[rule]]\nname = "a"\nwatch = ["x"]', r"rule 'a': there is no .*watch.* named 'x'"),
        ('[[rule]]\nname = "a"\ncountries = ["Russia"]', "countries.0: "),
    ],
)
def test_rules_that_are_wrong_are_refused(toml: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_rules(toml)


def test_what_is_told_late_of_a_story_that_is_over_wakes_nobody_again() -> None:
    """The story takes no more claims, and the late one opens another: for the record alone, as
    the event was over for longer than the rules ask for."""
    desk = Desk(book=PACKAGED)
    desk.clusterer = Clusterer(horizon=timedelta(days=200), keep=0)
    (first,) = desk.hear(delivery("a", published="01-05", when="01-05"))
    assert (first.type, first.silenced) == (AlertType.NEW, None)
    desk.hear(event(article="b", published="09-01", when="09-01", visitor=(USA,), host=(UKR,)))
    (late,) = desk.hear(delivery("c", published="09-02", when="01-05"))
    assert late.story_id != first.story_id
    assert late.silenced is Silence.PAST
    # And the claim that was told of is known for a repeat.
    assert desk.hear(delivery("a", published="01-05", when="01-05")) == []
