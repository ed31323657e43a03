"""What a member may do, as one value for a request; pure rules, no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final, Literal

from saas.platform.permissions.catalogue import Catalogue
from saas.platform.permissions.scopes import Scope
from saas.platform.plugins import CORE


class _Unasked(Enum):
    UNASKED = "unasked"


UNASKED: Final = _Unasked.UNASKED
"""No row is asked about. None, unlike it, is a row that has no store or owner, which only the whole group reaches."""

Asked = int | None | Literal[_Unasked.UNASKED]


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

    def reaches(self, store_id: Asked, owner_id: Asked) -> bool:
        """Whether it covers the row that is asked about, if one is."""
        if store_id is UNASKED and owner_id is UNASKED:
            return True
        return self.covers(
            store_id=None if store_id is UNASKED else store_id,
            owner_id=None if owner_id is UNASKED else owner_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A role that a member has, for the whole group or one store."""

    role: str
    """Code of the role."""
    builtin: bool
    """Whether declarations say what it grants; a role of the group's own grants only what is stored."""
    store_id: int | None = None
    """The store it was given for; none is the whole group."""
    on_behalf_of: int | None = None
    """The member in whose place it is held for some days; none for a role of one's own."""
    team: frozenset[int] = frozenset()
    """Those who are in a team with whoever's role it is."""
    region: frozenset[int] = frozenset()
    """The stores of the region in which the store is that it was given for."""
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

    def in_own_name(self) -> Grants:
        """These grants without the roles that are held in somebody's place."""
        mine = tuple(one for one in self.assignments if one.on_behalf_of is None)
        return self if mine == self.assignments else replace(self, assignments=mine, _known={})

    def in_place_of(self, member_id: int) -> Grants:
        """These grants, only those held in the place of a member."""
        theirs = tuple(one for one in self.assignments if one.on_behalf_of == member_id)
        return replace(self, assignments=theirs, _known={})

    def not_in_place_of(self, members: Collection[int]) -> Grants:
        """These grants without what is held in the place of any of these members."""
        kept = tuple(one for one in self.assignments if one.on_behalf_of not in members)
        return self if kept == self.assignments else replace(self, assignments=kept, _known={})

    @property
    def stood_in_for(self) -> frozenset[int]:
        """The members in whose place roles are held."""
        return frozenset(one.on_behalf_of for one in self.assignments if one.on_behalf_of is not None)

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
            if (scope := scope_in(self.catalogue, assignment, name)) is not None
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
        if scope in (Scope.OWN, Scope.TEAM):
            # Who stands in for somebody reaches with that role what is theirs, not what is one's own.
            owner = self.member_id if assignment.on_behalf_of is None else assignment.on_behalf_of
            owners = frozenset() if owner is None else frozenset({owner})
            return Grant(scope=scope, owners=owners | assignment.team if scope is Scope.TEAM else owners)
        if assignment.store_id is None:
            return Grant(scope=Scope.GROUP)
        stores = frozenset({assignment.store_id})
        if scope is Scope.REGION:
            return Grant(scope=scope, stores=stores | assignment.region)
        return Grant(scope=Scope.STORE, stores=stores)


def scope_in(catalogue: Catalogue, assignment: Assignment, permission: str) -> Scope | None:
    """How far a role lets a permission reach by itself, none when it does not hold it."""
    if permission in assignment.edits:
        return assignment.edits[permission]
    return catalogue.defaults.get(assignment.role, {}).get(permission) if assignment.builtin else None


def _together(reaches: list[Grant]) -> Grant:
    return Grant(
        scope=max((grant.scope for grant in reaches), key=lambda scope: scope.width),
        stores=frozenset().union(*(grant.stores for grant in reaches)),
        owners=frozenset().union(*(grant.owners for grant in reaches)),
    )
