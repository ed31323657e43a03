"""All measures of one table of two by two reports at once."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.complaints.signals.information import (
    InformationComponent,
    InformationInterval,
    information_component,
)
from plugins.complaints.signals.ratios import (
    Z_95,
    Ratio,
    chi_square,
    evans_signal,
    expected_count,
    proportional_reporting_ratio,
    relative_reporting_ratio,
    reporting_odds_ratio,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disproportionality:
    """What a table says. None: not defined (see each measure). rr: observed over expected.

    evans_signal: PRR, Yates' chi-square and count reach their limits.
    """

    a: float
    b: float
    c: float
    d: float
    expected: float | None
    rr: float | None
    prr: Ratio | None
    ror: Ratio | None
    ic: InformationComponent | None
    chi_square: float | None
    chi_square_yates: float | None
    evans_signal: bool


def disproportionality(
    a: float,
    b: float,
    c: float,
    d: float,
    *,
    z: float = Z_95,
    interval: InformationInterval = InformationInterval.GAMMA,
) -> Disproportionality:
    """Every measure of the table: a product and problem, b product only, c problem only, d neither.

    z: standard errors in the intervals of PRR and ROR. interval: how that of IC is made, for 95 %. Raises ValueError
    for what is no count.
    """
    expected = expected_count(a, b, c, d)
    return Disproportionality(
        a=a,
        b=b,
        c=c,
        d=d,
        expected=expected,
        rr=relative_reporting_ratio(a, b, c, d),
        prr=proportional_reporting_ratio(a, b, c, d, z=z),
        ror=reporting_odds_ratio(a, b, c, d, z=z),
        ic=None if expected is None else information_component(a, expected, interval=interval),
        chi_square=chi_square(a, b, c, d, yates=False),
        chi_square_yates=chi_square(a, b, c, d, yates=True),
        evans_signal=evans_signal(a, b, c, d),
    )
