"""From reports to counts: how often each product is reported with each problem, and how often it would be by chance."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairCounts:
    """Pairs of product and problem, in the order of their names, with their counts of reports; all of one length.

    a: reports with both; product_reports and problem_reports: with either; reports: in all. expected: what a would be
    if they were independent, within the strata where there are some (strata: how many, 0 without).
    """

    products: tuple[str, ...]
    problems: tuple[str, ...]
    a: Counts
    product_reports: Counts
    problem_reports: Counts
    reports: int
    expected: NDArray[np.float64]
    strata: int

    @property
    def b(self) -> Counts:
        """Reports of the product with other problems only."""
        return self.product_reports - self.a

    @property
    def c(self) -> Counts:
        """Reports of the problem with other products only."""
        return self.problem_reports - self.a

    @property
    def d(self) -> Counts:
        """Reports of neither."""
        return self.reports - self.product_reports - self.c


def pair_counts(
    report_ids: Sequence[Hashable],
    products: Sequence[str],
    problems: Sequence[str],
    strata: Sequence[Hashable] | None = None,
    *,
    with_zeros: bool = False,
) -> PairCounts:
    """Count reports, each once however often it says the same (DuMouchel, 1999, as in openEBGM).

    One entry a mention: mention i says that report report_ids[i] is of products[i] and problems[i], in strata[i]; a
    report of two products and three problems has six mentions. expected is n(product)·n(problem)/n, with strata the
    sum of that over the strata, so that what differs by store or quarter anyway is no signal; a report with mentions
    in two strata counts in both. with_zeros: also the pairs that were never reported. Raises ValueError for columns of
    different lengths and for None.
    """
    columns = {"products": products, "problems": problems} | ({} if strata is None else {"strata": strata})
    _check(report_ids, columns)
    product, product_names = _codes(products, in_order=True)
    problem, problem_names = _codes(problems, in_order=True)
    said = _Mentions(report=_codes(report_ids)[0], product=product, problem=problem)
    width = len(problem_names)
    a_of = np.bincount(_once(said.report, product * width + problem), minlength=len(product_names) * width)
    pairs = np.arange(a_of.size) if with_zeros else np.flatnonzero(a_of)
    rows, cols = np.divmod(pairs, max(width, 1))
    of_product, of_problem, reports = said.margins(len(product_names), width)
    strata_of = [np.arange(product.size)] if strata is None else _members(strata)
    return PairCounts(
        products=tuple(product_names[row] for row in rows),
        problems=tuple(problem_names[col] for col in cols),
        a=a_of[pairs],
        product_reports=of_product[rows],
        problem_reports=of_problem[cols],
        reports=reports,
        expected=sum((_expected(said.of(members), rows, cols) for members in strata_of), np.zeros(rows.size)),
        strata=0 if strata is None else len(strata_of),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Mentions:
    """Which report says which product and which problem, by numbers from 0."""

    report: Counts
    product: Counts
    problem: Counts

    def of(self, members: NDArray[np.intp]) -> _Mentions:
        """Those of the members only."""
        return _Mentions(
            report=self.report[members], product=self.product[members], problem=self.problem[members]
        )

    def margins(self, products: int, problems: int) -> tuple[Counts, Counts, int]:
        """Reports of each product, of each problem, and in all."""
        return (
            np.bincount(_once(self.report, self.product), minlength=products),
            np.bincount(_once(self.report, self.problem), minlength=problems),
            int(np.unique(self.report).size),
        )


def _expected(said: _Mentions, rows: Counts, cols: Counts) -> NDArray[np.float64]:
    of_product, of_problem, reports = said.margins(
        int(rows.max(initial=-1)) + 1, int(cols.max(initial=-1)) + 1
    )
    return of_product[rows] * (of_problem[cols] / max(reports, 1))


def _members(strata: Sequence[Hashable]) -> list[NDArray[np.intp]]:
    """The mentions of each stratum."""
    stratum, names = _codes(strata)
    ends = np.cumsum(np.bincount(stratum, minlength=len(names)))
    return np.split(np.argsort(stratum, kind="stable"), ends[:-1]) if names else []


def _once(report: Counts, said: Counts) -> Counts:
    """What the reports say, each the same thing once."""
    width = int(said.max(initial=0)) + 1
    return np.unique(report * width + said) % width


def _codes(names: Sequence[Name], *, in_order: bool = False) -> tuple[Counts, list[Name]]:
    found = list(dict.fromkeys(names))
    if in_order:
        found.sort(key=str)
    places = {name: place for place, name in enumerate(found)}
    return np.fromiter((places[name] for name in names), dtype=np.int64, count=len(names)), found


def _check(report_ids: Sequence[Hashable], columns: dict[str, Sequence[Hashable]]) -> None:
    for name, column in columns.items():
        if len(column) != len(report_ids):
            msg = f"{name} has {len(column)} entries and report_ids {len(report_ids)}; give one of each a mention"
            raise ValueError(msg)
    for name, column in {"report_ids": report_ids, **columns}.items():
        for place, value in enumerate(column):
            if value is None:
                msg = f"{name}[{place}] is None; leave the mention out or name what is not known"
                raise ValueError(msg)
