"""What a role of a group grants, what it grants from the start, and whether that is more than somebody has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import and_, select

from saas.platform.database import session
from saas.platform.permissions.catalogue import Catalogue, current_catalogue
from saas.platform.permissions.grants import Grants
from saas.platform.permissions.models import RolePermission, RoleRow
from saas.platform.permissions.scopes import Scope
from saas.platform.tenancy import current_tenant

Reaches = Mapping[str, Scope]
"""Permission to how far it reaches; what is not in it is not granted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A role's permissions; those of plugins that are off too, those of plugins that are gone not."""

    granted: Reaches
    """What it grants now."""
    declared: Reaches
    """What it grants from the start; nothing for a role of the group's own."""

    @property
    def changed(self) -> frozenset[str]:
        """The permissions in which it differs from the start."""
        names = self.granted.keys() | self.declared.keys()
        return frozenset(name for name in names if self.granted.get(name) != self.declared.get(name))


def contents_of(codes: Collection[str]) -> dict[str, Contents]:
    """What roles of the current group contain, by code; one query. One that the group has no row of yet is as declared."""
    mine = (
        select(RoleRow.code, RoleRow.builtin, RolePermission.permission, RolePermission.scope)
        .outerjoin(
            RolePermission,
            and_(RolePermission.tenant_id == RoleRow.tenant_id, RolePermission.role_id == RoleRow.id),
        )
        .where(RoleRow.tenant_id == current_tenant(), RoleRow.code.in_(codes))
    )
    catalogue = current_catalogue()
    builtin = {code: True for code in codes if code in catalogue.roles}
    edits: defaultdict[str, dict[str, Scope | None]] = defaultdict(dict)
    for row in session().execute(mine):
        builtin[row.code] = row.builtin
        if row.permission in catalogue.permissions:
            edits[row.code][row.permission] = row.scope
    return {code: _contents(catalogue, code if own else "", edits[code]) for code, own in builtin.items()}


def beyond(giver: Grants, granted: Reaches, store_id: int | None) -> frozenset[str]:
    """Which permissions of a role, given for a store or, with none, the whole group, reach further than the giver's own.

    What the giver holds in somebody's place does not count; whether plugins are on does not matter.
    """
    owners = {one.owner for one in giver.catalogue.permissions.values()}
    own = replace(giver.in_own_name(), effective=frozenset(owners), _known={})
    return frozenset(name for name, scope in granted.items() if not _has(own, name, scope, store_id))


def _has(own: Grants, name: str, scope: Scope, store_id: int | None) -> bool:
    narrow = scope in (Scope.OWN, Scope.TEAM)
    if own.catalogue.permissions[name].value.of_the_group and (narrow or store_id is not None):
        return True  # so narrow it is nobody's
    grant = own.of(name)
    if grant is None or narrow or grant.everything:
        return grant is not None
    # A region may have stores that are not the giver's.
    return scope is not Scope.REGION and store_id is not None and store_id in grant.stores


def _contents(catalogue: Catalogue, code: str, edits: Mapping[str, Scope | None]) -> Contents:
    declared = dict(catalogue.defaults.get(code, {}))
    merged = {**declared, **edits}
    granted = {name: scope for name, scope in merged.items() if scope is not None}
    return Contents(granted=granted, declared=declared)
