"""What one plugin does for another that does not import it: a Protocol, who offers it, and how it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast, get_type_hints

from saas.platform.errors import DomainError, Unavailable
from saas.platform.i18n import _
from saas.platform.plugins import Contribution, act_declared, contributions

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something that a plugin does for whoever asks, such as watching a budget.

    key: `<plugin>.<service>`. protocol: what is offered, a Protocol of `saas.plugin_api`. offer: makes what does it; it
    is called for each act, with the group as the current tenant.
    """

    key: str
    protocol: type
    offer: Callable[[], object]


def service(protocol: type[S]) -> S | None:
    """What does this for the current group; none where no plugin that offers it is on.

    Where several do, the first by the name of its plugin. Each call runs in the caller's transaction, in a SAVEPOINT of
    its own: what a refused or failing one wrote is undone. It raises the DomainErrors that the Protocol names, and
    Unavailable where the plugin fails; nothing may be done on the strength of an answer that was not given.
    """
    found = next((one for one in contributions(Service) if one.value.protocol is protocol), None)
    return None if found is None else cast("S", _Guarded(found))


class _Guarded:
    """Stands before what a plugin offers and calls it as every piece of a plugin is called."""

    def __init__(self, offered: Contribution[Service]) -> None:
        self._offered = offered

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._offered.value.protocol, name)
        return partial(_call, self._offered, name, get_type_hints(method)["return"])


def _call(offered: Contribution[Service], name: str, promised: Any, *args: Any, **kwargs: Any) -> Any:
    def act() -> object:
        return getattr(offered.value.offer(), name)(*args, **kwargs)

    answer = act_declared(
        offered, f"service.{offered.value.key}.{name}", act, promised, passes=(DomainError,)
    )
    if answer.failed:
        raise Unavailable(_("This cannot be checked at the moment. Try again later."))
    return answer.value
