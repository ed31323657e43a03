"""What roles, their scopes, a group's own edits and implied permissions add up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.platform.permissions import Grant, Grants, Permission, Role, Scope, UndeclaredPermission
from saas.platform.permissions import hooks as permission_hooks
from saas.platform.permissions.catalogue import catalogue_of
from saas.platform.permissions.grants import Assignment
from saas.platform.plugins import load_plugins
from saas.testing.plugin_modules import module, plugin

ME = 7


def role(code: str, scope: Scope) -> Role:
    return Role(code=code, title=code, summary=code, scope=scope)


CATALOGUE = catalogue_of(
    load_plugins(
        specs=[permission_hooks],
        rooms=[
            module(
                "saas.core.first.room",
                register_roles=lambda: [
                    role("admin", Scope.GROUP),
                    role("manager", Scope.STORE),
                    role("clerk", Scope.OWN),
                ],
                register_permissions=lambda: [
                    Permission(
                        "cars.car:read", "Read", default_roles={"admin": Scope.GROUP, "clerk": Scope.OWN}
                    ),
                    Permission(
                        "cars.car:write", "Write", default_roles=("manager",), implies=("cars.car:read",)
                    ),
                    Permission("cars.car:erase", "Erase", implies=("cars.car:write",)),
                    Permission(
                        "cars.price:set", "Set prices", default_roles=("admin", "manager"), of_the_group=True
                    ),
                ],
            )
        ],
        candidates=[
            plugin(
                "kano",
                register_permissions=lambda: [
                    Permission(
                        "kano.study:read",
                        "Read",
                        default_roles=("admin", "clerk", "unheard_of"),
                        implies=("cars.car:erase", "kano.study:unheard_of"),
                    )
                ],
            )
        ],
        core_version="1.0",
    )
)


def grants(*assignments: Assignment, on: frozenset[str] = frozenset({"kano"})) -> Grants:
    return Grants(catalogue=CATALOGUE, effective=on, assignments=assignments, member_id=ME)


def has(code: str, store_id: int | None = None, **edits: Scope | None) -> Assignment:
    named = {f"cars.car:{verb}": scope for verb, scope in edits.items()}
    return Assignment(role=code, builtin=True, store_id=store_id, edits=named)


EVERYTHING = Grant(scope=Scope.GROUP)
MINE = Grant(scope=Scope.OWN, owners=frozenset({ME}))


def of_stores(*stores: int) -> Grant:
    return Grant(scope=Scope.STORE, stores=frozenset(stores))


@pytest.mark.parametrize(
    ("assignments", "permission", "expected"),
    [
        ([], "read", None),
        ([has("admin")], "read", EVERYTHING),
        ([has("admin", 3)], "read", of_stores(3)),
        ([has("clerk", 3)], "read", MINE),
        ([has("clerk")], "write", None),
        ([has("manager", 3)], "write", of_stores(3)),
        ([has("manager", 3)], "read", of_stores(3)),
        ([has("manager", 3), has("manager", 4)], "read", of_stores(3, 4)),
        ([has("manager")], "read", EVERYTHING),
        (
            [has("clerk"), has("manager", 3)],
            "read",
            Grant(scope=Scope.STORE, stores=frozenset({3}), owners=frozenset({ME})),
        ),
        ([has("clerk", read=None)], "read", None),
        ([has("clerk", read=Scope.STORE, store_id=5)], "read", of_stores(5)),
        ([has("clerk", erase=Scope.OWN)], "write", MINE),
        ([has("unheard_of")], "read", None),
        ([Assignment(role="admin", builtin=False)], "read", None),
        ([Assignment(role="own", builtin=False, edits={"cars.car:read": Scope.GROUP})], "read", EVERYTHING),
    ],
)
def test_grant_adds_up(assignments: list[Assignment], permission: str, expected: Grant | None) -> None:
    found = grants(*assignments, on=frozenset()).of(f"cars.car:{permission}")

    assert found == expected


def test_permission_of_a_plugin_that_is_off_is_nobodys() -> None:
    assert grants(has("admin")).of("kano.study:read") == EVERYTHING
    assert grants(has("admin"), on=frozenset()).of("kano.study:read") is None


def test_permission_of_a_plugin_implies_nothing_of_the_core() -> None:
    assert grants(has("clerk")).of("kano.study:read") == MINE
    assert grants(has("clerk")).of("cars.car:erase") is None


@pytest.mark.parametrize(
    ("assignments", "expected"),
    [
        ([has("admin")], EVERYTHING),
        ([has("manager")], EVERYTHING),
        ([has("manager", 3), has("manager", 4)], None),
        ([has("manager", 3), has("admin")], Grant(scope=Scope.GROUP, stores=frozenset({3}))),
        ([Assignment(role="own", builtin=False, edits={"cars.price:set": Scope.OWN})], None),
    ],
)
def test_permission_over_what_is_the_groups_is_held_for_the_group_or_not_at_all(
    assignments: list[Assignment], expected: Grant | None
) -> None:
    assert grants(*assignments).of("cars.price:set") == expected


def test_undeclared_permission_is_an_error() -> None:
    with pytest.raises(UndeclaredPermission, match=r"cars\.car:fly"):
        grants(has("admin")).of("cars.car:fly")


def test_token_is_limited_to_its_permissions_and_what_they_imply() -> None:
    full = grants(has("manager", 3), has("admin"))

    narrowed = full.narrowed({"cars.car:write"})

    assert narrowed.of("cars.car:write") == of_stores(3)
    assert narrowed.of("cars.car:read") == of_stores(3)
    assert full.of("cars.car:read") == Grant(scope=Scope.GROUP, stores=frozenset({3}))
    assert narrowed.of("kano.study:read") is None


def test_catalogue_tells_names_that_nobody_declares() -> None:
    assert CATALOGUE.unknown_names() == [
        "kano.study:read: role unheard_of",
        "kano.study:read: implies cars.car:erase",
        "kano.study:read: implies kano.study:unheard_of",
    ]


@given(
    scope=st.sampled_from([Scope.OWN, Scope.STORE, Scope.GROUP]),
    stores=st.frozensets(st.integers(1, 5)),
    owners=st.frozensets(st.integers(1, 5)),
    store_id=st.none() | st.integers(1, 5),
    owner_id=st.none() | st.integers(1, 5),
)
def test_grant_covers_a_row_only_by_group_store_or_owner(
    scope: Scope,
    stores: frozenset[int],
    owners: frozenset[int],
    store_id: int | None,
    owner_id: int | None,
) -> None:
    grant = Grant(scope=scope, stores=stores, owners=owners)

    reached = scope is Scope.GROUP or store_id in stores or owner_id in owners

    assert grant.covers(store_id=store_id, owner_id=owner_id) == reached


def test_scopes_are_ordered_from_own_to_group() -> None:
    assert sorted(Scope, key=lambda scope: scope.width) == ["own", "team", "store", "region", "group"]
