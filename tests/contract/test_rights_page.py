"""The page that says who may do what is what the code says: every address, permission, role and reach."""

from __future__ import annotations

import pytest
from flask import Flask

from saas.core.accounts.role_form import ROOMS
from saas.parts import load_registry
from saas.platform.permissions import Scope
from saas.platform.permissions.catalogue import Catalogue, catalogue_of
from saas.platform.permissions.grants import Assignment, Grants
from saas.platform.plugins import CORE
from saas.scaffold.rights import PAGE, lines_of, reach, rights_page


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(load_registry())


def test_page_is_what_the_code_says(app: Flask) -> None:
    assert PAGE.read_text(encoding="utf-8") == rights_page(app), "run python -m saas.scaffold.rights"


def test_page_has_every_address_with_every_method(app: Flask) -> None:
    wanted = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if "<group>" in rule.rule and rule.rule.startswith(("/t/", "/api/"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(line.method, line.address) for line in lines_of(app)} == wanted
    assert len(wanted) > 250


@pytest.mark.parametrize("place", [None, 7], ids=["whole group", "one store"])
def test_reach_on_the_page_is_what_somebody_with_the_role_gets(
    catalogue: Catalogue, place: int | None
) -> None:
    """Every permission × role × scope: what the table says is what the rules give, for a role of the group or a store."""
    owners = frozenset(one.owner for one in catalogue.permissions.values()) - {CORE}
    wrong = []
    for role in catalogue.roles:
        given = Assignment(role=role, builtin=True, store_id=place)
        grants = Grants(catalogue=catalogue, effective=owners, assignments=(given,), member_id=1)
        for name, one in catalogue.permissions.items():
            told, grant = reach(catalogue, role, name), grants.of(name)
            wanted = _as_given(told, place, of_the_group=one.value.of_the_group)
            if (grant.scope if grant else None) != wanted:
                wrong.append((role, name, told, grant))
    assert wrong == []


def _as_given(told: Scope | None, place: int | None, *, of_the_group: bool) -> Scope | None:
    if told is None or told in (Scope.OWN, Scope.TEAM):
        return None if of_the_group else told
    if place is None:
        return Scope.GROUP
    return None if of_the_group else Scope.STORE


def test_nobody_but_the_administrator_keeps_rights_from_the_start(catalogue: Catalogue) -> None:
    for name in ("accounts.role:grant", "accounts.role:write", "accounts.member:write"):
        assert [role for role in catalogue.roles if reach(catalogue, role, name)] == ["group_admin"]


def test_rooms_have_a_heading_in_the_form_of_a_role(catalogue: Catalogue) -> None:
    rooms = {name.split(".")[0] for name, one in catalogue.permissions.items() if one.owner == CORE}
    assert rooms <= ROOMS.keys()
