"""The declaration hooks of permissions and roles."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.permissions.declarations import Permission, Role
from saas.platform.plugins import hookspec


@hookspec(namespaced="name")
def register_permissions() -> Sequence[Permission]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Permissions, each with the roles that have it from the start; one of a plugin that is off is nobody's."""


@hookspec
def register_roles() -> Sequence[Role]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Built-in roles, which every group gets when it is created."""
