"""Roles of members as forms and the API write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from saas.core.accounts.operations import RoleChoice, order_of_roles
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import Period


def read_roles(values: Iterable[Mapping[str, Any]]) -> list[RoleChoice]:
    """Roles from what a form or a program sent, already checked by its schema."""
    return [
        RoleChoice(
            role=one["role"],
            store_id=one.get("store_id"),
            period=Period(valid_from=one.get("valid_from"), valid_until=one.get("valid_until")),
        )
        for one in values
    ]


def key_of_role(choice: RoleChoice) -> str:
    """A role and its store as the value of a box to tick."""
    return choice.role if choice.store_id is None else f"{choice.role}@{choice.store_id}"


def roles_of_keys(keys: Iterable[str]) -> list[RoleChoice]:
    """The roles of boxes that were ticked; raises Invalid for a value that none has."""
    return [_of_key(key) for key in keys]


def _of_key(key: str) -> RoleChoice:
    role, at, store = key.partition("@")
    if at and not (store.isascii() and store.isdigit() and len(store) < 19):
        raise Invalid("roles", _("One of these roles does not exist."))
    return RoleChoice(role=role, store_id=int(store) if at else None)


def roles_told(roles: Iterable[RoleChoice]) -> list[dict[str, object]]:
    """Roles as a form or the API shows them, in order."""
    return [
        {
            "role": one.role,
            "store_id": one.store_id,
            "valid_from": one.period.valid_from,
            "valid_until": one.period.valid_until,
        }
        for one in sorted(roles, key=order_of_roles)
    ]
