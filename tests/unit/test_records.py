"""Records: drafts as typed events, with ids that stay and evidence that can be looked up."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from schemas.article import Article
from schemas.event import EVENT_ADAPTER, EVENT_TYPES, ActorType, Event, Kind, Status
from schemas.when import Basis, Granularity
from streams.core.events.codes import codes
from streams.core.events.draft import Draft
from streams.core.events.records import Recorder
from streams.core.language.items import Count, Thing
from tests import reading
from tests.unit.drafts import draft, on, party, person, thing

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {}
known_failures = reading.known(KNOWN_FAILURES)


RUS, BLR = party("RUS", "Russia"), party("BLR", "Belarus")
ARTICLE = reading.article(
    "Russia delivered tanks to Belarus.", language="en", title="Russia arms Belarus"
)


def record(*drafts: Draft, of: Article = ARTICLE) -> tuple[Event, ...]:
    return Recorder(reading.world("en"), "eventwire/test").events(of, drafts)


def supply(**more: object) -> Draft:
    given = {"start": 0, "end": len(ARTICLE.text), **more}
    return draft(Kind.DELIVERY, {"supplier": [RUS], "recipient": [BLR]}, **given)


def test_no_drafts_no_events() -> None:
    assert record() == ()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_record(kind: Kind) -> None:
    roles = {role: [RUS] for role in EVENT_TYPES[kind].roles_}
    (event,) = record(draft(kind, roles))
    assert type(event) is EVENT_TYPES[kind]
    assert [a.country for fillers in event.roles().values() for a in fillers] == [
        "RUS" for _ in roles
    ]
    assert EVENT_ADAPTER.validate_json(event.model_dump_json()) == event


def test_the_article_goes_along() -> None:
    (event,) = record(supply())
    assert (event.article_id, event.article_version) == (ARTICLE.article_id, ARTICLE.version)
    assert (event.published_at, event.language) == (ARTICLE.published_at, ARTICLE.language)
    assert event.extractor == "eventwire/test"


@pytest.mark.parametrize(("headline", "field"), [(True, "title"), (False, "text")])
def test_evidence_indexes_the_field_it_names(headline: bool, field: str) -> None:
    (event,) = record(supply(headline=headline, start=0, end=6))
    (evidence,) = event.evidence
    assert (evidence.field, evidence.text) == (field, "Russia")
    assert (evidence.start, evidence.end) == (0, 6)


def test_merged_mentions_are_evidence_too() -> None:
    first = supply(start=0, end=6)
    first.also.append(supply(headline=True, start=7, end=11))
    (event,) = record(first)
    assert [(e.field, e.text) for e in event.evidence] == [("text", "Russia"), ("title", "arms")]


def test_without_a_date_the_day_of_publication_is_marked_as_such() -> None:
    (event,) = record(supply())
    when = event.when
    assert when.basis is Basis.PUBLICATION
    assert (when.begin, when.end) == (date(2022, 12, 20), date(2022, 12, 21))
    assert (when.text, when.value, when.granularity) == (None, None, Granularity.DAY)


def test_the_day_of_publication_is_the_newsrooms() -> None:
    late = datetime(2022, 12, 20, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    (event,) = record(
        supply(), of=reading.article("Russia armed Belarus.", language="en", published=late)
    )
    assert event.when.begin == date(2022, 12, 20)
    assert event.when.end == date(2022, 12, 21)


def test_days_are_half_open() -> None:
    (event,) = record(supply(dated=on("2022-12-12", "2022-12-18", text="last week")))
    assert (event.when.begin, event.when.end) == (date(2022, 12, 12), date(2022, 12, 19))
    assert (event.when.basis, event.when.text) == (Basis.TEXT, "last week")


def test_the_bounds_of_a_number_come_along() -> None:
    rough = Thing(0, 1, "about 40 tanks", "tank", "armour", True, False, Count(40, 40, True))
    (event,) = record(supply(things=[rough, thing("S-400")]))
    one, other = event.items
    assert (one.text, one.name, one.item_class) == ("about 40 tanks", "tank", "armour")
    assert (one.quantity.minimum, one.quantity.maximum, one.quantity.approximate) == (40, 40, True)
    assert (other.quantity.minimum, other.quantity.maximum) == (None, None)


def test_actors_have_a_sort_and_a_canonical_name() -> None:
    capital = party("RUS", "Moscow", "capital", place="Moscow")
    (event,) = record(
        draft(
            Kind.MEETING,
            {
                "participant": [
                    capital,
                    person("BLR", "Alexander Lukashenko"),
                    party(None, "NATO", "alliance"),
                ]
            },
        )
    )
    told = [(a.name, a.country, a.type) for a in event.roles()["participant"]]
    assert told == [
        ("Russia", "RUS", ActorType.STATE),
        ("Alexander Lukashenko", "BLR", ActorType.PERSON),
        ("NATO", None, ActorType.ALLIANCE),
    ]


def test_a_place_keeps_its_own_name() -> None:
    minsk = party("BLR", "Belarus", "capital", place="Minsk")
    stay = draft(Kind.DEPLOYMENT, {"sender": [RUS], "host": [BLR]}, place=minsk)
    (event,) = record(stay)
    assert event.place is not None
    assert (event.place.name, event.place.country) == ("Minsk", "BLR")


def test_a_delivery_has_parties_and_no_place() -> None:
    (event,) = record(supply(place=party("BLR", "Belarus", "capital", place="Minsk")))
    assert event.place is None


def test_the_same_draft_gives_the_same_id() -> None:
    assert record(supply())[0].event_id == record(supply())[0].event_id


def test_two_claims_of_one_form_have_two_ids_that_stay() -> None:
    once, again = record(supply(), supply())
    assert once.event_id != again.event_id
    assert [e.event_id for e in record(supply(), supply())] == [once.event_id, again.event_id]


def test_another_article_another_id() -> None:
    other = reading.article(ARTICLE.text, language="en", title=ARTICLE.title, id_="a2")
    assert record(supply())[0].event_id != record(supply(), of=other)[0].event_id


def test_confidence_is_a_share() -> None:
    (event,) = record(supply(score=3.5))
    assert event.confidence == 1.0


@pytest.mark.parametrize("kind", [k for k in Kind if k not in {Kind.VISIT, Kind.MEETING}])
def test_military_cooperation_is_military_by_kind(kind: Kind) -> None:
    roles = {role: [RUS] for role in EVENT_TYPES[kind].roles_}
    (event,) = record(draft(kind, roles, military=False))
    assert event.military


@pytest.mark.parametrize("military", [True, False])
def test_a_visit_is_military_where_its_subject_is(military: bool) -> None:
    (event,) = record(draft(Kind.VISIT, {"visitor": [RUS], "host": [BLR]}, military=military))
    assert event.military is military


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("nl", "Volgens Kyiv heeft Iran drones aan Rusland geleverd.", "UKR"),
        ("nl", "Iran heeft drones aan Rusland geleverd, zei president Zelensky.", "UKR"),
        ("en", "According to Kyiv, Iran has supplied drones to Russia.", "UKR"),
        ("en", "Iran has supplied drones to Russia, President Zelensky said.", "UKR"),
        ("en", "Iran has supplied drones to Russia, according to the Pentagon.", "USA"),
    ],
)
def test_who_says_so_is_kept(language: str, text: str, name: str) -> None:
    """It lowers nothing: the event stands as it is told."""
    (event,) = reading.read(text, language=language)
    assert event.status is Status.OCCURRED
    assert event.attribution is not None
    assert event.attribution.country == name


# -- secondary codes, by the table of the guide ---------------------------------------------------

CODES = [
    (Kind.VISIT, Status.OCCURRED, "CONSULT/visit", "042"),
    (Kind.MEETING, Status.OCCURRED, "CONSULT", "040"),
    (Kind.DELIVERY, Status.OCCURRED, "AID/military", "072"),
    (Kind.JOINT_UNIT, Status.ONGOING, "COOPERATE/military", "062"),
    (Kind.EXERCISE, Status.ONGOING, "COOPERATE/military", "062"),
    (Kind.TRAINING, Status.ONGOING, "AID/military", "072"),
    (Kind.DEPLOYMENT, Status.OCCURRED, "AID/military,peacekeeping", "074"),
    (Kind.BASING, Status.OCCURRED, "COOPERATE/military", "062"),
    (Kind.AGREEMENT, Status.OCCURRED, "SUPPORT", "057"),
    (Kind.VISIT, Status.PLANNED, "AGREE", "036"),
    (Kind.DELIVERY, Status.PLANNED, "AGREE", "0332"),
    (Kind.EXERCISE, Status.PLANNED, "AGREE", "0312"),
    (Kind.DEPLOYMENT, Status.PLANNED, "AGREE", "0334"),
    (Kind.AGREEMENT, Status.PLANNED, "AGREE", "030"),
    (Kind.VISIT, Status.DENIED, "REJECT/meet", "125"),
    (Kind.DELIVERY, Status.DENIED, "REJECT/assist", "1222"),
    (Kind.EXERCISE, Status.DENIED, "REJECT/assist", "1212"),
]


@pytest.mark.parametrize(("kind", "status", "plover", "cameo"), CODES)
def test_codes(kind: Kind, status: Status, plover: str, cameo: str) -> None:
    assert {(c.scheme, c.code) for c in codes(kind, status)} == {
        ("PLOVER", plover),
        ("CAMEO", cameo),
    }


@pytest.mark.parametrize("kind", [Kind.DEPLOYMENT, Kind.BASING, Kind.AGREEMENT])
def test_no_code_is_made_up_where_the_codebook_has_none(kind: Kind) -> None:
    assert {c.scheme for c in codes(kind, Status.DENIED)} == {"PLOVER"}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("status", list(Status))
def test_codes_name_their_codebook(kind: Kind, status: Status) -> None:
    found = codes(kind, status)
    assert all(c.version for c in found)
    assert bool(found) == (status is not Status.POSSIBLE)


# -- the whole way --------------------------------------------------------------------------------

TEXTS = [
    (
        "nl",
        "Rusland bewapent Belarus",
        (
            "MINSK (Eigen dienst) - Rusland heeft Belarus tien S-400-systemen geleverd.\n\n"
            "  De Russische minister Sjojgoe bracht maandag een bezoek aan Minsk. 😀\r\n"
            "Spanje traint sinds oktober Oekraïense soldaten."
        ),
    ),
    (
        "en",
        "Germany to send Poland ten tanks",
        (
            "BERLIN, Dec 20 (Agency) - Germany delivered ten tanks to Poland on Monday.\r\n\r\n"
            "\tFrench President Emmanuel Macron visited Warsaw. 😀 Poland and Lithuania held a "
            "military exercise last week."
        ),
    ),
]


@pytest.mark.parametrize(("language", "title", "text"), TEXTS)
def test_evidence_can_be_looked_up_in_the_article(language: str, title: str, text: str) -> None:
    found = reading.read(text, language=language, title=title)
    assert len(found) >= 3
    for event in found:
        for evidence in event.evidence:
            whole = title if evidence.field == "title" else text
            assert whole[evidence.start : evidence.end] == evidence.text
            assert evidence.trigger in evidence.text
        for actor in (a for fillers in event.roles().values() for a in fillers):
            assert actor.text in title + "\n" + text
        for item in event.items:
            assert item.text in title + "\n" + text
        if event.when.text is not None:
            assert event.when.text in title + "\n" + text


@pytest.mark.parametrize(("language", "title", "text"), TEXTS)
def test_the_same_article_gives_the_same_events(language: str, title: str, text: str) -> None:
    once = reading.read(text, language=language, title=title)
    assert once == reading.read(text, language=language, title=title)
    assert len({e.event_id for e in once}) == len(once)


def test_a_new_version_keeps_the_ids_of_what_it_still_claims() -> None:
    text = "Germany delivered ten tanks to Poland on Monday."
    old = Article(
        article_id="a", version=1, published_at=reading.PUBLISHED, language="en", text=text
    )
    new = Article(
        article_id="a",
        version=2,
        published_at=datetime(2022, 12, 20, 18, tzinfo=UTC),
        language="en",
        text="Corrects the spelling of a name.\n" + text,
    )
    (before,), (after,) = reading.engine().extract(old), reading.engine().extract(new)
    assert before.event_id == after.event_id
    assert (before.article_version, after.article_version) == (1, 2)
