"""Every page of the application, opened: accessible in both sizes and schemes, no wider than a phone, in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule

from saas.platform.clock import moved
from saas.platform.i18n import catalogues
from tests.browser.house import MORNING, House, furnish, page_rules
from tests.factories.members import signed_in
from tests.harness.browsing import SIZES, Visit, Visiting, living_at, serving

PARTS = 6
"""The pages are spread over this many tests, so that workers share them."""
ENGLISH = re.compile(r"\b[A-Za-z]{3,}(?: [a-z]{2,})+\b")
"""Two English words, the second no name."""
OWN_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!holder.closest("script, template, style, code, [lang]:not(html)")) found.push(walker.currentNode.data.trim());
  }
  for (const one of document.querySelectorAll("[placeholder], [aria-label], [title]"))
    for (const name of ["placeholder", "aria-label", "title"])
      if (one.hasAttribute(name)) found.push(one.getAttribute(name).trim());
  return [...new Set(found)];
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The furnished group on a running server."""

    house: House
    base: str
    pages: list[tuple[Rule, str]]

    def open(self, visit: Visiting, page: tuple[Rule, str], **how: str) -> Visit:
        """A page in a browser, signed in where it is for members."""
        found, address = page
        person = self.house.person if found.rule.startswith(("/t/", "/account/")) else None
        return visit(self.base + address, person=person, **how)


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


def faults_of(visited: Visit, name: str) -> Iterator[str]:
    """What is wrong with a page in any size and scheme."""
    for size, (width, height) in SIZES.items():
        visited.page.set_viewport_size({"width": width, "height": height})
        if visited.overflow() > 0:
            yield f"{name}, {size}: {visited.overflow()} px wider than the window"
        for scheme in ("light", "dark"):
            visited.page.emulate_media(color_scheme=scheme)
            yield from (f"{name}, {size}, {scheme}: {found}" for found in visited.serious())
    yield from (f"{name}: {complaint}" for complaint in visited.complaints)


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_accessible_and_fit(standing: Standing, visit: Visiting, part: int) -> None:
    found = []
    for page in standing.pages[part::PARTS]:
        visited = standing.open(visit, page)
        found += faults_of(visited, page[0].endpoint)
        visited.page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_pages_speak_one_language(standing: Standing, visit: Visiting, locale: str) -> None:
    """No text of ours stands in its other language; names and what people typed do as they like."""
    foreign = in_the_other_language(locale)
    found = []
    for page in standing.pages:
        visited = standing.open(visit, page, locale=locale, size="phone")
        texts: list[str] = visited.page.evaluate(OWN_TEXTS)
        found += [f"{page[0].endpoint}: {text!r}" for text in texts if foreign(text)]
        if visited.overflow() > 0:
            found.append(f"{page[0].endpoint}: {visited.overflow()} px wider than the phone")
        visited.page.context.close()
    assert not found, "\n".join(found)


def in_the_other_language(locale: str) -> Callable[[str], bool]:
    """Whether a text of ours stands in the language that the page is not in."""
    chinese = catalogues.singular["zh_CN"]
    if locale == "en":
        translations = {text for english, text in chinese.items() if text != english}
        return lambda text: text in translations
    sources = {english for english, text in chinese.items() if text != english}
    return lambda text: text in sources or bool(ENGLISH.search(text))
