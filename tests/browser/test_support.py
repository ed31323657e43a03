"""Support access in a browser: the group lets an operator in, who sees a banner, and is out when the group ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from flask import Flask
from playwright.sync_api import expect

from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, group, store
from tests.factories.support import Operator, go_in, let_in, operator
from tests.harness.browsing import Visit, Visiting, serving

REASON = "Import fails, please look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A group with a customer, and an operator of the service, at the address of a server."""

    base: str
    group: Group
    who: Operator


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with locale_context("en"):
        made, who = group(), operator(name="Wang Gong")
    shop = store(made)
    with inside(made.id):
        customer("陈静", store_id=shop)
    with serving(app) as base:
        yield Scene(base=base, group=made, who=who)


def as_operator(scene: Scene, visit: Visiting, size: str) -> Visit:
    """The operator's browser, signed in with two steps."""
    visited = visit(f"{scene.base}/sign-in", size=size, locale="en")
    root = urljoin(scene.base, "/")
    visited.page.context.add_cookies([{"name": SESSION_COOKIE, "value": scene.who.token, "url": root}])
    return visited


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_group_lets_support_in_and_shuts_it_out(scene: Scene, visit: Visiting, size: str) -> None:
    home = f"{scene.base}/t/{scene.group.code}"
    operators = as_operator(scene, visit, size)
    theirs = operators.page
    assert _status(operators, f"{home}/customers/") == 404

    admins = visit(f"{home}/settings/support/", size=size, locale="en", person=scene.group.admin)
    ours = admins.page
    ours.get_by_label("What support is to help with").fill(REASON)
    assert (admins.serious(), admins.overflow()) == ([], 0)
    ours.get_by_role("button", name="Let support in").click()
    expect(ours.get_by_text("Support can come in now.")).to_be_visible()
    assert _status(operators, f"{home}/customers/") == 404, "let in, and not gone in"

    theirs.goto(f"{scene.base}/platform/support/")
    assert (operators.serious(), operators.overflow()) == ([], 0)
    theirs.get_by_role("row", name=scene.group.name).get_by_role("button", name="Go in").click()
    theirs.wait_for_url(f"{home}/")
    theirs.goto(f"{home}/customers/")
    expect(theirs.get_by_role("status").filter(has_text=REASON)).to_be_visible()
    expect(theirs.get_by_text("陈静").first).to_be_visible()
    assert (operators.serious(), operators.overflow()) == ([], 0)

    ours.goto(f"{home}/settings/support/")
    expect(ours.get_by_text("Wang Gong")).to_be_visible()
    ours.get_by_role("button", name="End").click()
    expect(ours.get_by_text("Support is shut out from now on.")).to_be_visible()
    assert _status(operators, f"{home}/customers/") == 404
    assert "陈静" not in theirs.content()
    assert admins.complaints + operators.complaints == []


def test_operator_leaves_by_the_banner(scene: Scene, visit: Visiting) -> None:
    home = f"{scene.base}/t/{scene.group.code}"
    go_in(scene.who, scene.group, let_in(scene.group))
    operators = as_operator(scene, visit, "desk")
    assert _status(operators, f"{home}/") == 200
    operators.page.get_by_role("button", name="Leave the group").click()
    expect(operators.page.get_by_text("You have left the group.")).to_be_visible()
    assert _status(operators, f"{home}/") == 404


def _status(visited: Visit, address: str) -> int:
    answer = visited.page.goto(address)
    assert answer
    return answer.status
