"""All declared permissions and roles of this process, indexed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from saas.platform.permissions.declarations import Permission, Role, Separation
from saas.platform.permissions.scopes import Scope
from saas.platform.plugins import Contribution, Registry, current_registry


class UndeclaredPermission(LookupError):
    """A permission was asked for that nobody declares: a defect, never a user's mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Declared permissions and roles."""

    permissions: Mapping[str, Contribution[Permission]]
    """Permissions by name, with their owners."""
    roles: Mapping[str, Role]
    """Built-in roles by code."""
    sources: Mapping[str, tuple[str, ...]]
    """For each permission those that grant it: itself and all of its owner's that imply it, also through others."""
    defaults: Mapping[str, Mapping[str, Scope]]
    """For each built-in role the permissions that declare it, with their scopes."""
    separations: Mapping[str, Contribution[Separation]]
    """Parts of a matter that two people do, by key, with their owners."""

    def owner(self, permission: str) -> str:
        """Who declares a permission: `core` or a plugin; raises UndeclaredPermission."""
        try:
            return self.permissions[permission].owner
        except KeyError:
            raise UndeclaredPermission(f"no room or plugin declares the permission {permission!r}") from None

    def unknown_names(self) -> list[str]:
        """Roles that declarations name and nobody declares, and implied permissions that are not their owner's own."""
        found = []
        for name, contribution in self.permissions.items():
            declared = contribution.value
            own = {other for other, c in self.permissions.items() if c.owner == contribution.owner}
            found += [f"{name}: role {code}" for code in declared.default_roles if code not in self.roles]
            found += [f"{name}: implies {other}" for other in declared.implies if other not in own]
        return found


def current_catalogue() -> Catalogue:
    """The catalogue of the current application."""
    return catalogue_of(current_registry())


@lru_cache(maxsize=16)
def catalogue_of(registry: Registry) -> Catalogue:
    """The catalogue of a registry."""
    permissions = {c.value.name: c for c in registry.declared(Permission)}
    # Core comes first in the registry, and nobody takes a role of core over.
    roles = {c.value.code: c.value for c in reversed(registry.declared(Role))}
    return Catalogue(
        permissions=permissions,
        roles=roles,
        sources={name: tuple(sorted(_sources(name, permissions))) for name in permissions},
        defaults={code: _defaults(role, permissions) for code, role in roles.items()},
        separations={c.value.key: c for c in registry.declared(Separation)},
    )


def _sources(name: str, permissions: Mapping[str, Contribution[Permission]]) -> set[str]:
    # A plugin cannot widen what core or another plugin grants.
    own = {other: c.value for other, c in permissions.items() if c.owner == permissions[name].owner}
    found, new = {name}, {name}
    while new:
        new = {other for other, permission in own.items() if new & set(permission.implies)} - found
        found |= new
    return found


def _defaults(role: Role, permissions: Mapping[str, Contribution[Permission]]) -> dict[str, Scope]:
    found = {}
    for name, contribution in permissions.items():
        declared = contribution.value.default_roles
        if role.code in declared:
            found[name] = declared[role.code] if isinstance(declared, Mapping) else role.scope
    return found
