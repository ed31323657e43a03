"""What becomes of a count: it fits, it is counted again, it is posted, or somebody approves it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from plugins.parts.scalars import share
from saas.plugin_api import round_half_up


class CountDecision(StrEnum):
    """MATCH: nothing to post; RECOUNT: too far off to be believed at once; POST: adjusted without more; APPROVE: by somebody."""

    MATCH = "match"
    RECOUNT = "recount"
    POST = "post"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLimit:
    """Up to which value of a variance, itself included, whoever is of this level may approve; None without an end."""

    level: str
    value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOutcome:
    """quantity: counted less expected; value: of it, in money of two digits, rounded half up; level: who has to approve."""

    decision: CountDecision
    quantity: Decimal
    value: Decimal
    level: str | None


def count_outcome(
    expected: Decimal,
    counted: Decimal,
    unit_cost: Decimal,
    limits: Sequence[ApprovalLimit],
    *,
    tolerance: float = 0,
    counts_made: int = 1,
    counts_required: int = 2,
    posted_up_to: Decimal = Decimal(0),
) -> CountOutcome:
    """What becomes of a variance.

    None at all is a match. One beyond the tolerance, a share of the expected quantity, is counted again until
    counts_required counts were made. Then a variance worth up to posted_up_to, gain or loss, is posted; a dearer one by
    the first level whose limit reaches it. limits: ascending, the last one without an end. counted, unit_cost and
    posted_up_to: not negative. Raises ValueError for other limits.
    """
    for name, amount in (("counted", counted), ("unit_cost", unit_cost), ("posted_up_to", posted_up_to)):
        if not amount.is_finite() or amount < 0:
            msg = f"{name} must not be negative, got {amount}"
            raise ValueError(msg)
    _check(limits)
    quantity = counted - expected
    value = round_half_up(quantity * unit_cost, 2)
    level = None
    if not quantity:
        decision = CountDecision.MATCH
    elif counts_made < counts_required and abs(quantity) > Decimal(repr(share("tolerance", tolerance))) * abs(
        expected
    ):
        decision = CountDecision.RECOUNT
    elif abs(value) <= posted_up_to:
        decision = CountDecision.POST
    else:
        decision, level = CountDecision.APPROVE, approval_level(value, limits)
    return CountOutcome(decision=decision, quantity=quantity, value=value, level=level)


def approval_level(value: Decimal, limits: Sequence[ApprovalLimit]) -> str:
    """The first level whose limit reaches the value, gain or loss. limits: as for `count_outcome`."""
    _check(limits)
    return next(one.level for one in limits if one.value is None or abs(value) <= one.value)


def _check(limits: Sequence[ApprovalLimit]) -> None:
    if not limits or limits[-1].value is not None:
        msg = "limits must end with a level without a limit, so that somebody can approve everything"
        raise ValueError(msg)
    values = [one.value for one in limits[:-1]]
    for place, value in enumerate(values):
        before = values[place - 1] if place else Decimal(0)
        if value is None or before is None or value < before:
            msg = f"limits[{place}] must not be below the one before, nor without an end before the last"
            raise ValueError(msg)
