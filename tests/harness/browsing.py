"""A real browser on a real server: pages are opened in Chromium, and what they complain about is collected."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.clock import moved
from saas.testing.factories.groups import Person
from saas.testing.factories.members import session_token

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# The browser's own language decides in which order the parts of a date are typed.
_ARGUMENTS = ["--lang=en-US", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# What it finds well is told too by axe, and would take longer to hand over than to look for.
_SERIOUS = """async (rules) => {
  const options = { resultTypes: ["violations"], ...(rules.length && { runOnly: rules }) };
  const { violations } = await axe.run(options);
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}: ${node.html.slice(0, 160)}`));
}"""
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


@dataclass(slots=True, kw_only=True)
class Visit:
    """A page in a browser of its own, with what went wrong on it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def serious(self, *rules: str) -> list[str]:
        """What axe finds serious or critical on the page as it is now, by all its rules or by these."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        found: list[str] = self.page.evaluate(_SERIOUS, list(rules))
        return found

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return wide


Visiting = Callable[..., Visit]


def press(page: Page, button: Locator) -> None:
    """Press a button, say yes where it asks, and wait until the page that follows is there and has loaded its parts."""
    asks = button.get_attribute("data-confirm")
    with page.expect_navigation():
        button.click()
        if asks:
            page.locator("#confirm-dialog [data-confirm-yes]").click()
    page.wait_for_load_state("networkidle")


def living_at(app: Flask, moment: datetime) -> WSGIApplication:
    """The application under a clock that stands at `moment` (aware) now and runs on from there, in every thread."""
    ahead = moment - datetime.now(UTC)

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with moved(datetime.now(UTC) + ahead):
            return app(environ, start)

    return answer


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """The application on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, started once for each worker."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    assert path, "the browser tests need Chromium: make chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visiting]:
    """Open an address: `visit(url, size="phone", scheme="dark", locale="en", person=…)`, signed in as the person."""
    contexts = []

    def open_page(
        url: str,
        *,
        size: str = "desk",
        scheme: str = "light",
        locale: str = "zh-CN",
        person: Person | None = None,
    ) -> Visit:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if person:
            # A cookie of an address counts below that address only.
            root = urljoin(url, "/")
            context.add_cookies([{"name": SESSION_COOKIE, "value": session_token(person), "url": root}])
        visited = Visit(page=context.new_page())
        _listen(visited)
        visited.page.goto(url)
        visited.page.wait_for_load_state("networkidle")
        return visited

    yield open_page
    for context in contexts:
        context.close()


def _listen(visited: Visit) -> None:
    # a violation of the content security policy is a console error too
    visited.page.on("pageerror", lambda error: visited.complaints.append(f"script: {error}"))

    def note(text: str, kind: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            visited.complaints.append(f"console: {text}")

    visited.page.on("console", lambda message: note(message.text, message.type))
