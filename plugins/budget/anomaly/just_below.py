"""Claims that gather just below a limit of approval, more of them than in the amounts beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from plugins.budget.amounts import EXACT, Amount, exact, known
from plugins.budget.anomaly.excess import Excess, excess


class ReferenceBand(StrEnum):
    """What the band just below the limit, of width w, is compared with.

    below: the band of width w under it, one half expected; since large amounts are rarer, this is on the careful side.
    above: the band of width w above the limit, one half. both: both of them, one third. all: every amount above 0, with a
    share that the caller expects.
    """

    BELOW = "below"
    ABOVE = "above"
    BOTH = "both"
    ALL = "all"


_EXPECTED = {ReferenceBand.BELOW: 1 / 2, ReferenceBand.ABOVE: 1 / 2, ReferenceBand.BOTH: 1 / 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class JustBelow:
    """The rows just below the limit, and the test; inclusive: the limit itself still needs no approval."""

    limit: Decimal
    width: Decimal
    inclusive: bool
    reference: ReferenceBand
    below: Excess


def just_below_limit(
    amounts: Sequence[Amount | None],
    limit: Amount,
    *,
    width: Amount | None = None,
    reference: ReferenceBand = ReferenceBand.BELOW,
    expected_share: float | None = None,
    inclusive: bool = False,
    alpha: float = 0.01,
) -> JustBelow:
    """Count amounts in [limit - width, limit), or (limit - width, limit] if inclusive, and test them by the binomial.

    width: 5 % of the limit by default. expected_share: instead of what the reference band says; needed with `all`.
    None among the amounts is left out. Raises ValueError for a limit that is not above 0, and a width that is not, or
    reaches below 0 with the reference band.
    """
    end = exact("limit", limit)
    if end <= 0:
        msg = f"limit must be above 0, got {limit}"
        raise ValueError(msg)
    wide = EXACT.multiply(end, Decimal("0.05")) if width is None else exact("width", width)
    if not 0 < EXACT.multiply(wide, Decimal(2)) <= end:
        msg = f"width must be above 0 and at most half of the limit, got {width}"
        raise ValueError(msg)
    reference = ReferenceBand(reference)
    share = _EXPECTED.get(reference) if expected_share is None else expected_share
    if share is None:
        msg = "expected_share must be given where the reference is all amounts"
        raise ValueError(msg)
    steps = _steps(amounts, end, wide, inclusive=inclusive)
    near = tuple(row for row, step in steps if step == -1)
    trials = len(near) + sum(step in _BESIDE[reference] for _, step in steps)
    return JustBelow(
        limit=end,
        width=wide,
        inclusive=inclusive,
        reference=reference,
        below=excess(near, trials, expected_share=share, alpha=alpha),
    )


_FAR = 9
_BESIDE = {
    ReferenceBand.BELOW: {-2},
    ReferenceBand.ABOVE: {0},
    ReferenceBand.BOTH: {-2, 0},
    ReferenceBand.ALL: {-2, 0, _FAR},
}


def _steps(
    amounts: Sequence[Amount | None], limit: Decimal, width: Decimal, *, inclusive: bool
) -> list[tuple[int, int]]:
    """The row of each amount above 0, and its band: -1 just below the limit, -2 under that, 0 above the limit, else far."""
    found = []
    for row, amount in enumerate(amounts):
        value = known(f"amounts[{row}]", amount)
        if value is None or value <= 0:
            continue
        step = _FAR
        for band in (-2, -1, 0):
            low = EXACT.fma(Decimal(band), width, limit)
            high = EXACT.add(low, width)
            if low < value <= high if inclusive else low <= value < high:
                step = band
        found.append((row, step))
    return found
