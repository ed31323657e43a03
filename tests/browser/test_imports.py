"""The import wizard in a real browser, at both widths, in both schemes and languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from saas.core.accounts.operations import sign_in
from saas.core.accounts.request import SESSION_COOKIE
from saas.testing.factories.groups import group
from tests.factories.imports import Dealer, check, dealer, run, sample_file, settle, upload, work_off
from tests.harness.browsing import Visiting, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A served application, a group with an administrator's session, and imports at every step."""

    address: str
    dealer: Dealer
    token: str
    imports: dict[str, int]
    file: Path

    @property
    def base(self) -> str:
        return f"{self.address}/t/{self.dealer.group.code}/imports"


@pytest.fixture(scope="module")
def scene(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    there = dealer(group())
    folder = tmp_path_factory.mktemp("imports")
    path, _ = sample_file(folder, rows=400)
    at = {name: upload(there, path) for name in ("columns", "check", "report")}
    settle(there, at["check"])
    settle(there, at["report"])
    check(there, at["check"])
    check(there, at["report"])
    run(there, at["report"])
    person = there.group.admin
    with app.app_context():
        token = sign_in(login=person.login, password=person.password, address="127.0.0.1", agent="test").token
    with serving(app) as address:
        yield Scene(address=address, dealer=there, token=token, imports=at, file=path)


def enter(page: Page, scene: Scene) -> None:
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": scene.token, "url": scene.address}])


@pytest.mark.parametrize("look", [("desk", "light", "zh-CN"), ("phone", "dark", "en")], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/", "/new", "/{columns}/columns", "/{check}/check", "/{report}/report"])
def test_page_of_imports_is_fit_for_everybody(
    visit: Visiting, scene: Scene, path: str, look: tuple[str, str, str]
) -> None:
    size, scheme, locale = look
    seen = visit(f"{scene.address}/sign-in", size=size, scheme=scheme, locale=locale)
    enter(seen.page, scene)
    seen.page.goto(scene.base + path.format(**scene.imports))
    seen.page.wait_for_load_state("networkidle")

    assert seen.page.locator("h1").count() == 1
    assert seen.serious() == []
    assert seen.overflow() <= 0
    assert seen.complaints == []


def test_file_goes_through_the_wizard(visit: Visiting, scene: Scene) -> None:
    seen = visit(f"{scene.address}/sign-in", size="phone")
    page = seen.page
    enter(page, scene)
    page.goto(f"{scene.base}/new")
    page.locator("input[type=file]").set_input_files(scene.file)
    page.locator("#import-upload button[type=submit]").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    expect(page.locator("#import-progress")).to_be_visible()
    work_off(scene.dealer)
    page.wait_for_url("**/columns")
    expect(page.locator("[name='columns-1-field']")).to_have_value("customer_name")
    page.locator("#import-columns .ui-form-foot button[type=submit]").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    work_off(scene.dealer)
    page.wait_for_url("**/check")
    page.locator("form[action$='/run'] button").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    work_off(scene.dealer)
    page.wait_for_url("**/report")
    expect(page.locator(".ui-badge.is-good").first).to_be_visible()
    assert seen.complaints == []
