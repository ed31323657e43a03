"""Every route × every scope: a right in a scope reaches rows within it, and none outside, whatever role gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from saas.core.accounts.operations import edit_role, make_role
from saas.platform.permissions import Scope, assign_role, current_catalogue
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import member
from tests.contract.fuzz.answers import excerpt, text_of
from tests.contract.fuzz.attacks import Caller, Route, routes
from tests.contract.fuzz.kinds import scene_of
from tests.contract.fuzz.rights import shipped_rights
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import changed, fingerprints
from tests.contract.fuzz.worlds import Browser, Worlds, working_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody with rights in a scope, and their browser."""

    person: Person
    browser: Browser


def staff(worlds: Worlds, scope: Scope, place: int | None) -> Staff:
    """Somebody who has every permission that is not the group's, in a scope, by a role for a store or the group."""
    person = member(worlds.a.group, role="", name=f"all {scope} {place}")
    with inside(worlds.a.id):
        role = make_role(f"all {scope} {place}")
        every = current_catalogue().permissions.values()
        edit_role(role.id, wanted={one.value.name: scope for one in every if not one.value.of_the_group})
        assign_role(person.member_id, role.code, store_id=place)
    return Staff(person=person, browser=Browser(worlds.app, person))


@pytest.fixture(scope="session")
def people(_worlds: Worlds) -> Mapping[str, Staff]:
    with working_in(_worlds.app), _worlds.app.app_context():
        here = scene_of(_worlds.a, _worlds.a.user)["store"]
        far = store(_worlds.a.group)
        return {
            "own": staff(_worlds, Scope.OWN, None),
            "far": staff(_worlds, Scope.STORE, far),
            "here": staff(_worlds, Scope.STORE, here),
        }


NAMES_FOR_ALL = {
    "GET budget.structure": "the cost categories are the group's; what was spent on them is shown of one's own stores",
    "GET budget.trend": "the cost categories are the group's; what was spent on them is shown of one's own stores",
    "GET budget.variances": "the cost categories are the group's; what was spent on them is shown of one's own stores",
    "GET budget.behaviour": "the cost categories are the group's; what was spent on them is shown of one's own stores",
    "GET budget.claims": "offers the stores by name: any may bear what somebody spent",
    "GET budget.new_claim": "offers the stores by name: any may bear what somebody spent",
    "GET organisation.legal_entities_list": "everybody needs the names of the companies",
    "GET organisation.stores_list": "everybody needs the names of stores, to assign and to filter",
    "GET organisation.departments_list": "everybody needs the names of departments",
    "GET organisation.employees_list": "everybody needs the names of colleagues",
    "GET organisation.employees_new": "offers the departments",
    "GET organisation.employees_edit": "shows what the list shows to everybody; saving it is refused",
    "GET customers.new": "offers the colleagues who may look after a customer",
    "GET accounts.explain": "names of members, and their roles",
    "GET accounts.members": "names of members, and their roles",
    "GET accounts.roles": "names of roles",
    "GET accounts.support": "names of members, and whom they let in",
    "GET accounts.teams": "names of members, and their teams",
    "GET complaints.alerts": "offers the group's categories to narrow the list to",
    "GET complaints.cases": "offers the group's categories to narrow the list to",
    "GET complaints.show_figures": "offers the group's categories to narrow the figures to",
    "GET parts.catalogue": "the catalogue is the group's; what lies where is shown of one's own stores",
    "GET parts.map": "shows what is free in all stores, which is what its right is for",
    "GET parts.transfers": "names the part that the list is narrowed to, which is the group's",
    "GET parts.pick": "finds parts of the group's catalogue",
    "GET parts.part": "the part is the group's; what lies where is shown of one's own stores",
    "GET parts.suppliers": "suppliers are the group's",
    "GET parts.supplier": "suppliers are the group's, and so are their terms",
    "GET parts.orders": "offers the group's suppliers to narrow the list to",
    "GET parts.new_transfer": "any store of the group may be asked",
    "GET parts.new_order": "offers the group's suppliers",
    "GET followups.rules": "rules hold for all stores",
    "GET kano.factors": "factors are the group's",
    "GET kano.factor": "factors are the group's",
    "GET kano.trees": "trees are the group's",
    "GET kano.tree": "trees are the group's",
    "GET kano.studies": "studies are the group's",
    "GET kano.study": "studies are the group's",
    "GET kano.new_invitation": "studies are the group's",
    "GET kano.progress": "studies are the group's",
    "GET kano.results": "studies are the group's",
    "GET kano.scheme": "weights are the group's",
    "GET followups.rule": "rules hold for all stores",
    "GET privacy.notice": "notices are the group's texts",
}
"""Pages that show the same to everybody who has the right in whatever scope, since what they show has no store."""


LEAVING_THEIRS = {
    "POST budget.begin_claim": "begins a claim of one's own",
    "POST budget.count_visits": "asks for the count that is made each night for the whole group",
    "POST complaints.look": "asks for the look that is made each night for the whole group",
    "POST imports.upload": "brings a file of one's own",
}
"""Acts that leave something of their own, and touch none of the rows that were named."""
ANSWERED = LEAVING_THEIRS | {
    "POST followups.give": "hands over those of the chosen tasks that are within reach, here none",
    "POST followups.spread": "spreads the tasks within reach, here none",
    "POST followups.take_next": "takes the next task within reach, here none",
}
"""Acts that succeed for who reaches no row of the store, and touch none of it."""
OF_ONE_PERSON = {
    **dict.fromkeys(
        (
            "GET imports.show",
            "GET imports.columns",
            "GET imports.check",
            "GET imports.report",
            "GET imports.download",
            "POST imports.settle",
            "POST imports.choose_sheet",
            "POST imports.begin_check",
            "POST imports.begin_run",
            "POST imports.cancel",
        ),
        "an import is of whoever brought the file, and of the store that it names, if it names one",
    ),
    "POST followups.begin_call": "a task is worked by whoever it was given to",
    "POST followups.end_call": "a task is worked by whoever it was given to",
    "POST kano.acknowledge_card": "one's own card is acknowledged by oneself",
    "POST kano.acknowledge_goals": "one's own goals are acknowledged by oneself",
    "POST kano.object_to": "one's own card is objected to by oneself",
    "POST kano.agree_to_talk": "the note of a talk is acknowledged by whoever it is about",
}
"""Rows that a right for the store alone does not reach; tests/contract/test_route_fuzz.py has their twin."""

PAGES = [name for name in TABLE if "_api." not in name and "api_docs" not in name]
"""Programs have their rights in the whole group."""


@pytest.mark.parametrize("name", PAGES)
def test_right_reaches_rows_within_its_scope_and_none_outside(
    name: str, worlds: Worlds, people: Mapping[str, Staff]
) -> None:
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == name]
    if not _in_scopes(worlds, route):
        return
    callers = {
        who: Caller(worlds=worlds, browser=one.browser, world=worlds.a, person=worlds.a.user)
        for who, one in people.items()
    }
    scene = callers["here"].prepared(route)
    before = {} if route.safe else fingerprints(worlds.system, worlds.a.id)
    shown = set()
    for who in ("far", "own"):
        answer = callers[who].send(route, scene=scene)
        assert answer.status_code >= 400 or route.safe or name in ANSWERED, f"{who}: {answer.status_code}"
        shown |= _shown(worlds, answer) if answer.status_code < 400 else set()
    # Whether there is a name to show depends on the members that other tests have left in this group.
    assert not shown or name in NAMES_FOR_ALL, shown
    did = [] if route.safe else changed(before, fingerprints(worlds.system, worlds.a.id))
    assert did == [] or name in LEAVING_THEIRS
    twin = callers["here"].send(route, scene=scene)
    assert (twin.status_code >= 400) == (name in OF_ONE_PERSON), excerpt(twin)


def test_routes_are_tried_in_scopes(worlds: Worlds) -> None:
    tried = {one.name for one in routes(worlds.app, TABLE) if one.name in PAGES and _in_scopes(worlds, one)}
    assert len(tried) > 80
    assert tried >= NAMES_FOR_ALL.keys()


def _in_scopes(worlds: Worlds, route: Route) -> bool:
    """Whether it asks for a right that may reach less than the group."""
    view = worlds.app.view_functions[route.rule.endpoint]
    permission = str(getattr(view, "required_permission", ""))
    declared = shipped_rights().permissions
    return bool(permission) and not declared[permission].value.of_the_group


def _shown(worlds: Worlds, answer: TestResponse) -> set[str]:
    words, text = worlds.a.words, text_of(answer)
    return {word for word in (words.row, words.phone, words.vin, words.plate) if word in text}
