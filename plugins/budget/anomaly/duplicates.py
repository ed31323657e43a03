"""Payments that may have been made twice: the same amount to the same vendor within a few days."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from plugins.budget.amounts import Amount, known


class DuplicateMatch(StrEnum):
    """What must be the same beside the days: amount and vendor, or the amount alone."""

    AMOUNT_AND_VENDOR = "amount_and_vendor"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateGroup:
    """Rows that belong together, by date: each is within the days of the one before. vendor: as the first row writes it."""

    rows: tuple[int, ...]
    amount: Decimal
    vendor: str | None
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """The groups in the order of their first rows; left_out: rows without amount, date or vendor, and those of amount 0."""

    groups: tuple[DuplicateGroup, ...]
    left_out: tuple[int, ...]
    within_days: int
    match: DuplicateMatch


def find_duplicates(
    amounts: Sequence[Amount | None],
    vendors: Sequence[str | None] | None,
    dates: Sequence[date | None],
    *,
    within_days: int = 3,
    match: DuplicateMatch = DuplicateMatch.AMOUNT_AND_VENDOR,
) -> Duplicates:
    """Group rows that are alike and at most so many days apart, one after the other.

    vendors: compared without regard to case, width and spaces at the ends; may be None where only amounts are matched.
    Raises ValueError for lengths that differ, days below 0, and amounts that are not finite.
    """
    match = DuplicateMatch(match)
    if within_days < 0:
        msg = f"within_days must be at least 0, got {within_days}"
        raise ValueError(msg)
    names: Sequence[str | None] = [None] * len(amounts) if vendors is None else vendors
    if not len(amounts) == len(names) == len(dates):
        msg = f"amounts, vendors and dates must be of one length, got {len(amounts)}, {len(names)} and {len(dates)}"
        raise ValueError(msg)
    alike: dict[tuple[Decimal, str], list[tuple[date, int]]] = {}
    left_out = []
    for row, (amount, name, day) in enumerate(zip(amounts, names, dates, strict=True)):
        key = _key(row, amount, name, match)
        if key is None or day is None:
            left_out.append(row)
        else:
            alike.setdefault(key, []).append((_day(day), row))
    groups = [
        DuplicateGroup(
            rows=tuple(row for _, row in run),
            amount=key[0],
            vendor=names[run[0][1]] if match is DuplicateMatch.AMOUNT_AND_VENDOR else None,
            first=run[0][0],
            last=run[-1][0],
        )
        for key, found in alike.items()
        for run in _runs(sorted(found), within_days)
    ]
    return Duplicates(
        groups=tuple(sorted(groups, key=lambda group: min(group.rows))),
        left_out=tuple(left_out),
        within_days=within_days,
        match=match,
    )


def _key(
    row: int, amount: Amount | None, name: str | None, match: DuplicateMatch
) -> tuple[Decimal, str] | None:
    value = known(f"amounts[{row}]", amount)
    if not value:
        return None
    if match is DuplicateMatch.AMOUNT:
        return value, ""
    vendor = unicodedata.normalize("NFKC", name or "").strip().casefold()
    return (value, vendor) if vendor else None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _runs(found: Sequence[tuple[date, int]], within_days: int) -> list[list[tuple[date, int]]]:
    """The stretches of two rows and more where none is further than the days from the one before."""
    runs: list[list[tuple[date, int]]] = []
    for day, row in found:
        if runs and (day - runs[-1][-1][0]).days <= within_days:
            runs[-1].append((day, row))
        else:
            runs.append([(day, row)])
    return [run for run in runs if len(run) > 1]
