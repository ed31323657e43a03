"""What rooms and plugins declare about rights: permissions, the roles that have them, and what two people do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from saas.platform.i18n import LazyStr
from saas.platform.permissions.scopes import Scope


@dataclass(frozen=True, slots=True)
class Permission:
    """A right that a view or operation asks for; declared before it is asked for."""

    name: str
    """`<room or plugin>.<resource>:<verb>`, unique in the system."""
    title: LazyStr
    """What the role editor shows, translated."""
    default_roles: Mapping[str, Scope] | tuple[str, ...] = field(default=(), kw_only=True)
    """Role codes that have it from the start: with a scope each, or in the role's usual scope."""
    implies: tuple[str, ...] = field(default=(), kw_only=True)
    """Permissions of the same room or plugin that whoever has this one has too, in the same scope."""
    of_the_group: bool = field(default=False, kw_only=True)
    """What it changes belongs to the whole group: who holds it for less than the group does not hold it."""
    lasting: bool = field(default=False, kw_only=True)
    """What it changes goes on after whoever did it has left (rights, tokens, who comes in): support sees it only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A built-in role; each group gets its own row of it and may change what it grants."""

    code: str
    """Its code, unique in the system and never changed."""
    title: LazyStr
    """What people call it, translated."""
    summary: LazyStr
    """What its holder does, in one sentence, translated."""
    scope: Scope
    """How far its permissions usually reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Two parts of one matter that nobody does both of, whatever their roles."""

    key: str
    """`<room or plugin>.<matter>:<first part>-<later part>`, unique in the system."""
    rule: LazyStr
    """The rule in one sentence, translated; it is what whoever breaks it reads."""
