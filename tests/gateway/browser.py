"""A real Chromium for the tests of the page, and a gateway beside it in a thread of its own."""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from streams.gateway.intake import Intake
from streams.gateway.server import Gateway
from streams.runtime.settings import Settings

#: Milliseconds that the page may take for anything on a machine under load.
PATIENCE = 30_000

_FLAGS = (
    "--no-sandbox",  # tests run as root in a container; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
    "--disable-lcd-text",  # pictures without coloured edges, which are no part of the page
)


def chromium() -> str | None:
    """The Chromium of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("EVENTWIRE_CHROMIUM") or next(
        (found for name in names if (found := shutil.which(name))), None
    )


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium without a window; skips, or fails where one is required."""
    found = chromium()
    if found is None:
        message = "no Chromium on this machine (Debian: the package chromium)"
        if os.environ.get("EVENTWIRE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        try:
            yield running
        finally:
            running.close()


@dataclass(slots=True)
class Beside:
    """A gateway on a loop of its own, so that a test can drive the browser meanwhile."""

    settings: dict[str, Any]
    gateway: Gateway = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def start(self, prepare: Callable[[Intake], None] | None = None) -> None:
        """Listen, on the former port if there was one."""
        port = self.gateway.port if hasattr(self, "gateway") else 0
        told = {"gateway_port": port, **self.settings}
        self.gateway = Gateway(Settings.model_validate(told))
        if prepare is not None:
            prepare(self.gateway.api.intake)
        if not self._loop.is_running():
            threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self.gateway.start(), self._loop).result(30)

    def stop(self) -> None:
        """Stop listening, as a crash would for the browser."""
        asyncio.run_coroutine_threadsafe(self.gateway.stop(), self._loop).result(30)

    def close(self) -> None:
        """Stop it for good."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def call(self, act: Callable[[Intake], None]) -> None:
        """Do something to the intake on its own loop."""

        async def acted() -> None:
            act(self.gateway.api.intake)

        asyncio.run_coroutine_threadsafe(acted(), self._loop).result(60)

    def tell(self) -> None:
        """Send how things stand to all streams now."""
        from streams.gateway.stream import Notice

        self.call(
            lambda intake: intake.stream.publish(Notice("meta", self.gateway.api.meta().to_bytes()))
        )

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.gateway.port}/"


@dataclass(slots=True)
class Seen:
    """A page and everything that it complained about."""

    page: Page
    complaints: list[str]

    def goto(self, url: str, *, rows: bool = True) -> None:
        """Open an address and wait until the stories are there."""
        self.page.goto(url)
        if rows:
            self.page.wait_for_function(
                "() => document.querySelector('.row') && !/…/.test("
                "document.getElementById('list-title').textContent)"
            )


@contextmanager
def page_of(running: Browser, **options: Any) -> Iterator[Seen]:
    """A fresh page; whatever stands in its console, or breaks its policy, fails the test."""
    context = running.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
    page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    page.add_init_script(
        "window.violations = [];"
        "document.addEventListener('securitypolicyviolation',"
        " (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"
    )
    seen = Seen(page, complaints)
    try:
        yield seen
        complaints += [f"policy: {one}" for one in page.evaluate("window.violations ?? []")]
        assert complaints == []
    finally:
        context.close()
