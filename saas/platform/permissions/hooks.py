"""The declaration hooks of permissions and roles."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.permissions.declarations import Permission, Role, Separation
from saas.platform.plugins import hookspec


@hookspec(namespaced="name")
def register_permissions() -> Sequence[Permission]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Permissions, each with the roles that have it from the start.

    Its name is `<plugin>.<thing>:<verb>`; one is declared before it is asked for. Where the plugin is off it is
    nobody's, also not the administrator's; what roles were granted is kept and counts again when it is on.
    """


@hookspec
def register_roles() -> Sequence[Role]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Built-in roles, which every group gets when it is created, and may copy and change.

    For the core: a plugin gives its permissions to the roles that are there, by `Permission.default_roles`.
    """


@hookspec(namespaced="key")
def register_separations() -> Sequence[Separation]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Parts of one matter that nobody does both of: who asks does not approve, who counts does not sign the difference.

    The operation of the later part calls `require_another(key, permission, than=[who did the earlier one])`, which
    refuses them, whoever stands in for them, and programs; one that names somebody for the later part calls
    `keep_apart(key, member_id, than=…, field=…)`. No role and no administrator is an exception.

    Asked once, at start. Where the plugin is off for a group, its operations are not called, and so nothing is asked.
    """
