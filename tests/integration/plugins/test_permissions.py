"""Rights on the real database: roles given, edited and taken, at the view and in lists."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, jsonify
from sqlalchemy import select

from saas.core.organisation.models import Store
from saas.platform.errors import DomainError, Forbidden, NotFound, Unauthenticated
from saas.platform.permissions import (
    Permission,
    Scope,
    UndeclaredPermission,
    allowed,
    assign_role,
    bind_grants,
    change_role,
    clone_builtin_roles,
    current_grants,
    grants_of_client,
    members_with,
    require,
    requires,
    scope_filter,
    withdraw_role,
)
from saas.platform.permissions.models import RoleRow
from saas.platform.permissions.operations import find_role
from saas.platform.plugins import disable_plugin, enable_plugin
from saas.testing.plugin_modules import module, plugin
from tests.integration.plugins.conftest import Build, House

READ = "cars.car:read"


def cars() -> Blueprint:
    blueprint = Blueprint("cars", __name__, url_prefix="/t/<group>/cars")
    blueprint.add_url_rule("/", "list", requires(READ)(lambda: "cars"))
    blueprint.add_url_rule(
        "/mine", "mine", lambda: jsonify(read=allowed(READ), write=allowed("cars.car:write"))
    )
    return blueprint


ROOM = module(
    "saas.core.cars.room",
    register_permissions=lambda: [
        Permission(
            READ,
            "Read cars",
            default_roles={
                "group_admin": Scope.GROUP,
                "store_manager": Scope.STORE,
                "followup_specialist": Scope.OWN,
            },
        ),
        Permission("cars.car:write", "Write cars", default_roles=("store_manager",), implies=(READ,)),
    ],
    register_blueprints=lambda: [cars()],
)
KANO = plugin(
    "kano",
    register_permissions=lambda: [Permission("kano.study:read", "Read", default_roles=("group_admin",))],
)


@pytest.fixture
def home(house: Build) -> Iterator[House]:
    made = house(KANO, rooms=(ROOM,))
    made.app.register_error_handler(DomainError, lambda error: (error.code, error.status))
    return made


def test_builtin_roles_are_cloned_once(home: House) -> None:
    tenant = home.group()

    with home.work(tenant) as work:
        clone_builtin_roles()
        codes = list(work.scalars(select(RoleRow.code).order_by(RoleRow.code)))

    assert codes == [
        "appraisal_admin",
        "auditor",
        "complaint_handler",
        "complaint_manager",
        "crm_specialist",
        "data_analyst",
        "department_head",
        "employee",
        "finance_reviewer",
        "followup_manager",
        "followup_specialist",
        "group_admin",
        "parts_clerk",
        "parts_manager",
        "payer",
        "privacy_officer",
        "service_advisor",
        "store_manager",
    ]


def test_scope_filter_keeps_to_the_stores_of_the_role(home: House) -> None:
    tenant = home.group()
    member = home.member(tenant)
    first, second = home.store(tenant), home.store(tenant)

    def seen() -> list[int]:
        with home.work(tenant, member) as work:
            return list(work.scalars(select(Store.id).where(scope_filter(READ, Store.id)).order_by(Store.id)))

    def give(role: str, store_id: int | None) -> None:
        with home.work(tenant):
            assign_role(member, role, store_id=store_id)

    assert seen() == []
    give("store_manager", second)
    assert seen() == [second]
    give("followup_specialist", None)
    assert seen() == [second]
    give("group_admin", None)
    assert seen() == [first, second]


def test_scope_filter_by_owner_and_by_store_add_up(home: House) -> None:
    tenant = home.group()
    member = home.member(tenant)
    store = home.store(tenant)
    with home.work(tenant):
        assign_role(member, "followup_specialist")

    with home.work(tenant, member) as work:
        mine = select(Store.id).where(scope_filter(READ, Store.id, Store.created_by))
        assert list(work.scalars(mine)) == []
        work.get_one(Store, (tenant, store)).created_by = member
        work.flush()
        assert list(work.scalars(mine)) == [store]


def test_allowed_and_require_ask_for_a_row(home: House) -> None:
    tenant = home.group()
    member = home.member(tenant)
    store, other = home.store(tenant), home.store(tenant)
    with home.work(tenant):
        assign_role(member, "store_manager", store_id=store)
        assign_role(member, "followup_specialist")

    with home.work(tenant, member):
        assert allowed(READ)
        assert allowed(READ, store_id=store)
        assert not allowed(READ, store_id=other)
        assert allowed(READ, store_id=other, owner_id=member)
        require(READ, store_id=store)
        with pytest.raises(NotFound):
            require(READ, store_id=other)
        # A row of no store and nobody is the whole group's, not everybody's.
        assert not allowed(READ, store_id=None)
        assert not allowed(READ, store_id=None, owner_id=None)
        with pytest.raises(NotFound):
            require(READ, store_id=None)
        with pytest.raises(Forbidden):
            require("kano.study:read")
        with pytest.raises(UndeclaredPermission):
            allowed("cars.car:fly")


def test_nobody_signed_in_may_nothing(home: House) -> None:
    with home.work(home.group()):
        assert not allowed(READ)
        with pytest.raises(Unauthenticated):
            require(READ)


def test_requires_answers_401_403_and_the_page(home: House) -> None:
    tenant = home.group()
    stranger, manager = home.member(tenant), home.member(tenant)
    with home.work(tenant):
        assign_role(manager, "store_manager")
    client = home.app.test_client()
    address = f"/t/{tenant}/cars/"

    nobody = client.get(address)
    refused = client.get(address, headers={"X-Member": str(stranger)})
    shown = client.get(address, headers={"X-Member": str(manager)})

    assert [answer.status_code for answer in (nobody, refused, shown)] == [401, 403, 200]
    assert home.app.view_functions["cars.list"].required_permission == READ


def test_rights_are_two_queries_a_request(home: House, count_queries) -> None:  # type: ignore[no-untyped-def]
    tenant = home.group()
    manager = home.member(tenant)
    with home.work(tenant):
        assign_role(manager, "store_manager")
    client = home.app.test_client()
    headers = {"X-Member": str(manager)}
    client.get(f"/t/{tenant}/cars/mine", headers=headers)

    with count_queries() as seen:
        answer = client.get(f"/t/{tenant}/cars/mine", headers=headers)

    assert answer.json == {"read": True, "write": True}
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 2


def test_permission_of_a_plugin_that_is_off_is_nobodys_and_comes_back(home: House) -> None:
    tenant = home.group()
    admin = home.member(tenant)
    with home.work(tenant):
        assign_role(admin, "group_admin")

    def may() -> bool:
        with home.work(tenant, admin):
            return allowed("kano.study:read")

    def switch(*, on: bool) -> None:
        with home.work(tenant):
            (enable_plugin if on else disable_plugin)("kano")

    before = may()
    switch(on=True)
    during = may()
    with home.work(tenant):
        change_role(find_role("group_admin").id, "kano.study:read", Scope.STORE)
    switch(on=False)
    after = may()
    switch(on=True)

    assert (before, during, after, may()) == (False, True, False, True)


def test_group_takes_a_permission_from_a_builtin_role_and_gives_it_back(home: House) -> None:
    tenant, other = home.group(), home.group()
    member, colleague = home.member(tenant), home.member(other)
    for group, person in ((tenant, member), (other, colleague)):
        with home.work(group):
            assign_role(person, "followup_specialist")

    def change(scope: Scope | None) -> None:
        with home.work(tenant):
            change_role(find_role("followup_specialist").id, READ, scope)

    def may(group: int, person: int) -> bool:
        with home.work(group, person):
            return allowed(READ)

    change(None)
    assert not may(tenant, member)
    assert may(other, colleague)
    change(Scope.OWN)
    assert may(tenant, member)


def test_assigning_and_withdrawing_twice_changes_once(home: House) -> None:
    tenant = home.group()
    member = home.member(tenant)

    with home.work(tenant):
        first = assign_role(member, "store_manager").id
        assert assign_role(member, "store_manager").id == first
        assert members_with(READ) == [member]
        withdraw_role(member, "store_manager")
        withdraw_role(member, "store_manager")
        assert members_with(READ) == []


def test_members_with_names_those_of_a_store(home: House) -> None:
    tenant = home.group()
    store, other = home.store(tenant), home.store(tenant)
    everywhere, here, own = home.member(tenant), home.member(tenant), home.member(tenant)
    with home.work(tenant):
        assign_role(everywhere, "group_admin")
        assign_role(here, "store_manager", store_id=store)
        assign_role(own, "followup_specialist")

    with home.work(tenant):
        assert members_with(READ, store_id=store) == [everywhere, here]
        assert members_with(READ, store_id=other) == [everywhere]


def test_unknown_role_is_not_found(home: House) -> None:
    tenant = home.group()
    member = home.member(tenant)
    with home.work(tenant), pytest.raises(NotFound):
        assign_role(member, "emperor")


def test_api_client_has_what_its_token_was_made_for(home: House) -> None:
    tenant = home.group()
    with home.app.test_request_context(f"/t/{tenant}/"), home.work(tenant):
        bind_grants(grants_of_client(["cars.car:write"]))
        assert allowed(READ, store_id=99)
        assert current_grants().of("kano.study:read") is None
