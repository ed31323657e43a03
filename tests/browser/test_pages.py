"""Every page of the application, opened: accessible in both sizes and schemes, no wider than a phone, in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pytest
from flask import Flask
from werkzeug.routing import Rule

from saas.platform.clock import moved
from saas.platform.i18n import catalogues
from saas.testing.factories.members import signed_in
from tests.browser.house import MORNING, House, furnish, page_rules
from tests.harness.browsing import SIZES, Visit, Visiting, living_at, serving

Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[Scheme, str, tuple[str, ...]], ...] = (
    ("light", "phone", ()),
    ("light", "desk", ()),
    ("dark", "desk", ("color-contrast",)),
)
"""What axe looks at in each colour scheme and size: everything in both sizes, and then what only the colours change."""
SETTLING_MS = 100
PARTS = 12
"""The pages are spread over this many tests, so that workers share them."""
ENGLISH = re.compile(r"\b[A-Za-z]{3,}(?: [a-z]{2,})+\b")
"""Two English words, the second no name."""
TYPED = {
    "标准工作时间",
    "The authors of Aftercare",
    "English",
    "Time for a service.",
    "complaints",
    "件",
    "回访",
    "关怀",
}
"""Names: given when the group was founded, in the language of its founder; of who wrote a plugin; of a language, in
itself; what a template says to customers in theirs; a plugin as it is installed; units and steps of the service as the
group calls them."""
OF_BOTH = ("imports.columns", "kano.indicator", "kano.questions")
"""Pages that show the headers of a Chinese file, which read like translations of ours, and those on which somebody
writes a text in both languages."""
OWN_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!holder.closest("script, template, style, code, .ui-brand, [lang]:not(html)")) found.push(walker.currentNode.data.trim());
  }
  for (const one of document.querySelectorAll("[placeholder], [aria-label], [title]"))
    for (const name of ["placeholder", "aria-label", "title"])
      if (one.hasAttribute(name)) found.push(one.getAttribute(name).trim());
  return [...new Set(found)];
}"""


TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}"""
"""The ids that several elements of a page have: a label would name the wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The furnished group on a running server."""

    house: House
    base: str
    pages: list[tuple[Rule, str]]


@dataclass(slots=True, kw_only=True)
class Browsing:
    """Two browsers that go from page to page: the member's, and that of nobody for what stands before the sign-in."""

    base: str
    member: Visit
    nobody: Visit

    def open(self, page: tuple[Rule, str]) -> Visit:
        """A page in the browser that it is for, in light colours, with the panels that it loads."""
        found, address = page
        visited = self.member if found.rule.startswith(("/t/", "/account/", "/platform/")) else self.nobody
        visited.complaints.clear()
        wear(visited, "light")
        visited.page.goto(self.base + address)
        if visited.page.locator("main [hx-get]").count():
            visited.page.wait_for_load_state("networkidle")
        return visited


def wear(visited: Visit, scheme: Scheme) -> None:
    """The colour scheme of a page, and of those that are opened in its browser from now on."""
    visited.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def browsing(standing: Standing, visit: Visiting, *, locale: str, size: str = "desk") -> Browsing:
    """Both browsers, in a language."""
    standing.house.speak(locale.replace("-", "_"))
    start = f"{standing.base}/sign-in"
    return Browsing(
        base=standing.base,
        member=visit(start, locale=locale, size=size, person=standing.house.person),
        nobody=visit(start, locale=locale, size=size),
    )


@pytest.fixture(scope="module")
def standing(app: Flask) -> Iterator[Standing]:
    with moved(MORNING):
        house = furnish()
        pages = list(whole_pages(app, house))
        with serving(living_at(app, MORNING)) as base:
            yield Standing(house=house, base=base, pages=pages)


def whole_pages(app: Flask, house: House) -> Iterator[tuple[Rule, str]]:
    """The pages among the addresses; parts of pages and files are none."""
    client = signed_in(app.test_client(), house.person)
    for found in page_rules(app):
        address = house.address(app, found)
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, f"{found.endpoint} {address}: {answer.status_code}"
        if answer.mimetype == "text/html" and answer.text.lstrip().startswith("<!doctype"):
            yield found, address


def faults_of(browsers: Browsing, page: tuple[Rule, str]) -> Iterator[str]:
    """What is wrong with a page in any size and scheme, and in Chinese."""
    name = page[0].endpoint
    visited = browsers.open(page)
    for scheme, size, rules in LOOKS:
        wear(visited, scheme)
        width, height = SIZES[size]
        visited.page.set_viewport_size({"width": width, "height": height})
        visited.page.wait_for_timeout(SETTLING_MS)
        yield from (f"{name}, {size}, {scheme}: {found}" for found in visited.serious(*rules))
        if wider := settled_overflow(visited):
            yield f"{name}, {size}: {wider} px wider than the window"
    yield from (f"{name}: {complaint}" for complaint in visited.complaints)
    twice: list[str] = visited.page.evaluate(TWICE)
    yield from (f"{name}: several elements are {one!r}" for one in twice)
    yield from foreign_texts(visited, page, "zh-CN")


def foreign_texts(visited: Visit, page: tuple[Rule, str], locale: str) -> Iterator[str]:
    """The texts of ours in the language that an open page is not in; names and what people typed do as they like."""
    if page[0].endpoint in OF_BOTH:
        return
    foreign = in_the_other_language(locale)
    texts: list[str] = visited.page.evaluate(OWN_TEXTS)
    yield from (f"{page[0].endpoint}: {text!r}" for text in texts if foreign(text))


def settled_overflow(visited: Visit) -> int:
    """How many pixels the page is wider than the window, once charts have taken its new size."""
    for _turn in range(30):
        if visited.overflow() <= 0:
            return 0
        visited.page.wait_for_timeout(100)
    return visited.overflow()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_accessible_fit_and_chinese(standing: Standing, visit: Visiting, part: int) -> None:
    browsers = browsing(standing, visit, locale="zh-CN")
    found = [fault for page in standing.pages[part::PARTS] for fault in faults_of(browsers, page)]
    assert not found, "\n".join(found)


@pytest.mark.timeout(400)
def test_pages_are_whole_in_english_and_fit(standing: Standing, visit: Visiting) -> None:
    """English is longer: a page that fits in Chinese may not."""
    browsers = browsing(standing, visit, locale="en", size="phone")
    found: list[str] = []
    for page in standing.pages:
        visited = browsers.open(page)
        found += foreign_texts(visited, page, "en")
        if wider := settled_overflow(visited):
            found.append(f"{page[0].endpoint}: {wider} px wider than the phone")
    assert not found, "\n".join(found)


@cache
def in_the_other_language(locale: str) -> Callable[[str], bool]:
    """Whether a text of ours stands in the language that the page is not in."""
    chinese = catalogues.singular["zh_CN"]
    if locale == "en":
        translations = {text for english, text in chinese.items() if text != english} - TYPED
        return lambda text: text in translations
    sources = {english for english, text in chinese.items() if text != english}
    return lambda text: text not in TYPED and (text in sources or bool(ENGLISH.search(text)))
