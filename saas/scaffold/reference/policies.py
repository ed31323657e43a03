"""What each kind of hook promises, in words, with the figures that the engine works by."""

from __future__ import annotations

from dataclasses import dataclass

from saas.platform.plugins.attempts import SLOW_SECONDS, TOO_SLOW_SECONDS
from saas.platform.plugins.breaker import FAILURES, REST_SECONDS, WINDOW_SECONDS
from saas.platform.plugins.isolation import SQL_LIMIT_MS
from saas.platform.plugins.markers import HookKind, HookPolicy, OnError

_REST = (
    f"After {FAILURES} failures within {WINDOW_SECONDS / 60:.0f} minutes it is left alone for "
    f"{REST_SECONDS / 60:.0f} minutes, for that group and in that process."
)
_SQL = f"One SQL statement may take {SQL_LIMIT_MS / 1000:.0f} s."


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What an author may rely on. Each is a sentence or two."""

    kind: str
    called: str
    not_called: str
    failure: str
    time: str


_PROMISES = {
    HookKind.REGISTER: Promise(
        kind="declaration",
        called="Once in each process, at start, without a group. What it returns cannot change afterwards.",
        not_called="Where the plugin could not be loaded. What a plugin declares counts only for groups that have it on.",
        failure="The plugin is not loaded and `saas plugins list` says why; the product starts without it.",
        time="It is part of every start: no query, no network, no file but its own.",
    ),
    HookKind.UI: Promise(
        kind="page",
        called="While a page is made, for the current group and person, in a SAVEPOINT that only reads.",
        not_called="Where the plugin is off for the group, and while it rests after repeated failures.",
        failure=f"Its own part of the page is missing, and administrators see that it is. {_REST}",
        time=f"{SLOW_SECONDS[HookKind.UI] * 1000:.0f} ms; a slower one is logged, and one of more than "
        f"{TOO_SLOW_SECONDS[HookKind.UI]:.0f} s counts as a failure. {_SQL}",
    ),
    HookKind.GUARD: Promise(
        kind="guard",
        called="In the transaction of the act, before it, in a SAVEPOINT; `PluginVeto(message)` refuses the act.",
        not_called="Where the plugin is off for the group.",
        failure="",
        time=f"{SLOW_SECONDS[HookKind.GUARD]:.0f} s; a slower one counts as a failure. {_SQL}",
    ),
    HookKind.FILTER: Promise(
        kind="filter",
        called="In the transaction of the caller, in a SAVEPOINT; it is given `value` and returns what becomes of it.",
        not_called="Where the plugin is off for the group, and while it rests after repeated failures.",
        failure=f"The value stays as it was; so it does when another type is returned. {_REST}",
        time=f"{SLOW_SECONDS[HookKind.FILTER]:.0f} s; a slower one counts as a failure. {_SQL}",
    ),
    HookKind.DUTY: Promise(
        kind="duty",
        called="Also where the group has it off, of every loaded plugin unless it is said otherwise above: it stays owed.",
        not_called="Where the plugin could not be loaded; its tables are then named as not reached.",
        failure="What it did is undone, the failure is kept in the report, and the caller tries again.",
        time=_SQL,
    ),
    HookKind.LIFECYCLE: Promise(
        kind="lifecycle",
        called="For the one plugin that is concerned, in the transaction of the change, in a SAVEPOINT.",
        not_called="For changes of other plugins.",
        failure="What it did is undone; whether the change stands is said above.",
        time=_SQL,
    ),
}

_GUARDS = {
    OnError.ALLOW: f"The act goes on (`on_error=allow`). {_REST}",
    OnError.BLOCK: f"The act is refused (`on_error=block`), also while it rests. {_REST}",
}


_OF_ONE = {
    "seed_demo": Promise(
        kind="lifecycle",
        called="By the demo and by the conformance kit, as told above, in a SAVEPOINT.",
        not_called="For groups that are not made to be looked at, and where the plugin is off.",
        failure="What it did is undone; in the kit the checks that need rows are not run and say so.",
        time=_SQL,
    )
}


def promise_of(policy: HookPolicy, name: str = "") -> Promise:
    """What the engine promises for a hook of this policy; name: for those that are called like no other of their kind."""
    found = _OF_ONE.get(name) or _PROMISES[policy.kind]
    if policy.kind is not HookKind.GUARD:
        return found
    return Promise(
        kind=found.kind,
        called=found.called,
        not_called=found.not_called,
        failure=_GUARDS[policy.on_error],
        time=found.time,
    )
