"""What a member may do, as one value for a request; pure rules, no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from saas.platform.permissions.catalogue import Catalogue
from saas.platform.permissions.scopes import Scope
from saas.platform.plugins import CORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """How far a member's permission reaches; the parts add up."""

    scope: Scope
    """The widest scope in which it is held."""
    stores: frozenset[int] = frozenset()
    """Stores whose rows it covers."""
    owners: frozenset[int] = frozenset()
    """Members whose own rows it covers."""

    @property
    def everything(self) -> bool:
        """Whether it covers all rows of the group."""
        return self.scope is Scope.GROUP

    def covers(self, *, store_id: int | None, owner_id: int | None) -> bool:
        """Whether it covers a row of this store and this owner."""
        return self.everything or store_id in self.stores or owner_id in self.owners


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A role that a member has, for the whole group or one store."""

    role: str
    """Code of the role."""
    builtin: bool
    """Whether declarations say what it grants; a role of the group's own grants only what is stored."""
    store_id: int | None = None
    """The store it was given for; none is the whole group."""
    edits: Mapping[str, Scope | None] = field(default_factory=dict)
    """What the group changed: permission to scope, none for one that was taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """Everything a member or API client may do in a group."""

    catalogue: Catalogue
    """The declared permissions."""
    effective: frozenset[str]
    """The plugins that are effective for the group."""
    assignments: tuple[Assignment, ...]
    """The roles that the member has."""
    member_id: int | None = None
    """The member whose own rows count; none for an API client."""
    limited_to: frozenset[str] | None = None
    """Permissions that an API token was made for; none for all that the member has."""
    _known: dict[str, Grant | None] = field(default_factory=dict, repr=False, compare=False)

    def of(self, permission: str) -> Grant | None:
        """How far the permission reaches, none when it is not held or its plugin is off.

        Raises UndeclaredPermission for one that nobody declares.
        """
        if permission not in self._known:
            self._known[permission] = self._found(permission)
        return self._known[permission]

    def narrowed(self, permissions: Collection[str]) -> Grants:
        """These grants, limited to what an API token was made for."""
        return replace(self, limited_to=frozenset(permissions), _known={})

    def _found(self, permission: str) -> Grant | None:
        if not self._on(permission):
            return None
        sources = [
            name for name in self.catalogue.sources[permission] if self._on(name) and self._allowed(name)
        ]
        reaches = [
            self._reach(scope, assignment)
            for assignment in self.assignments
            for name in sources
            if (scope := _scope(self.catalogue, assignment, name)) is not None
        ]
        grant = _together(reaches) if reaches else None
        too_narrow = (
            grant and not grant.everything and self.catalogue.permissions[permission].value.of_the_group
        )
        return None if too_narrow else grant

    def _on(self, permission: str) -> bool:
        owner = self.catalogue.owner(permission)
        return owner == CORE or owner in self.effective

    def _allowed(self, permission: str) -> bool:
        return self.limited_to is None or permission in self.limited_to

    def _reach(self, scope: Scope, assignment: Assignment) -> Grant:
        # Nothing on this floor says who is in a team or which stores are a region: a team reaches as far as oneself,
        # a region as far as the stores that the role was given for. Neither ever reaches too far.
        if scope in (Scope.OWN, Scope.TEAM):
            owners = frozenset() if self.member_id is None else frozenset({self.member_id})
            return Grant(scope=Scope.OWN, owners=owners)
        if assignment.store_id is None:
            return Grant(scope=Scope.GROUP)
        return Grant(scope=Scope.STORE, stores=frozenset({assignment.store_id}))


def _scope(catalogue: Catalogue, assignment: Assignment, permission: str) -> Scope | None:
    if permission in assignment.edits:
        return assignment.edits[permission]
    return catalogue.defaults.get(assignment.role, {}).get(permission) if assignment.builtin else None


def _together(reaches: list[Grant]) -> Grant:
    return Grant(
        scope=max((grant.scope for grant in reaches), key=lambda scope: scope.width),
        stores=frozenset().union(*(grant.stores for grant in reaches)),
        owners=frozenset().union(*(grant.owners for grant in reaches)),
    )
