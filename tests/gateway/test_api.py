"""The read API: filters, pages, one story, what is refused and how."""

from datetime import date, timedelta
from urllib.parse import quote, urlencode

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from schemas.event import Kind, Status
from schemas.story import Change, Story
from schemas.topics import EVENTS, STORIES
from streams.gateway.query import StoryQuery, read_cursor, write_cursor
from streams.gateway.readmodel import ReadModel
from streams.gateway.replies import Problem, StoryPage, StoryReply
from streams.runtime.wire import Inbound
from tests.gateway.asked import asked, played
from tests.gateway.world import NOW, actor, alert, alert_message, story, story_message, when


@played
async def test_pages_hold_every_story_once_the_newest_first() -> None:
    async with asked(250) as here:
        seen: list[str] = []
        cursor = ""
        while True:
            page = StoryPage.model_validate(
                await here.get(f"/api/stories?withdrawn=true&limit=40&cursor={cursor}".rstrip("="))
                if cursor
                else await here.get("/api/stories?withdrawn=true&limit=40")
            )
            assert page.total == 250
            seen += [row.story_id for row in page.stories]
            if page.next_cursor is None:
                break
            cursor = page.next_cursor
        assert seen == [f"story-{number:06}" for number in range(250)]


@played
async def test_each_filter_lets_through_what_it_says() -> None:
    async with asked(300) as here:
        everything = {number: story(number) for number in range(300)}

        async def found(**query: object) -> set[str]:
            told = urlencode({name.rstrip("_"): value for name, value in query.items()})
            page = await here.get(f"/api/stories?limit=1000&{told}")
            assert page["total"] == len(page["stories"])
            return {row["story_id"] for row in page["stories"]}

        def those(fits: object) -> set[str]:
            assert callable(fits)
            kept = {one.story_id for one in everything.values() if fits(one)}
            assert 0 < len(kept) < 300, "the filter would say nothing"
            return kept

        assert await found(kind="visit,meeting") == those(
            lambda one: one.kind in {Kind.VISIT, Kind.MEETING}
        )
        assert await found(status="planned") == those(lambda one: one.status is Status.PLANNED)
        assert await found(country="nld,TUR") == those(
            lambda one: not {"NLD", "TUR"}.isdisjoint(one.countries)
        )
        assert await found(min_sources=3) == those(lambda one: one.sources >= 3)
        first, last = date(2024, 6, 10), date(2024, 6, 20)
        assert await found(from_=first, to=last) == those(
            lambda one: one.when.end > first and one.when.begin <= last
        )
        assert await found(q="turkey VISIT") == those(
            lambda one: one.kind is Kind.VISIT and "TUR" in one.countries
        )


@played
async def test_days_at_the_edge_of_a_span() -> None:
    async with asked() as here:
        day = date(2024, 5, 16)
        here.intake.put(story_message(story(0, when=when(day, days=2)), 0))
        for query, count in (
            ("from=2024-05-17", 1),
            ("from=2024-05-18", 0),
            ("to=2024-05-16", 1),
            ("to=2024-05-15", 0),
            ("from=0001-01-01&to=9999-12-31", 1),
        ):
            assert (await here.get(f"/api/stories?{query}"))["total"] == count, query


@played
async def test_search_knows_neither_case_nor_accents() -> None:
    async with asked() as here:
        roles = {"visitor": (actor("TUR").model_copy(update={"name": "Recep Tayyip Erdoğan"}),)}
        here.intake.put(story_message(story(1, kind=Kind.VISIT, roles=roles), 0))
        for word in ("erdogan", "ERDOĞAN", "tayyip erdo"):
            assert (await here.get(f"/api/stories?q={quote(word)}"))["total"] == 1, word
        assert (await here.get("/api/stories?q=erdogan%20merkel"))["total"] == 0


@played
async def test_a_story_is_given_whole_with_what_changed() -> None:
    async with asked() as here:
        first = story(7, status=Status.PLANNED)
        second = story(7, revision=2, status=Status.OCCURRED, change=Change.ESCALATED)
        here.intake.put(story_message(first, 0))
        here.intake.put(story_message(second, 1))
        here.intake.put(alert_message(alert(second), 0))
        reply = StoryReply.model_validate(await here.get("/api/stories/story-000007"))
        assert reply.story.status is Status.OCCURRED
        assert {claim.event_id for claim in reply.story.claims} == {
            claim.event_id for claim in second.claims
        }
        assert [one.status for one in reply.revisions] == [Status.PLANNED, Status.OCCURRED]
        assert [one.alert_id for one in reply.alerts] == ["alert-story-000007-0"]
        missing = Problem.model_validate(await here.get("/api/stories/none", status=404))
        assert "no such story" in missing.detail


@played
async def test_an_older_revision_changes_nothing_and_a_deletion_removes() -> None:
    async with asked() as here:
        here.intake.put(story_message(story(3, revision=5), 0))
        here.intake.put(story_message(story(3, revision=4, status=Status.DENIED), 1))
        assert (await here.get("/api/stories/story-000003"))["story"]["revision"] == 5
        gone = Inbound(topic=STORIES.name, partition=0, offset=2, key=b"story-000003", value=None)
        here.intake.put(gone)
        await here.get("/api/stories/story-000003", status=404)
        assert (await here.get("/api/meta"))["position"] == "2.-1"


@played
async def test_withdrawn_stories_are_shown_on_demand() -> None:
    async with asked() as here:
        told = story(1)
        here.intake.put(story_message(told.model_copy(update={"withdrawn": True, "claims": ()}), 0))
        assert (await here.get("/api/stories"))["total"] == 0
        assert (await here.get("/api/stories?withdrawn=true"))["total"] == 1
        assert sum((await here.get("/api/meta"))["kinds"].values()) == 0


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("kind=war", "kind"),
        ("kind=", None),
        ("status=maybe", "status"),
        ("country=Nederland", "country"),
        ("from=yesterday", "from"),
        ("from=20240516", "from"),
        ("from=2024-13-41", "from"),
        ("from=2024-06-01&to=2024-05-01", ""),
        ("q=" + "x" * 201, "q"),
        ("limit=0", "limit"),
        ("limit=5001", "limit"),
        ("limit=1e9", "limit"),
        ("limit=10&limit=20", "limit"),
        ("min_confidence=nan", "min_confidence"),
        ("min_sources=-1", "min_sources"),
        ("cursor=../../etc/passwd", ""),
        ("cursor=%00%ff", ""),
        ("cursor=" + "A" * 1001, "cursor"),
        ("withdrawn=perhaps", "withdrawn"),
        ("colour=red", "colour"),
        ("__proto__=1", "__proto__"),
        ("kind=" + ",".join(["visit"] * 33), "kind"),
    ],
)
def test_wrong_queries_are_refused_with_a_reason(query: str, parameter: str | None) -> None:
    @played
    async def scene() -> None:
        async with asked(3) as here:
            if parameter is None:
                await here.get(f"/api/stories?{query}")
                return
            problem = Problem.model_validate(await here.get(f"/api/stories?{query}", status=400))
            assert [one.parameter for one in problem.errors] == [parameter]
            assert problem.detail
            async with here.session.get(f"{here.base}/api/stories?{query}") as answer:
                assert answer.content_type == "application/problem+json"

    scene()


@played
async def test_what_is_asked_for_wrongly_has_a_clear_status() -> None:
    async with asked(3) as here:
        for method, path, status in (
            ("GET", "/api/nothing", 404),
            ("GET", "/static/../server.py", 404),
            ("GET", "/static/%2e%2e/server.py", 404),
            ("GET", "/static/vendor/README.md", 404),
            ("POST", "/api/stories", 405),
            ("DELETE", "/api/stories/story-000001", 405),
            ("GET", "/api/meta?x=1", 400),
            ("GET", "/api/stories/story-000001?x=1", 400),
            ("POST", "/api/session", 400),
        ):
            async with here.session.request(method, here.base + path) as answer:
                assert answer.status == status, path
                Problem.model_validate(await answer.json(content_type=None))


@played
async def test_a_list_that_is_held_already_is_not_sent_again() -> None:
    async with asked(100) as here:
        url = f"{here.base}/api/stories?limit=100"
        async with here.session.get(url) as answer:
            tag = answer.headers["ETag"]
            assert answer.headers["Content-Encoding"] == "gzip"
        async with here.session.get(url, headers={"If-None-Match": tag}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
        async with here.session.get(
            url, headers={"Accept-Encoding": "identity"}, auto_decompress=False
        ) as answer:
            assert "Content-Encoding" not in answer.headers
        here.intake.put(story_message(story(500), 500))
        async with here.session.get(url, headers={"If-None-Match": tag}) as answer:
            assert answer.status == 200


@played
async def test_until_the_topics_are_read_nothing_half_is_shown() -> None:
    async with asked(5) as here:
        here.intake.ready = False
        for path in ("/api/stories", "/api/stories/story-000001", "/api/alerts", "/api/stream"):
            async with here.session.get(here.base + path) as answer:
                assert answer.status == 503
                assert answer.headers["Retry-After"] == "1"
        meta = await here.get("/api/meta")
        assert (meta["ready"], meta["stories"]) == (False, 5)
        assert here.gateway.reasons()
        here.intake.ready = True
        assert not here.gateway.reasons()


@played
async def test_events_come_and_are_taken_back() -> None:
    async with asked() as here:
        topic = EVENTS[Kind.VISIT].name
        event = {
            "event_id": "e1",
            "article_id": "a1",
            "article_version": 1,
            "published_at": NOW.isoformat(),
            "language": "en",
            "status": "planned",
            "when": when(NOW.date()).model_dump(mode="json"),
            "kind": "visit",
            "visitor": [actor("TUR").model_dump(mode="json")],
            "evidence": [
                {"start": 0, "end": 4, "text": "text", "trigger": "visit", "rule": "visit"}
            ],
            "extractor": "test",
        }

        def put(record: dict[str, object], offset: int) -> None:
            import json

            here.intake.put(
                Inbound(topic=topic, partition=0, offset=offset, value=json.dumps(record).encode())
            )

        put(event, 0)
        put(event | {"event_id": "e2", "language": "nl"}, 1)
        assert [one["event_id"] for one in (await here.get("/api/events"))["events"]] == [
            "e2",
            "e1",
        ]
        assert len((await here.get("/api/events?language=nl&country=TUR"))["events"]) == 1
        assert (await here.get("/api/events?kind=meeting"))["events"] == []
        put(
            {
                "event_id": "e1",
                "kind": "visit",
                "article_id": "a1",
                "article_version": 2,
                "reason": "corrected",
                "retracted_at": NOW.isoformat(),
            },
            2,
        )
        assert [one["event_id"] for one in (await here.get("/api/events"))["events"]] == ["e2"]


@played
async def test_what_fits_no_schema_is_counted_and_left_out() -> None:
    async with asked(2) as here:
        for number, value in enumerate((b"", b"no json", b"{}", b"\xff\xfe", b'{"story_id":1}')):
            here.intake.put(
                Inbound(topic=STORIES.name, partition=0, offset=10 + number, value=value)
            )
        meta = await here.get("/api/meta")
        assert (meta["unreadable"], meta["stories"]) == (5, 2)


@played
async def test_the_document_is_valid_openapi_and_names_every_address() -> None:
    async with asked(1) as here:
        document = await here.get("/api/openapi.json")
        OpenAPIV31SpecValidator(document).validate()
        served = {
            route.resource.canonical
            for route in here.gateway.api_routes()
            if route.resource is not None
        }
        assert set(document["paths"]) == {path for path in served if path.startswith("/api/")}
        names = {one["name"] for one in document["paths"]["/api/stories"]["get"]["parameters"]}
        assert {"kind", "country", "status", "from", "to", "q", "cursor"} <= names


def test_old_stories_make_room_for_new_ones() -> None:
    model = ReadModel(limit=10, recent=3)
    for number in range(15, -1, -1):
        told = story(number)
        model.put_story(told.to_bytes())
        model.put_alert(alert(told).model_dump_json().encode())
    assert len(model) == 10
    assert model.left_out == 6
    assert model.alerts_held == 3
    found = model.find(StoryQuery(limit=100, withdrawn=True))
    assert [row.story_id for row in found.rows] == [f"story-{n:06}" for n in range(10)]


def test_hostile_names_stay_one_short_line_and_keep_their_words_in_the_story() -> None:
    evil = "\u202egnp.exe\n<img src=x onerror=alert(1)>" + "😀" * 10_000
    roles = {"visitor": (actor("RUS").model_copy(update={"name": evil}),)}
    told = story(1, kind=Kind.VISIT, roles=roles)
    model = ReadModel()
    taken = model.put_story(told.to_bytes())
    assert taken is not None
    row = taken[1]
    assert len(row.body) < 4_000
    assert b"\n" not in row.body
    assert isinstance(row.story(), Story)
    assert row.story() == told


def test_a_cursor_is_read_as_it_was_written() -> None:
    order = (NOW + timedelta(microseconds=5), "story 1")
    assert read_cursor(write_cursor(order)) == order
