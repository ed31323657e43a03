"""What support may do in a group: what a role of the group may, short of what would outlast or outreach a visit."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, literal, null, select
from sqlalchemy.types import BigInteger

from saas.platform.database import session
from saas.platform.permissions.catalogue import Catalogue, current_catalogue
from saas.platform.permissions.grants import Grants
from saas.platform.permissions.models import RolePermission, RoleRow
from saas.platform.permissions.queries import gathered
from saas.platform.permissions.units import NO_ONE
from saas.platform.plugins import effective_plugins
from saas.platform.tenancy import TENANT

_NEVER = {"export", "erase", "purge"}
"""Verbs of what takes data out or destroys them: no visit is long enough to see what became of it."""


def grants_of_support(role_code: str, *, looks: bool) -> Grants:
    """What support may do with the rights of a role in the whole group; nothing where the group no longer has the role.

    looks: whether the request changes nothing.
    """
    catalogue = current_catalogue()
    return Grants(
        catalogue=catalogue,
        effective=effective_plugins(),
        assignments=gathered(session().execute(_role(), {"code": role_code}).all()),
        limited_to=_open_to_support(catalogue, looks=looks),
    )


def _open_to_support(catalogue: Catalogue, *, looks: bool) -> frozenset[str]:
    return frozenset(
        name
        for name, one in catalogue.permissions.items()
        if name.rpartition(":")[2] not in _NEVER and (looks or not one.value.lasting)
    )


@cache
def _role() -> Select[*tuple[Any, ...]]:
    edited = and_(RolePermission.tenant_id == RoleRow.tenant_id, RolePermission.role_id == RoleRow.id)
    return (
        select(
            RoleRow.id,
            literal(0).label("member_id"),
            null().cast(BigInteger).label("on_behalf_of"),
            null().cast(BigInteger).label("store_id"),
            NO_ONE.label("team"),
            NO_ONE.label("region"),
            RoleRow.code,
            RoleRow.builtin,
            RolePermission.permission,
            RolePermission.scope,
        )
        .outerjoin(RolePermission, edited)
        .where(RoleRow.tenant_id == TENANT, RoleRow.code == bindparam("code"))
    )
