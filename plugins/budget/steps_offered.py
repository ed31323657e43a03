"""Which steps a budget offers to whoever looks at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.budget.models import Budget, BudgetVersion, VersionState
from plugins.budget.permissions import APPROVE, REVIEW, WRITE
from plugins.budget.states import OPEN, Step, steps_of
from saas.plugin_api import LazyStr, _l, allowed, current_actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step with its words. route: the end of the endpoint that takes it. asks: whether it wants a word about it."""

    name: str
    label: LazyStr
    permission: str
    route: str
    icon: str
    asks: bool = False
    main: bool = False


_WAY = (
    ("submit", _l("Submit to finance"), WRITE, "send"),
    ("withdraw", _l("Withdraw"), WRITE, "arrow-back-up"),
    ("drop", _l("Drop this version"), WRITE, "x"),
    ("revise", _l("Begin a revision"), WRITE, "pencil"),
    ("start_review", _l("Begin the review"), REVIEW, "eye"),
    ("approve", _l("Approve"), APPROVE, "check"),
    ("activate", _l("Put into force"), APPROVE, "circle-check"),
    ("return", _l("Return"), REVIEW, "arrow-back-up"),
    ("close", _l("Close the year"), APPROVE, "lock"),
)
_ROUTES = {WRITE: "writers_step", REVIEW: "reviewers_step", APPROVE: "approvers_step"}
_ASKING = ("revise", "return")
_ONWARD = ("submit", "start_review", "approve", "activate")

OFFERS: Mapping[str, Offer] = {
    name: Offer(
        name=name,
        label=label,
        permission=permission,
        route=_ROUTES[permission],
        icon=icon,
        asks=name in _ASKING,
        main=name in _ONWARD,
    )
    for name, label, permission, icon in _WAY
}
"""The steps by name."""


def offered(budget: Budget, versions: Sequence[BudgetVersion]) -> list[Offer]:
    """The steps that whoever looks at it may take now, in the order of a budget's way."""
    if budget.closed_at is not None:
        return []
    version = versions[0]
    names = {step.value for step in steps_of(version.state) if step is not Step.EDIT}
    if version.state not in OPEN and any(one.state is VersionState.ACTIVE for one in versions):
        names |= {"revise", "close"}
    own = version.submitted_by_id is not None and version.submitted_by_id == current_actor().member_id
    return [
        one
        for one in OFFERS.values()
        if one.name in names
        and allowed(one.permission, store_id=budget.store_id)
        and not (own and one.permission in (REVIEW, APPROVE) and version.state in OPEN)
    ]
