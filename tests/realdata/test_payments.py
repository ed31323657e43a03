"""The checks of claims over the payments of a city, from the folder given by `make realdata DATA=…`.

What they find is written to `docs/realdata/payments.md`.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median

from plugins.budget.anomaly import (
    AmountScale,
    Benford,
    DigitTest,
    benford,
    find_duplicates,
    just_below_limit,
    robust_z,
    round_numbers,
    round_numbers_by_group,
    weekend_postings,
)
from plugins.budget.rolling import YearEndMethod, forecast_year_end

PAGE = Path(__file__).parents[2] / "docs" / "realdata" / "payments.md"
# The columns have other names in every quarter, and the same order in all.
CATEGORY, CODE, DAY, NUMBER, AMOUNT, SUPPLIER = 2, 3, 4, 5, 6, 9
QUARTERS = {"jan": 0, "apr": 1, "jul": 2, "oct": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    year: int
    quarter: int
    category: str
    code: str
    day: date | None
    transaction: str
    amount: Decimal
    supplier: str


def payments(folder: Path) -> Iterator[Payment]:
    for file in sorted(folder.glob("*.csv")):
        named = re.search(r"-(\w{3})-\w{3}-(\d{4})$", file.stem)
        assert named, f"{file.name} does not name its quarter"
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.reader(source))[1:]
        for row in rows:
            if row[AMOUNT].strip():
                yield Payment(
                    year=int(named[2]),
                    quarter=QUARTERS[named[1]],
                    category=row[CATEGORY].strip(),
                    code=row[CODE].strip(),
                    day=day_of(row[DAY]),
                    transaction=re.split(r"[ _-]", row[NUMBER].strip())[0],
                    amount=Decimal(row[AMOUNT]),
                    supplier=row[SUPPLIER].strip(),
                )


def day_of(text: str) -> date | None:
    """One quarter has lost its dates: it says 00:00:00 in every row."""
    return datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else None  # noqa: DTZ007  # a date has no zone


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        "|" + "---|" * len(head),
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
        "",
    ]


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def chance(p_value: float | None) -> str:
    if p_value is None:
        return "–"
    return "< 0.0001" if p_value < 0.0001 else f"{p_value:.4f}"


def duplicates_told(paid: Sequence[Payment]) -> list[str]:
    found = find_duplicates([p.amount for p in paid], [p.supplier for p in paid], [p.day for p in paid])
    named = [
        group for group in found.groups if group.vendor and not group.vendor.casefold().startswith("redacted")
    ]
    across = [group for group in named if len({paid[row].transaction for row in group.rows}) > 1]
    rows, far = (sum(len(group.rows) for group in groups) for groups in (named, across))
    dated = len(paid) - len(found.left_out)
    return [
        "## The same amount to the same supplier within three days",
        "",
        f"{len(found.groups):,} groups; {len(named):,} of them where the supplier's name is not redacted, with {rows:,} rows, "
        f"{percent(rows / dated)} of those that have a date. In {len(across):,} groups ({far:,} rows) the rows belong to "
        "different transactions, in the others to one. So many are no mistakes but what is paid in equal amounts again and "
        "again: alone, amount and supplier are too weak a sign, and the number of the invoice, which these payments lack, "
        "is the first check of a claim.",
        "",
    ]


def robust_told(paid: Sequence[Payment]) -> list[str]:
    amounts, codes = [p.amount for p in paid], [p.code for p in paid]
    rows = []
    for scale in AmountScale:
        found = robust_z(amounts, codes, scale=scale)
        scored = sum(score is not None for score in found.scores)
        rows.append(
            (scale.value, f"{scored:,}", f"{len(found.flagged):,}", percent(len(found.flagged) / scored))
        )
    return [
        "## Amounts far from the median of their category (robust z above 3.5)",
        "",
        *table(("scale", "scored", "flagged", "share"), rows),
        "Payments have a long tail: on the linear scale, which is the published one, more are flagged than anybody would "
        "read; on the logarithmic scale less than a third of them. So claims are scored by their logarithms.",
        "",
    ]


def limits_told(paid: Sequence[Payment]) -> list[str]:
    rows = []
    for limit in (1_000, 5_000, 10_000, 25_000, 50_000, 100_000):
        found = just_below_limit([p.amount for p in paid], limit).below
        rows.append(
            (
                f"{limit:,}",
                found.count,
                found.trials - found.count,
                chance(found.p_value),
                "yes" if found.review else "no",
            )
        )
    return [
        "## Just below a limit",
        "",
        "Amounts from 95 % of the limit up to it, against those from 90 to 95 %; binomial, one half expected, alpha 0.01.",
        "",
        *table(("limit", "just below", "band under that", "p", "for review"), rows),
    ]


def round_told(paid: Sequence[Payment]) -> list[str]:
    amounts = [p.amount for p in paid]
    rows = [
        (f"{step:,}", f"{found.count:,}", percent(found.share))
        for step in (10, 100, 1_000)
        for found in [round_numbers(amounts, step)]
    ]
    groups = round_numbers_by_group(amounts, [p.code for p in paid], 100)
    above = sorted((group for group in groups if group.review), key=lambda group: -group.count)
    names = {p.code: p.category for p in paid}
    largest = [
        (names[str(group.group)], f"{group.trials:,}", percent(group.share), percent(group.share_of_others))
        for group in above[:5]
    ]
    return [
        "## Round amounts",
        "",
        *table(("multiple of", "rows", "share"), rows),
        f"Of {len(groups)} codes of expenditure {len(above)} have more whole hundreds than all the others together "
        "(Fisher's exact test, adjusted for having looked at all, 0.01). The largest:",
        "",
        *table(("category", "rows", "whole hundreds", "of all others"), largest),
        "What a category pays for makes it round or not. So claimants are compared within a category.",
        "",
    ]


def weekends_told(paid: Sequence[Payment]) -> list[str]:
    found = weekend_postings([p.day for p in paid])
    assert found.share is not None
    return [
        "## Days off",
        "",
        f"{found.count:,} of {found.trials:,} payments with a date are dated on a Saturday or Sunday ({percent(found.share)}, "
        f"interval {percent(found.low)} to {percent(found.high)}).",
        "",
    ]


def benford_told(paid: Sequence[Payment]) -> list[str]:
    amounts = [p.amount for p in paid]

    def row(what: str, found: Benford) -> tuple[object, ...]:
        return (
            what,
            found.test.value,
            f"{found.observations:,}",
            f"{found.mad:.4f}",
            found.verdict or "–",
            f"{found.chi_square:,.0f}",
            ", ".join(map(str, found.frequent[:8])) or "–",
        )

    small = [p.amount for p in paid if p.quarter == 0 and p.year == 2018][:400]
    rows = [
        row("all above 0", benford(amounts, DigitTest.FIRST, recorded_from=500)),
        row("all above 0", benford(amounts, DigitTest.FIRST_TWO, recorded_from=500)),
        row("1,000 and more", benford(amounts, DigitTest.FIRST, least_amount=1_000)),
        row("1,000 and more", benford(amounts, DigitTest.FIRST_TWO, least_amount=1_000)),
        row("four hundred of them", benford(small, DigitTest.FIRST_TWO)),
    ]
    return [
        "## Leading digits",
        "",
        *table(("amounts", "digits", "n", "MAD", "verdict", "chi²", "more often than expected"), rows),
        "Payments are published from 500 up, so that most of the digits 1 to 4 of smaller ones are missing: the set is many and "
        "wide enough, and still not fit for a verdict, which the check is told by `recorded_from`. From 1,000 up every digit "
        "has its chance, and 1 and 2 are too many: the published part is the steep tail of all payments. Both would have been "
        "false alarms, so that this check stays a picture and never lowers a claim by itself.",
        "",
    ]


def forecast_told(paid: Sequence[Payment]) -> list[str]:
    sums: dict[str, dict[tuple[int, int], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in paid:
        if one.year < 2018:
            sums[one.code][one.year, one.quarter] += one.amount
    whole = [
        [[found[year, quarter] for quarter in range(4)] for year in (2014, 2015)]
        for found in sums.values()
        if len(found) == 8 and all(amount > 0 for amount in found.values())
    ]
    rows = []
    for method in (YearEndMethod.SEASONAL, YearEndMethod.RUN_RATE, YearEndMethod.LAST_YEAR):
        errors: list[list[float]] = [[], [], []]
        for before, after in whole:
            for known in (1, 2, 3):
                found = forecast_year_end(after[:known], history=[before], method=method, periods=4)
                assert found.year_end == found.actual_to_date + sum(found.months)
                errors[known - 1].append(abs(float(found.year_end / sum(after)) - 1))
        rows.append((method.value, *(percent(median(found)) for found in errors)))
    return [
        "## Forecast to the year's end",
        "",
        f"{len(whole)} codes that have payments in every quarter of 2014 and 2015: the total of 2015, forecast after one, two "
        "and three quarters with 2014 as the only year before. Median error of the total:",
        "",
        *table(("method", "after 1", "after 2", "after 3"), rows),
        "One earlier year makes an index that is as uncertain as the year itself: here it was worse than none. So the index is "
        "no rule, the method is chosen by backtest, and the interval stays empty until there are errors to make it of.",
        "",
    ]


def test_payments_are_checked_and_the_page_is_written(real_data: Path) -> None:
    paid = list(payments(real_data / "money_oxford_over500"))
    assert len(paid) > 30_000
    dated = sum(p.day is not None for p in paid)
    lines = [
        "# Checks of claims over a city's payments",
        "",
        "The payments that Oxford City Council published (Open Government Licence 3.0), 2014, 2015 and the first quarter of "
        f"2018: {len(paid):,} rows, {dated:,} with a date (one quarter was published without). Written by `make realdata`. "
        "What is counted here is for review, and says nothing of anybody.",
        "",
        *duplicates_told(paid),
        *robust_told(paid),
        *limits_told(paid),
        *round_told(paid),
        *weekends_told(paid),
        *benford_told(paid),
        *forecast_told(paid),
    ]
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(f"\n{len(paid):,} payments: see {PAGE.relative_to(PAGE.parents[2])}")
