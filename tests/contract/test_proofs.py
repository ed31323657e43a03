"""Every act that must not be done at an open browser asks who is there, and does nothing before it knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from saas.core.accounts.models import AccountSession
from saas.core.accounts.permissions import MEMBER_WRITE, ROLE_WRITE, SUPPORT_WRITE, TEAM_WRITE, TOKEN_WRITE
from saas.core.privacy.permissions import ERASE, EXPORT
from saas.platform.clock import now
from saas.platform.plugin_life.permissions import PURGE
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from tests.contract.fuzz.answers import excerpt
from tests.contract.fuzz.attacks import Caller, Route, routes
from tests.contract.fuzz.kinds import scene_of
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import changed, fingerprints
from tests.contract.fuzz.worlds import Browser, Worlds, working_in

ASKED = {
    "accounts.password_change": "change of the password",
    "accounts.second_factor_begin": "a second factor",
    "accounts.second_factor_new": "shows the secret of a second factor",
    "accounts.second_factor_confirm": "a second factor",
    "accounts.second_factor_renew": "recovery codes",
    "accounts.second_factor_end": "a second factor",
    "accounts.passkeys_new": "a passkey, which a browser makes before it is kept",
    "accounts.passkey_question": "a passkey",
    "accounts.passkeys_add": "a passkey",
    "accounts.passkey_remove": "a passkey",
    "accounts.door_change": "what the group asks of whoever signs in",
    "accounts.provider_change": "whose word opens the group",
    "accounts.own_provider_link": "a way in",
    "accounts.own_provider_unlink": "a way in",
    "accounts.member_unlink": "a way in",
    "accounts.members_invite": "roles",
    "accounts.member_change": "roles",
    "accounts.member_enable": "roles",
    "accounts.member_disable": "roles",
    "accounts.member_remove": "roles",
    "accounts.member_renew": "a link that gives roles",
    "accounts.member_reset": "a link that opens an account",
    "accounts.roles_make": "what roles may do",
    "accounts.role_change": "what roles may do",
    "accounts.role_reset": "what roles may do",
    "accounts.role_remove": "what roles may do",
    "accounts.teams_make": "whose rows roles reach",
    "accounts.team_change": "whose rows roles reach",
    "accounts.team_remove": "whose rows roles reach",
    "accounts.staff_import": "many members at once",
    "accounts.stand_in_name": "roles",
    "accounts.member_stand_in_name": "roles",
    "accounts.tokens_create": "keys of programs",
    "accounts.token_rotate": "keys of programs",
    "accounts.token_revoke": "keys of programs",
    "accounts.support_grant": "somebody from outside in the group",
    "accounts.support_enter": "a group's data, seen from outside",
    "exports.export": "export",
    "privacy.export": "export of a person's data",
    "privacy.package": "export of a person's data",
    "privacy.erase": "erasure",
    "privacy.approve_request": "erasure",
    "organisation.plugin_data_export": "export",
    "organisation.plugin_data_purge": "removal of a plugin's data",
}
"""The views that ask, each with what of it is dangerous."""
DANGEROUS = {MEMBER_WRITE, ROLE_WRITE, TOKEN_WRITE, SUPPORT_WRITE, TEAM_WRITE, EXPORT, ERASE, PURGE}
"""Whoever changes something by one of these rights is asked."""
EXCUSED = {
    "accounts.support_end": "shuts somebody out, and must not wait",
    "accounts.member_stand_in_end": "takes away what somebody had, and is undone by naming them again",
    "organisation.plugin_data_keep": "calls a removal off",
}
"""Views below those rights that do not ask, each with why."""


def asking(app: Flask) -> set[str]:
    return {name for name, view in app.view_functions.items() if getattr(view, "proof_needed", False)}


def test_views_that_ask_are_these(worlds: Worlds) -> None:
    by_endpoint = {_plain(name) for name in asking(worlds.app)}
    assert by_endpoint == set(ASKED)


def _plain(endpoint: str) -> str:
    return {"privacy.do_erase": "privacy.erase"}.get(endpoint, endpoint)


def test_rights_over_people_keys_and_ways_out_are_used_by_nobody_unasked(worlds: Worlds) -> None:
    silent = {
        rule.endpoint
        for rule in worlds.app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and not rule.rule.startswith("/api/")
        and getattr(worlds.app.view_functions[rule.endpoint], "required_permission", "") in DANGEROUS
    } - asking(worlds.app)
    assert silent == set(EXCUSED)


@pytest.fixture(scope="session")
def open_browser(_worlds: Worlds) -> Browser:
    """The browser of A's administrator, left open for a while."""
    with working_in(_worlds.app), _worlds.app.app_context():
        browser = Browser(_worlds.app, _worlds.a.user)
        let_proofs_grow_old(_worlds.a.user)
    # Outside of the application's context: one that stays open keeps what a request knew for the next one.
    return browser


def let_proofs_grow_old(person: Person) -> None:
    """Let the latest session of a person be an old one; their other browsers go on being fresh."""
    with inside(person.tenant_id) as work:
        latest = select(func.max(AccountSession.id)).where(AccountSession.account_id == person.account_id)
        mine = AccountSession.id == latest.scalar_subquery()
        work.execute(update(AccountSession).where(mine).values(proved_at=now() - timedelta(minutes=11)))


def dangerous_routes(app: Flask) -> Iterator[Route]:
    for route in routes(app, TABLE):
        to_read = route.rule.endpoint == "privacy.package"
        if route.rule.endpoint in asking(app) and (to_read or not route.safe):
            yield route


def test_nothing_dangerous_is_done_at_an_open_browser(worlds: Worlds, open_browser: Browser) -> None:
    wrong, seen = [], 0
    for route in dangerous_routes(worlds.app):
        caller = Caller(worlds=worlds, browser=open_browser, world=worlds.a, person=worlds.a.user)
        scene = caller.prepared(route)
        before = fingerprints(worlds.system, worlds.a.id)
        answer = caller.send(route, scene=scene)
        asked = answer.status_code == 401 or answer.location.startswith("/account/prove")
        if not asked or changed(before, fingerprints(worlds.system, worlds.a.id)):
            wrong.append(f"{route.name}: {answer.status_code}: {excerpt(answer)}")
        seen += 1
    assert wrong == []
    assert seen >= 15


def test_open_browser_still_shows_the_pages(worlds: Worlds, open_browser: Browser) -> None:
    scene = scene_of(worlds.a, worlds.a.user)
    caller = Caller(worlds=worlds, browser=open_browser, world=worlds.a, person=worlds.a.user)
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == "GET accounts.members"]
    assert caller.send(route, scene=scene).status_code == 200
