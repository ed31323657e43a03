"""What this room asks of others: to give a new group what it starts with."""

from __future__ import annotations

from saas.platform.plugins import HookKind, hookspec


@hookspec(kind=HookKind.DUTY)
def group_created(tenant_id: int) -> None:
    """Seed a new group with starters: rules, categories, policies.

    Called in the transaction that creates the group, with the group as the current tenant; a room that fails here
    stops the creation, a plugin loses only its own starters.
    """
