"""The page in a real Chromium: hostile words, filters and address, keys, live updates, size."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from schemas.alert import AlertType
from schemas.event import EVENT_TYPES, Item, Kind, Quantity, Status
from schemas.story import Change
from streams.gateway.intake import Intake
from streams.runtime.settings import ROLES
from streams.runtime.wire import Inbound
from tests.gateway.browser import PATIENCE, Beside, browser, page_of
from tests.gateway.world import actor, alert, alert_message, fill, story, story_message

expect.set_options(timeout=PATIENCE)

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    "\u202egpj.exe\u202d & \u2066hidden",
    "A" * 10_000,
    "😀👩‍👩‍👧‍👦🇳🇱" * 300,
    "'\"><svg/onload=alert(3)>",
    "javascript:alert(4)",
    "{{7*7}} ${7*7}",
    "\u0000\u0007\ufeff\u2028line",
)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture
def beside() -> Iterator[Beside]:
    served = Beside({})
    served.start(lambda intake: fill(intake, 120))
    yield served
    served.close()


def _put(message: Inbound, intake: Intake) -> None:
    intake.put(message)


def query_of(page: Page) -> dict[str, str]:
    return {name: ",".join(values) for name, values in parse_qs(urlsplit(page.url).query).items()}


def title(page: Page) -> str:
    return page.locator("#list-title").inner_text()


def test_stories_are_listed_with_map_timeline_and_alerts(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        seen.goto(beside.url)
        expect(seen.page.locator("#list-title")).to_have_text("120 stories")
        expect(seen.page.locator("#state")).to_contain_text("Live")
        assert seen.page.locator(".spot").count() >= 20
        assert seen.page.locator(".bin").count() >= 20
        expect(seen.page.locator(".alert")).to_have_count(12)
        # A row for each story that fits the window, and a few: not one for every story.
        assert seen.page.locator(".row").count() < 30


def test_hostile_words_stay_words(chrome: Browser) -> None:
    def put(intake: Intake) -> None:
        for number, words in enumerate(HOSTILE):
            roles = {
                "visitor": (actor("RUS").model_copy(update={"name": words, "country": None}),),
                "host": (actor("BLR"),),
            }
            told = story(
                number, kind=Kind.VISIT, roles=roles, evidence=words or " ", url=words[:4000]
            )
            claims = tuple(one.model_copy(update={"source": words}) for one in told.claims)
            told = told.model_copy(update={"claims": claims})
            intake.put(story_message(told, number))
            raised = alert(told).model_copy(update={"headline": words, "reason": words})
            intake.put(alert_message(raised, number))
        intake.ready = True

    served = Beside({})
    served.start(put)
    try:
        with page_of(chrome) as seen:
            page = seen.page
            seen.goto(served.url)
            markup = page.locator(".row").count()
            assert markup == len(HOSTILE)
            for index in range(len(HOSTILE)):
                page.locator(".row").nth(index).click()
                expect(page.locator(".claim blockquote").first).to_be_visible()
                expect(page.locator(".story .claim a")).to_have_count(0)  # none of these is a link
                assert page.evaluate("document.documentElement.scrollWidth") <= 1440
            # Nothing of it became an element, and direction marks stay within their own words.
            assert page.locator("main img, main script, article img, article script").count() == 0
            assert page.locator("#alerts img, #alerts script, #alerts svg").count() == 0
            for selector in (".row .who bdi", ".alert .what"):
                style = f"getComputedStyle(document.querySelector('{selector}')).unicodeBidi"
                assert page.evaluate(style) == "isolate"
            # The ten thousand letters are shown as far as they help, and whole on demand.
            long = page.locator(".row", has_text="AAAA")
            long.click()
            quote = page.locator(".claim blockquote").first
            assert len(quote.inner_text()) < 1_000
            page.get_by_role("button", name="Show the whole sentence").first.click()
            assert len(quote.inner_text()) == 10_000
    finally:
        served.close()


def test_links_lead_to_pages_and_tell_them_nothing(chrome: Browser) -> None:
    def put(intake: Intake) -> None:
        addresses = (
            "https://news.example/a?b=1",
            "http://news.example/",
            "javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "//no.scheme/",
            "ftp://old.example/",
            "https://",
        )
        for number, url in enumerate(addresses):
            intake.put(story_message(story(number, url=url), number))
        intake.ready = True

    served = Beside({})
    served.start(put)
    try:
        with page_of(chrome) as seen:
            seen.goto(served.url)
            for index, linked in enumerate((True, True, False, False, False, False, False)):
                seen.page.locator(".row").nth(index).click()
                expect(seen.page.locator(".story .source").first).to_be_visible()
                expect(seen.page.locator("#story")).to_have_attribute(
                    "data-id", f"story-{index:06}"
                )
                links = seen.page.locator(".claim a")
                if not linked:
                    expect(links).to_have_count(0)
                    continue
                rel = links.first.get_attribute("rel") or ""
                assert {"noopener", "noreferrer"} <= set(rel.split())
    finally:
        served.close()


def test_filters_are_in_the_address_and_the_back_button_goes_back(
    chrome: Browser, beside: Beside
) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(beside.url)
        page.get_by_role("checkbox", name=re.compile("^Visit")).check()
        assert query_of(page) == {"kind": "visit"}
        page.get_by_role("checkbox", name=re.compile("^planned")).check()
        assert query_of(page) == {"kind": "visit", "status": "planned"}
        narrow = title(page)
        assert re.fullmatch(r"\d+ of 120 stor(y|ies)", narrow)
        page.locator("#q").fill("nosuchword")
        expect(page.locator("#empty h3")).to_have_text("No story fits these filters")
        assert query_of(page)["q"] == "nosuchword"
        page.locator("#q").fill("")
        expect(page.locator("#list-title")).to_have_text(narrow)
        page.go_back()
        assert query_of(page) == {"kind": "visit"}
        expect(page.get_by_role("checkbox", name=re.compile("^planned"))).not_to_be_checked()
        page.go_back()
        expect(page.locator("#list-title")).to_have_text("120 stories")
        page.go_forward()
        page.go_forward()
        expect(page.locator("#list-title")).to_have_text(narrow)
        shared = page.url
        with page_of(chrome) as other:
            other.goto(shared)
            expect(other.page.locator("#list-title")).to_have_text(narrow)
            other.page.get_by_role("button", name="Clear filters").first.click()
            assert query_of(other.page) == {}


def test_days_are_chosen_with_the_pointer_and_by_their_dates(
    chrome: Browser, beside: Beside
) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(beside.url)
        box = page.locator("#timeline svg").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20, steps=5)
        page.mouse.up()
        query = query_of(page)
        assert query["from"] < query["to"]
        assert page.locator("#from").input_value() == query["from"]
        assert " of 120 stories" in title(page)
        page.get_by_role("button", name="All dates").click()
        expect(page.locator("#list-title")).to_have_text("120 stories")
        page.locator("#from").fill("2024-06-14")
        assert query_of(page) == {"from": "2024-06-14"}


def test_days_are_chosen_by_keys_and_said(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(beside.url)
        first, last = (
            page.get_by_role("slider", name=name)
            for name in ("First day of the span", "Last day of the span")
        )
        expect(first).to_have_attribute("aria-valuetext", "open, everything earlier too")
        first.focus()
        page.keyboard.press("PageUp")
        page.keyboard.press("ArrowRight")
        begin = query_of(page)["from"]
        day = page.evaluate(
            "(day) => new Date(day).toLocaleDateString('en-GB',"
            " { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })",
            begin,
        )
        expect(first).to_have_attribute("aria-valuetext", day)
        expect(first).to_be_focused()
        assert page.locator("#from").input_value() == begin
        narrow = title(page)
        assert " of 120 stories" in narrow
        expect(page.locator("#polite")).to_have_text(f"{narrow.split(' ')[0]} stories shown")
        # The other end never passes the first, and both are one span in the address.
        page.keyboard.press("Tab")
        expect(last).to_be_focused()
        page.keyboard.press("Home")
        query = query_of(page)
        assert query["from"] == begin <= query["to"]
        assert last.get_attribute("aria-valuenow") == first.get_attribute("aria-valuenow")
        page.keyboard.press("ArrowLeft")
        assert query_of(page) == query
        page.keyboard.press("End")
        page.keyboard.press("ArrowRight")
        assert query_of(page) == {"from": begin}
        page.keyboard.press("Escape")
        assert query_of(page) == {}
        expect(last).to_be_focused()
        expect(page.locator("#list-title")).to_have_text("120 stories")
        # Steps by keys are no steps back.
        page.go_back()
        assert page.url == "about:blank"


def test_one_end_of_the_span_is_dragged(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(f"{beside.url}?from=2024-06-05&to=2024-06-20")
        box = page.get_by_role("slider", name="Last day of the span").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 30, steps=4)
        page.mouse.up()
        query = query_of(page)
        assert query["from"] == "2024-06-05"
        assert query["to"] > "2024-06-20"


def test_a_country_is_chosen_on_the_map(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(beside.url)
        page.locator('.spot[data-code="BRA"]').click()
        assert query_of(page) == {"country": "BRA"}
        expect(page.get_by_role("checkbox", name=re.compile("^Brazil"))).to_be_checked()
        page.locator('.spot[data-code="BRA"]').click()
        assert query_of(page) == {}


def test_by_keys_alone_from_the_list_to_a_story_and_back(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(beside.url)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab") if page.evaluate("document.activeElement.id") != "list" else None
        expect(page.locator("#list")).to_be_focused()
        for _ in range(30):
            page.keyboard.press("ArrowDown")
        active = page.locator("#list").get_attribute("aria-activedescendant")
        assert active == "row-30"
        expect(page.locator("#row-30")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#story-title")).to_be_focused()
        assert query_of(page)["story"] == "story-000030"
        page.keyboard.press("Escape")
        expect(page.locator("#story")).to_be_hidden()
        expect(page.locator("#list")).to_be_focused()
        assert page.locator("#list").get_attribute("aria-activedescendant") == "row-30"
        page.keyboard.press("End")
        assert page.locator("#list").get_attribute("aria-activedescendant") == "row-119"
        page.keyboard.press("Home")
        assert page.locator("#list").get_attribute("aria-activedescendant") == "row-0"
        page.go_back()
        expect(page.locator("#story-title")).to_be_focused()


def test_a_story_shows_its_evidence_its_status_and_what_changed(
    chrome: Browser, beside: Beside
) -> None:
    plan = story(500, kind=Kind.VISIT, status=Status.PLANNED, evidence="He will go on Monday.")
    with page_of(chrome) as seen:
        page = seen.page
        beside.call(lambda intake: intake.put(story_message(plan, 500)))
        seen.goto(f"{beside.url}?story=story-000500")
        expect(page.locator(".claim blockquote").first).to_have_text("He will go on Monday.")
        expect(page.locator(".story header .status")).to_have_text("planned")
        page.locator(".story .close").click()
        done = story(500, kind=Kind.VISIT, status=Status.OCCURRED, evidence="He has gone.")
        more = done.claims[0].model_copy(
            update={
                "event_id": "later",
                "published_at": done.last_seen.replace(minute=59),
                "evidence": "He is back.",
            }
        )
        done = done.model_copy(
            update={
                "revision": 2,
                "change": Change.ESCALATED,
                "claims": (*done.claims, more),
                "previous_status": Status.PLANNED,
            }
        )
        beside.call(lambda intake: intake.put(story_message(done, 501)))
        row = page.locator(".row", has_text="occurred").first
        expect(row).to_be_visible()
        seen.goto(f"{beside.url}?story=story-000500")
        expect(page.locator(".since")).to_contain_text("1 report more, planned → occurred")
        expect(page.locator(".steps").last).to_contain_text("escalated")
        expect(page.locator(".is-new")).to_have_count(1)


def test_what_happens_arrives_without_a_reload(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(beside.url)
        expect(page.locator("#state")).to_contain_text("Live")
        new = story(900, last_seen=story(0).last_seen.replace(hour=23), kind=Kind.BASING)
        beside.call(lambda intake: intake.put(story_message(new, 900)))
        beside.call(lambda intake: intake.put(alert_message(alert(new), 90)))
        expect(page.locator("#list-title")).to_have_text("121 stories")
        expect(page.locator(".row").first).to_have_attribute("data-kind", "basing")
        expect(page.locator(".alert").first).to_contain_text("Headline of story-000900")
        expect(page.locator("#polite")).to_contain_text("1 story is new or changed")


def test_it_says_when_the_gateway_is_away_and_comes_back_by_itself(
    chrome: Browser, beside: Beside
) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        seen.goto(beside.url)
        expect(page.locator("#state")).to_contain_text("Live")
        beside.stop()
        expect(page.locator("#banner")).to_contain_text("The connection is lost")
        assert page.locator(".row").count() > 5  # what was there is still to be read
        beside.start(lambda intake: fill(intake, 130))
        expect(page.locator("#state")).to_contain_text("Live")
        expect(page.locator("#banner")).to_be_hidden()
        expect(page.locator("#list-title")).to_have_text("130 stories")
        # That a request fails while nobody listens is what the browser says, and rightly.
        seen.complaints[:] = [one for one in seen.complaints if "ERR_" not in one]


def test_a_gap_is_mended_by_loading_anew(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        seen.goto(beside.url)
        expect(seen.page.locator("#state")).to_contain_text("Live")

        def silently(intake: Intake) -> None:
            for number in range(120, 150):
                intake.model.put_story(story(number).to_bytes())
            for listener in intake.stream._listeners:
                listener.miss("slow")

        beside.call(silently)
        expect(seen.page.locator("#list-title")).to_have_text("150 stories")


def test_while_the_topics_are_read_it_says_so(chrome: Browser) -> None:
    served = Beside({})
    served.start()
    try:
        with page_of(chrome) as seen:
            seen.goto(served.url, rows=False)
            expect(seen.page.locator("#empty")).to_contain_text("reading its topics")
            expect(seen.page.locator("#state")).to_have_text("Starting")
            served.call(lambda intake: fill(intake, 3))
            expect(seen.page.locator("#list-title")).to_have_text("3 stories")
    finally:
        served.close()


def test_no_stories_yet_is_told_apart_from_none_that_fit(chrome: Browser) -> None:
    served = Beside({})
    served.start(lambda intake: fill(intake, 0))
    try:
        with page_of(chrome) as seen:
            seen.goto(served.url, rows=False)
            expect(seen.page.locator("#empty h3")).to_have_text("No stories yet")
            served.call(lambda intake: fill(intake, 1))
            expect(seen.page.locator(".row")).to_have_count(1)
    finally:
        served.close()


def test_with_a_token_it_asks_for_it(chrome: Browser, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a-token-of-some-length")
    served = Beside({"gateway_token_file": file})
    served.start(lambda intake: fill(intake, 7))
    try:
        with page_of(chrome) as seen:
            seen.goto(served.url, rows=False)
            expect(seen.page.locator("#token")).to_be_focused()
            seen.page.keyboard.type("wrong")
            seen.page.keyboard.press("Enter")
            expect(seen.page.locator("#login [role=alert]")).to_have_text("That is not the token.")
            seen.page.locator("#token").fill("a-token-of-some-length")
            seen.page.keyboard.press("Enter")
            expect(seen.page.locator("#list-title")).to_have_text("7 stories")
            seen.complaints[:] = [one for one in seen.complaints if "401" not in one]
    finally:
        served.close()


def test_fifty_thousand_stories_stay_quick(chrome: Browser) -> None:
    """Rows in the document stay few; a filter over all of them takes less than the patience of
    a reader. Figures: benchmarks/gateway."""
    served = Beside({})
    served.start(lambda intake: fill(intake, 50_000))
    try:
        with page_of(chrome) as seen:
            page = seen.page
            page.set_default_timeout(4 * PATIENCE)
            seen.goto(served.url)
            expect(page.locator("#list-title")).to_have_text("50,000 stories", timeout=4 * PATIENCE)
            assert page.locator(".row").count() < 30
            page.locator("#list").focus()
            page.keyboard.press("End")
            expect(page.locator("#row-49999")).to_be_in_viewport()
            page.locator("#q").fill("malta patriot")
            expect(page.locator("#list-title")).to_contain_text(" of 50,000 stories")
            page.locator("#q").fill("")
            page.get_by_role("checkbox", name=re.compile("^Visit")).check()
            expect(page.locator("#list-title")).to_contain_text(" of 50,000 stories")
            assert page.locator("*").count() < 4_000
    finally:
        served.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 900, 390])
def test_axe_finds_nothing(chrome: Browser, beside: Beside, scheme: str, width: int) -> None:
    with page_of(
        chrome,
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        reduced_motion="reduce",
    ) as seen:
        for address in ("", "?story=story-000003", "?q=nosuchword", "?country=NLD&lang=nl"):
            seen.goto(beside.url + address, rows="nosuchword" not in address)
            if "story=" in address:
                expect(seen.page.locator("#story-title")).to_be_visible()
            results = Axe().run(seen.page)
            found = [
                (one["id"], [node["html"] for node in one["nodes"]][:3])
                for one in results.response["violations"]
            ]
            assert found == [], address


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440, 2560])
def test_nothing_is_wider_than_the_window(chrome: Browser, beside: Beside, width: int) -> None:
    with page_of(chrome, viewport={"width": width, "height": 800}) as seen:
        seen.goto(beside.url)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        if width < 768:
            seen.page.get_by_role("button", name="Map", exact=True).click()
            expect(seen.page.locator(".map svg")).to_be_visible()
            seen.page.get_by_role("button", name="List", exact=True).click()
        seen.page.locator(".row").first.click()
        expect(seen.page.locator("#story-title")).to_be_visible()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_speaks_dutch_and_remembers_the_theme(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome, locale="nl-NL") as seen:
        page = seen.page
        seen.goto(beside.url)
        expect(page.locator("#list-title")).to_have_text("120 verhalen")
        assert page.evaluate("document.documentElement.lang") == "nl"
        page.locator("#language").click()
        expect(page.locator("#list-title")).to_have_text("120 stories")
        assert query_of(page) == {"lang": "en"}
        page.locator("#theme").click()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.reload()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_in_dutch_headlines_items_and_reasons_are_dutch(chrome: Browser) -> None:
    roles = {"sender": (actor("NLD"),), "host": (actor("LTU"),)}
    soldiers = Item(text="x", name="soldier", quantity=Quantity(minimum=1200, maximum=1200))
    told = story(
        0, kind=Kind.DEPLOYMENT, status=Status.PLANNED, roles=roles, items=(soldiers,)
    ).model_copy(update={"place": None})
    line = "Nederland gaat 1.200 militairen stationeren in Litouwen"

    def put(intake: Intake) -> None:
        intake.put(story_message(told, 0))
        intake.ready = True

    served = Beside({})
    served.start(put)
    try:
        with page_of(chrome) as seen:
            page = seen.page
            seen.goto(f"{served.url}?lang=nl")
            expect(page.locator("#state")).to_contain_text("Live")
            raised = alert(told).model_copy(update={"sources": 1})
            served.call(lambda intake: intake.put(alert_message(raised, 0)))
            # By the stream and, after a reload, by the API.
            for _ in range(2):
                expect(page.locator(".alert .what")).to_have_text(line)
                expect(page.locator(".alert .why")).to_have_text("gepland · 1 bron")
                page.reload()
            expect(page.locator(".row .more")).to_contain_text("1.200 militairen")
            page.locator(".row").click()
            expect(page.locator("#story-title")).to_have_text(line)
            expect(page.locator(".facts")).to_contain_text("1.200 militairen")
            page.locator("#q").fill("militairen")
            expect(page.locator(".row")).to_have_count(1)
    finally:
        served.close()


def test_a_row_tells_its_days_whole_however_narrow(chrome: Browser) -> None:
    told = story(0, kind=Kind.JOINT_UNIT, status=Status.PLANNED)
    days = told.when.model_copy(update={"begin": date(2024, 6, 14), "end": date(2024, 6, 16)})
    told = told.model_copy(update={"when": days})
    served = Beside({})
    served.start(lambda intake: intake.put(story_message(told, 0)))
    served.call(lambda intake: fill(intake, 0))
    try:
        with page_of(chrome, viewport={"width": 320, "height": 700}) as seen:
            seen.goto(f"{served.url}?lang=nl")
            row = seen.page.locator(".row .date")
            expect(row).to_have_text(re.compile("^14.15 jun.* 2024$"))
            box = row.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= 320
    finally:
        served.close()


def test_both_languages_have_a_word_for_everything(chrome: Browser, beside: Beside) -> None:
    roles = {role for record in EVENT_TYPES.values() for role in record.roles_}
    words = {*Kind, *Status, *AlertType, *roles, *(f"stage-{role}" for role in ROLES)}
    words |= {change.value for change in Change} - {"merged"} | {"merged_word", "withdrawn"}
    words -= {"stage-gateway"}  # which has no lag of its own
    with page_of(chrome) as seen:
        seen.goto(beside.url)
        lacking = seen.page.evaluate(
            """async (words) => {
              const { MESSAGES } = await import('/static/js/messages.js');
              const keys = new Set([...words, ...Object.values(MESSAGES).flatMap(Object.keys)]);
              return Object.entries(MESSAGES).flatMap(([lang, told]) =>
                [...keys].filter((key) => !(key in told)).map((key) => `${lang} ${key}`));
            }""",
            sorted(map(str, words)),
        )
        assert lacking == []


def test_alerts_notify_who_asked_for_it_once(chrome: Browser, beside: Beside) -> None:
    with page_of(chrome) as seen:
        page = seen.page
        page.context.grant_permissions(["notifications"])
        page.add_init_script(
            "window.shown = [];"
            "window.Notification = class extends EventTarget {"
            " static permission = 'granted';"
            " static async requestPermission() { return 'granted'; }"
            " constructor(title, options) { super(); window.shown.push([title, options.tag]); }"
            " close() {} };"
        )
        seen.goto(beside.url)
        expect(page.locator("#state")).to_contain_text("Live")
        first, second = alert(story(1), 7), alert(story(2), 8)
        beside.call(lambda intake: intake.put(alert_message(first, 100)))
        expect(page.locator(".alert")).to_have_count(13)
        assert page.evaluate("window.shown") == []
        page.get_by_role("button", name="Notify me").click()
        expect(page.get_by_role("button", name="Notifying")).to_have_attribute(
            "aria-pressed", "true"
        )
        for offset in (101, 102):
            beside.call(partial(_put, alert_message(second, offset)))
        expect(page.locator(".alert")).to_have_count(14)
        assert page.evaluate("window.shown") == [[f"new: {second.headline}", second.alert_id]]
