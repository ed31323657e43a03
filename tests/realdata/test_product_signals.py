"""Disproportionality in reports of problems with products, from the folder given by `make realdata DATA=…`.

What is found is written to `docs/realdata/product_signals.md`.
"""

import csv
from pathlib import Path

import numpy as np

from plugins.complaints.signals import (
    EmpiricalBayesScores,
    GammaMixture,
    PairCounts,
    PriorOrigin,
    disproportionality,
    empirical_bayes_scores,
    negative_log_likelihood,
    pair_counts,
)

PAGE = Path(__file__).parents[2] / "docs" / "realdata" / "product_signals.md"
# What openEBGM's vignettes find in all 3,356 reports of the year, of which the file holds a part.
OPEN_EBGM = GammaMixture(
    alpha1=3.25596685, beta1=0.39998994, alpha2=2.02376139, beta2=1.90614108, p=0.06530755
)


def prior(of: GammaMixture) -> str:
    return f"{of.p:.2f} · gamma({of.alpha1:.3g}, {of.beta1:.3g}) + {1 - of.p:.2f} · gamma({of.alpha2:.3g}, {of.beta2:.3g})"


def found_row(name: str, scores: EmpiricalBayesScores) -> str:
    assert scores.fit is not None
    assert scores.origin is PriorOrigin.FITTED
    agreeing = f"{scores.fit.agreeing_starts} of {scores.fit.starts}"
    return f"| {name} | {prior(scores.prior)} | {agreeing} | {int(scores.signal.sum())} |"


def strongest(pairs: PairCounts, scores: EmpiricalBayesScores) -> list[str]:
    lines = [
        "| product | problem | reports | expected | PRR | IC, from | EBGM | EB05 to EB95 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for place in np.argsort(-scores.eb05, kind="stable")[:12]:
        table = [int(cell[place]) for cell in (pairs.a, pairs.b, pairs.c, pairs.d)]
        got = disproportionality(*table)
        assert got.ic is not None
        lines.append(
            f"| {pairs.products[place].title()} | {pairs.problems[place].lower()} | {table[0]} | {scores.expected[place]:.2f} "
            f"| {'–' if got.prr is None else f'{got.prr.value:.1f}'} | {got.ic.ic:.1f}, {got.ic.low:.1f} "
            f"| {scores.ebgm[place]:.1f} | {scores.eb05[place]:.1f} to {scores.eb95[place]:.1f} |"
        )
    return lines


def test_signals_are_found_and_their_prior_by_every_start(real_data: Path) -> None:
    with (real_data / "signals_fda_caers" / "caers.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    columns = [[row[name] for row in rows] for name in ("id", "var1", "var2", "strat1")]
    plain, stratified = pair_counts(*columns[:3]), pair_counts(*columns)
    scores, of_strata = (empirical_bayes_scores(one.a, one.expected) for one in (plain, stratified))
    assert scores.fit is not None
    assert scores.fit.agreeing_starts == scores.fit.starts
    assert scores.fit.negative_log_likelihood < negative_log_likelihood(OPEN_EBGM, plain.a, plain.expected)
    evans = [
        disproportionality(*map(int, cells)).evans_signal
        for cells in zip(plain.a, plain.b, plain.c, plain.d, strict=True)
    ]
    only = [int(a) for a, one, other in zip(plain.a, evans, scores.signal, strict=True) if one and not other]
    assert not np.any(scores.signal & ~np.array(evans))
    page = [
        "# Products and problems that are reported together too often",
        "",
        f"{plain.reports:,} reports of problems with food supplements (FDA CAERS, public domain; of 2012), {len(plain.a):,} "
        "pairs of product and problem. Written by `make realdata`. There is no public set of complaints to dealers; "
        "model and fault take the places of product and problem.",
        "",
        "## The prior",
        "",
        "| expected counts | prior of observed over expected | starts that agree | pairs with EB05 of 2 or more |",
        "|---|---|---|---|",
        found_row("of all reports", scores),
        found_row(f"within {stratified.strata} strata", of_strata),
        "",
        f"By the limits of Evans (PRR 2, chi-square 4, three reports) {sum(evans)} pairs are signals, those with an EB05 of "
        f"2 or more among them. The other {len(only)} have {min(only)} to {max(only)} reports.",
        "",
        "## The strongest",
        "",
        *strongest(plain, scores),
        "",
        "A dash: no other product has the problem, and PRR is not defined.",
        "",
    ]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(page), encoding="utf-8")
    print("\n" + "\n".join(page))
