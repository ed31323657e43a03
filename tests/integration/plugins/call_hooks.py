"""One hook of each runtime kind, for the tests of calling."""

from collections.abc import Sequence

from saas.platform.plugins import HookKind, OnError, hookspec


@hookspec(kind=HookKind.UI)
def facts(tenant_id: int, customer_id: int) -> Sequence[str]:
    """What a page shows."""


@hookspec(kind=HookKind.GUARD)
def before_save(tenant_id: int, thing: str) -> None:
    """May refuse a save."""


@hookspec(kind=HookKind.GUARD, on_error=OnError.BLOCK)
def before_send(tenant_id: int, thing: str) -> None:
    """May refuse to send; no answer is a refusal."""


@hookspec(kind=HookKind.FILTER)
def greeting(tenant_id: int, value: str, customer_id: int) -> str:
    """Changes a text."""


@hookspec(kind=HookKind.DUTY)
def erase(tenant_id: int, customer_id: int) -> int:
    """Erases, and says how many rows."""
