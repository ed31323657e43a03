"""The frame on the pages of a real group."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from flask.testing import FlaskClient

from saas.testing.factories.groups import group, store
from saas.testing.factories.members import member, signed_in


def links(page: str) -> list[str]:
    return re.findall(r'class="ui-nav-link" href="([^"]+)"', page)


def test_navigation_holds_what_the_member_may_see(app: Flask, client: FlaskClient) -> None:
    house = group()
    specialist = member(house, stores=[store(house)])
    page = signed_in(client, specialist).get(f"/t/{house.code}/followups/workbench").text
    workbench = f"/t/{house.code}/followups/workbench"
    assert workbench in links(page)
    assert re.search(rf'href="{workbench}"[^>]*aria-current="page"', page)
    assert f"/t/{house.code}/followups/rules" not in links(page)


def test_navigation_of_an_administrator_has_the_rules(app: Flask, client: FlaskClient) -> None:
    house = group()
    page = signed_in(client, house.admin).get(f"/t/{house.code}/followups/rules").text
    assert f"/t/{house.code}/followups/rules" in links(page)


def test_refused_page_keeps_the_frame(app: Flask, client: FlaskClient) -> None:
    house = group()
    specialist = member(house, stores=[store(house)])
    answer = signed_in(client, specialist).get(f"/t/{house.code}/followups/rules")
    assert answer.status_code == 403
    assert links(answer.text)


def test_frame_names_the_one_store_that_somebody_works_in(app: Flask, client: FlaskClient) -> None:
    house = group()
    mine, _other = store(house, name="浦东店"), store(house, name="闵行店")
    page = signed_in(client, member(house, stores=[mine])).get(f"/t/{house.code}/").text
    assert "浦东店" in page
    assert "全部门店" not in page


def test_every_page_below_settings_or_customers_marks_its_entry(app: Flask, client: FlaskClient) -> None:
    house = group()
    browser = signed_in(client, house.admin)
    for page in ("quiet-hours", "maintenance-plans/", "jobs/"):
        marked = browser.get(f"/t/{house.code}/settings/{page}").text.split('aria-current="page"')[0]
        assert marked.rstrip().endswith(f'href="/t/{house.code}/settings/" title="设置"'), page


def test_frame_is_cheap(
    app: Flask, client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    house = group()
    browser = signed_in(client, house.admin)
    browser.get(f"/t/{house.code}/")
    with count_queries() as counted:
        assert browser.get(f"/t/{house.code}/").status_code == 200
    assert len(counted) <= 8, "\n".join(counted)
