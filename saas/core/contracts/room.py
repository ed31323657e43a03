"""What the contracts contribute themselves: the built-in roles."""

from __future__ import annotations

from collections.abc import Sequence

from saas.core.contracts.roles import BUILTIN_ROLES
from saas.platform.permissions import Role
from saas.platform.plugins import hookimpl


@hookimpl
def register_roles() -> Sequence[Role]:
    """The roles that every group has."""
    return BUILTIN_ROLES
