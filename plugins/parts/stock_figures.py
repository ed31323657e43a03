"""How often stock turns, how long it lasts and how much of what is asked for it serves, made of sums by month. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

YEAR: Final = 365


@dataclass(slots=True, kw_only=True)
class Tally:
    """Sums of some parts in some stores; money in fen, the lists by month.

    used: what went out for demand, at its cost, less what came back; changed: by how much the value of the stock changed.
    asked, met: units. ran_out: how often a part that the store means to have went to nothing. value, obsolete, stocked,
    empty: as it stands today. began: the first day with a movement, none without one.
    """

    used: list[Decimal] = field(default_factory=list)
    changed: list[Decimal] = field(default_factory=list)
    asked: list[Decimal] = field(default_factory=list)
    met: list[Decimal] = field(default_factory=list)
    ran_out: list[int] = field(default_factory=list)
    value: Decimal = Decimal(0)
    obsolete: Decimal = Decimal(0)
    stocked: int = 0
    empty: int = 0
    began: date | None = None

    @classmethod
    def of(cls, months: int) -> Tally:
        """Nothing yet, over so many months."""
        none = [Decimal(0)] * months
        return cls(used=[*none], changed=[*none], asked=[*none], met=[*none], ran_out=[0] * months)

    def add(self, other: Tally) -> None:
        """Count another one in."""
        for mine, theirs in (
            (self.used, other.used),
            (self.changed, other.changed),
            (self.asked, other.asked),
            (self.met, other.met),
        ):
            mine[:] = [one + two for one, two in zip(mine, theirs, strict=True)]
        self.ran_out = [one + two for one, two in zip(self.ran_out, other.ran_out, strict=True)]
        self.value += other.value
        self.obsolete += other.obsolete
        self.stocked += other.stocked
        self.empty += other.empty
        self.began = min(filter(None, (self.began, other.began)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures; none where there is nothing to divide by. Money in fen.

    turnover: times a year; supply_days: how long today's stock lasts at the pace of the period; fill: the share of the
    units asked for that was met; obsolete_share: of today's value. A month has no supply, obsolete and empty of its own.
    """

    value_fen: int
    mean_fen: int
    used_fen: int
    turnover: float | None
    supply_days: float | None
    asked: Decimal
    met: Decimal
    fill: float | None
    ran_out: int
    obsolete_fen: int = 0
    obsolete_share: float | None = None
    stocked: int = 0
    empty: int = 0


def months_until(last: date, number: int) -> list[date]:
    """The first days of so many months, the one of `last` at the end."""
    found = [last.replace(day=1)]
    while len(found) < number:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def measure(tally: Tally, months: Sequence[date], last: date) -> Measured:
    """The figures of the whole period, which begins with the first movement where nothing lay there before.

    The mean stock is that of the ends of the months, the last one being today.
    """
    ends = _ends(tally)
    began = _began(tally, months)
    days = (last - began).days + 1
    lived = [end for month, end in zip(months, ends, strict=True) if month >= began.replace(day=1)]
    mean, used = sum(lived, Decimal(0)) / len(lived), sum(tally.used, Decimal(0))
    asked, met = sum(tally.asked, Decimal(0)), sum(tally.met, Decimal(0))
    return Measured(
        value_fen=_fen(tally.value),
        mean_fen=_fen(mean),
        used_fen=_fen(used),
        turnover=_share(used * YEAR, mean * days),
        supply_days=_share(tally.value * days, used),
        asked=asked,
        met=met,
        fill=_share(met, asked),
        ran_out=sum(tally.ran_out),
        obsolete_fen=_fen(tally.obsolete),
        obsolete_share=_share(tally.obsolete, tally.value),
        stocked=tally.stocked,
        empty=tally.empty,
    )


def measure_months(tally: Tally, months: Sequence[date], last: date) -> list[Measured]:
    """The figures of each month: its turnover as if it lasted a year, over the mean of its beginning and its end."""
    ends = _ends(tally)
    begins = [ends[0] - tally.changed[0], *ends[:-1]]
    found = []
    for number, month in enumerate(months):
        following = months[number + 1] if number + 1 < len(months) else last + timedelta(days=1)
        begin, end, used = begins[number], ends[number], tally.used[number]
        # Where nothing lay there before, the month began with what came.
        mean = (begin + end) / 2 if begin > 0 else end
        found.append(
            Measured(
                value_fen=_fen(end),
                mean_fen=_fen(mean),
                used_fen=_fen(used),
                turnover=_share(used * YEAR, mean * (following - month).days),
                supply_days=None,
                asked=tally.asked[number],
                met=tally.met[number],
                fill=_share(tally.met[number], tally.asked[number]),
                ran_out=tally.ran_out[number],
            )
        )
    return found


def sum_of(tallies: Iterable[Tally], months: int) -> Tally:
    """All of them together."""
    whole = Tally.of(months)
    for one in tallies:
        whole.add(one)
    return whole


def _ends(tally: Tally) -> list[Decimal]:
    """What the stock was worth at the end of each month: today's value without what changed since."""
    found = [tally.value]
    for changed in reversed(tally.changed[1:]):
        found.insert(0, found[0] - changed)
    return found


def _began(tally: Tally, months: Sequence[date]) -> date:
    before = tally.value - sum(tally.changed, Decimal(0))
    # Less than a fen is what rounding leaves.
    return months[0] if before >= 1 or tally.began is None else max(tally.began, months[0])


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole) if whole > 0 else None


def _fen(value: Decimal) -> int:
    return int(value.to_integral_value())
