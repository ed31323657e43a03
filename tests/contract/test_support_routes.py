"""Every page of a group as support: a banner on each, no failure on any, and no change under a grant to look only."""

from __future__ import annotations

import pytest

from saas.core.accounts.request import SESSION_COOKIE
from saas.testing.factories.pages import csrf_token
from tests.contract.fuzz.answers import excerpt, text_of
from tests.contract.fuzz.attacks import Caller, address, routes
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import changed, fingerprints
from tests.contract.fuzz.worlds import Browser, Worlds, working_in
from tests.factories.support import Operator, go_in, let_in, operator


class OperatorsBrowser(Browser):
    """The browser of an operator, at the address of a group."""

    def __init__(self, worlds: Worlds, who: Operator) -> None:
        super().__init__(worlds.app)
        self._client.set_cookie(SESSION_COOKIE, who.token)
        self._token = csrf_token(self._client, "/platform/support/")


@pytest.fixture(scope="session")
def support(_worlds: Worlds) -> Browser:
    """An operator's browser in A, under a grant to look only."""
    with working_in(_worlds.app):
        with _worlds.app.app_context():
            who = operator()
        go_in(who, _worlds.a.group, let_in(_worlds.a.group, hours=72))
        return OperatorsBrowser(_worlds, who)


@pytest.mark.parametrize("name", [name for name in TABLE if name.startswith("GET") and "_api." not in name])
def test_support_sees_a_banner_on_every_page(name: str, worlds: Worlds, support: Browser) -> None:
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == name]
    if not route.of_group or route.in_api:
        return
    caller = Caller(worlds=worlds, browser=support, world=worlds.a, person=worlds.a.user)
    answer = caller.send(route)
    page = text_of(answer)
    assert answer.status_code in (200, 303, 403, 404), excerpt(answer)
    # Other tests paint the words of this group, also the reason.
    assert "<body" not in page or "ui-banner" in page, excerpt(answer)


def test_support_that_looks_changes_nothing(worlds: Worlds, support: Browser) -> None:
    acts = [one for one in routes(worlds.app, TABLE) if one.of_group and not one.in_api and not one.safe]
    before = fingerprints(worlds.system, worlds.a.id)
    found = {}
    for one in acts:
        # Refused before any page looks at what the address names.
        path = address(one, worlds.a.code, dict.fromkeys(one.rule.arguments - {"group"}, 1), {})
        found[one.name] = support.send(one.method, path, body={}, version=None).status_code
    assert found == dict.fromkeys(found, 403)
    assert changed(before, fingerprints(worlds.system, worlds.a.id)) == []
    assert len(acts) > 40


def test_member_does_what_support_was_refused(worlds: Worlds) -> None:
    """The twin: what answers support with 403 is a call that works."""
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == "POST organisation.stores_create"]
    own = Caller(worlds=worlds, browser=worlds.a.browser, world=worlds.a, person=worlds.a.user)
    assert own.send(route).status_code == 303
