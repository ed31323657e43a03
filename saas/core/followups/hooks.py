"""What the follow-ups ask of plugins: may a task be completed, and how urgent are new ones."""

from __future__ import annotations

from collections.abc import Mapping

from saas.platform.plugins import HookKind, OnError, hookspec


@hookspec(kind=HookKind.GUARD, on_error=OnError.ALLOW)
def before_followup_complete(tenant_id: int, task_id: int, result: str) -> None:
    """May refuse with PluginVeto that a task is completed; its message is shown beside the form, which keeps what was typed.

    Asked once, after the call's result and answers and the form parts of plugins are written and before the task is
    closed, by the page and the API alike; `result` is the call's, `connected`. Not asked when a task ends in any other
    way: expired, cancelled, refused or unreachable. A failing implementation allows.
    """


@hookspec(kind=HookKind.FILTER)
def followup_priority(  # type: ignore[empty-body]  # pluggy calls the implementations
    tenant_id: int, value: Mapping[int, int], customers: Mapping[int, int]
) -> Mapping[int, int]:
    """The priorities of tasks that a run has just made: task id to priority, 1 the most urgent to 99.

    Called with up to a thousand tasks at a time, so an implementation asks its tables once for all of them.
    `customers`: the customer of each task. Returns the mapping with other numbers; tasks left out keep theirs, numbers
    beyond 1 to 99 count as the nearer of these, and ids that were not asked about are ignored. Not called for tasks made
    by hand. A failing implementation leaves the priorities as they were.
    """
