"""Every detector over complaints about cars, from the folder given by `make realdata DATA=…`.

What they find is written to `docs/realdata/early_warning.md`, with a picture beside it.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plugins.complaints.detectors import (
    Detector,
    EarsMethod,
    Spread,
    Standardization,
    ThresholdMethod,
    bayes,
    control_false_discoveries,
    detect_night,
    ears,
    ewma,
    ewma_arl,
    farrington,
    farrington_flexible,
    normal_cusum_arl,
    poisson_cusum,
    u_chart,
)

PAGE = Path(__file__).parents[2] / "docs" / "realdata" / "early_warning.md"
PICTURE = PAGE.with_suffix(".svg")
ALPHA = 0.01
# What the data set calls the recall: the maker's programme for its customers.
PROGRAMME = "2014-01"
LEARNED = 12

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One detector over series x periods: what it tested, where it alarmed, and what it promises for a period."""

    name: str
    tested: Bools
    alarm: Bools
    promise: float | None


def spread_out(alarm: Bools, weeks: Sequence[int] | NDArray[np.intp], shape: tuple[int, ...]) -> Bools:
    found = np.zeros(shape, dtype=bool)
    found[:, list(weeks)] = alarm
    return found


def night_by_night(counts: Floats, frequency: int, first: int) -> Seen:
    tested, alarm = np.zeros(counts.shape, dtype=bool), np.zeros(counts.shape, dtype=bool)
    for period in range(first, counts.shape[1]):
        night = detect_night(counts, week=period, frequency=frequency, alpha=ALPHA)
        alarm[:, period] = night.alarm
        tested[:, period] = ~np.isnan(night.threshold)
    return Seen(name="by length of history (what a night runs)", tested=tested, alarm=alarm, promise=ALPHA)


def every_detector(
    counts: Floats, exposure: Floats, *, frequency: int, w: int, blocks: int, first: int
) -> list[Seen]:
    """All detectors at alpha 0.01 from the period `first` on; Farrington's with three years."""
    shape, periods = counts.shape, range(first, counts.shape[1])
    late = range(max(first, 3 * frequency), shape[1])
    found = [night_by_night(counts, frequency, first)]

    def note(name: str, weeks: Sequence[int], alarm: Bools, promise: float | None = ALPHA) -> None:
        everywhere = spread_out(np.ones((shape[0], len(weeks)), dtype=bool), weeks, shape)
        found.append(
            Seen(name=name, tested=everywhere, alarm=spread_out(alarm, weeks, shape), promise=promise)
        )

    classic = farrington(counts, late, frequency=frequency, b=3, w=max(w, 1), alpha=2 * ALPHA)
    note("Farrington, classic", late, classic.alarm)
    for method in ThresholdMethod:
        flexible = farrington_flexible(
            counts, late, frequency=frequency, b=3, w=w, no_periods=blocks, threshold_method=method
        )
        note(f"Farrington, flexible, {method}", late, flexible.alarm)
    offset = farrington_flexible(
        counts, late, frequency=frequency, b=3, w=w, no_periods=blocks, exposure=exposure
    )
    note("Farrington, flexible, nbPlugin, exposure", late, offset.alarm)
    note("Bayes, 6 periods", periods, bayes(counts, periods, frequency=frequency, alpha=ALPHA).alarm)
    for ears_method in EarsMethod:
        weeks = range(max(first, 11), shape[1])
        short = ears(counts, weeks, method=ears_method, alpha=ALPHA, min_sigma=1)
        note(f"EARS {ears_method}, spread of 1 or more", weeks, short.alarm)
    charts(counts, exposure, note)
    return found


def charts(counts: Floats, exposure: Floats, note: object) -> None:
    """CUSUM, EWMA and u charts that learn their mean from the first periods."""
    assert callable(note)
    weeks = range(LEARNED, counts.shape[1])
    mean = (counts[:, :LEARNED].sum(axis=1, keepdims=True) + 0.5) / LEARNED
    for kind in Standardization:
        sums = poisson_cusum(counts[:, LEARNED:], mean, k=0.75, h=4, standardization=kind, reset=True)
        note(f"CUSUM, {kind}, k 0.75, h 4", weeks, sums.alarm, 1 / normal_cusum_arl(0.75, 4))
    average = ewma(counts[:, LEARNED:], target=mean[:, 0], sigma=np.sqrt(mean[:, 0]))
    note("EWMA, lambda 0.2, 3 sigma", weeks, average.alarm, 0.5 / ewma_arl(0.2, 3))
    for spread in (Spread.WITHIN, Spread.OVERDISPERSED):
        chart = u_chart(counts, exposure, spread=spread)
        name = "u chart" if spread is Spread.WITHIN else "u′ chart where the spread asks for it"
        note(f"{name}, 3 sigma", range(counts.shape[1]), chart.alarm, 0.00135)


# ── one outbreak, month by month ──


def powershift(folder: Path) -> tuple[list[str], Floats]:
    with (folder / "complaints_nhtsa_powershift_monthly" / "powershift_timeline.csv").open(
        newline=""
    ) as source:
        told = {row["year_month"]: float(row["count"]) for row in csv.DictReader(source)}
    every = [f"{year}-{month:02d}" for year in range(2010, 2026) for month in range(1, 13)]
    months = every[every.index(min(told)) : every.index(max(told)) + 1]
    return months, np.array([[told.get(month, 0.0) for month in months]])


def first_alarm(seen: Seen, months: Sequence[str]) -> str | None:
    return months[int(np.argmax(seen.alarm[0]))] if seen.alarm.any() else None


def months_before(month: str, later: str) -> int:
    (year, number), (end, last) = (map(int, one.split("-")) for one in (month, later))
    return 12 * (end - year) + last - number


def outbreak_rows(found: Sequence[Seen], months: Sequence[str]) -> list[list[object]]:
    until = months.index(PROGRAMME)
    rows: list[list[object]] = []
    for seen in found:
        month = first_alarm(seen, months)
        ahead = "–" if month is None else months_before(month, PROGRAMME)
        start = months[int(np.argmax(seen.tested[0]))]
        rows.append([seen.name, start, month or "–", ahead, int(seen.alarm[0, :until].sum())])
    return rows


# ── many series, quarter by quarter ──


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarterly:
    quarters: list[str]
    counts: Floats
    every_complaint: Floats


def quarterly(folder: Path, newest: int, least: int) -> Quarterly:
    """Series of vehicles of older model years with a complaint in at least so many quarters; the last one is incomplete."""
    cells: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    total: dict[str, float] = defaultdict(float)
    with (folder / "complaints_nhtsa_quarterly_counts" / "complaint_trends.csv").open(newline="") as source:
        for row in csv.DictReader(source):
            quarter = f"{row['complaint_year']} Q{row['complaint_quarter']}"
            number = float(row["complaint_count"])
            if int(row["yeartxt"]) <= newest:
                cells[row["maketxt"], row["modeltxt"], row["yeartxt"]][quarter] = number
                total[quarter] += number
    quarters = sorted(total)[:-1]
    kept = [one for one in cells.values() if sum(quarter in one for quarter in quarters) >= least]
    counts = np.array([[one.get(quarter, 0.0) for quarter in quarters] for one in kept])
    return Quarterly(
        quarters=quarters, counts=counts, every_complaint=np.array([total[one] for one in quarters])
    )


def alarm_rows(found: Sequence[Seen], per_year: int) -> list[list[object]]:
    rows: list[list[object]] = []
    for seen in found:
        years = seen.tested.sum() / per_year
        promise = "–" if seen.promise is None else f"{per_year * seen.promise:.3f}"
        alarms = int((seen.alarm & seen.tested).sum())
        rows.append([seen.name, f"{years:,.0f}", alarms, f"{alarms / years:.3f}", promise])
    return rows


def noise(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """What the same levels give where nothing ever happens: Poisson."""
    return rng.poisson(rng.uniform(1, 12, (shape[0], 1)), shape).astype(np.float64)


# ── the page ──


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        "|" + "---|" * len(head),
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
        "",
    ]


def picture(months: Sequence[str], counts: Floats, found: Sequence[Seen]) -> str:
    """The counts as bars, and under them where each detector alarmed, its first alarm filled."""
    wide, high, left, row_height = 980, 260, 250, 18
    step = (wide - left - 20) / len(months)
    bottom = 20 + high + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {bottom + row_height * len(found) + 20}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Complaints a month, and the months in which each detector alarmed</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for place, number in enumerate(counts):
        tall = high * number / counts.max()
        parts.append(
            f'<rect x="{left + place * step:.1f}" y="{20 + high - tall:.1f}" width="{step * 0.8:.1f}" '
            f'height="{tall:.1f}" fill="#6b7f99"/>'
        )
        if months[place].endswith("-01"):
            parts.append(
                f'<text x="{left + place * step:.1f}" y="{20 + high + 16}" fill="#333">{months[place][2:4]}</text>'
            )
    mark = left + months.index(PROGRAMME) * step
    parts.append(f'<line x1="{mark:.1f}" y1="16" x2="{mark:.1f}" y2="{bottom}" stroke="#b3261e"/>')
    parts.append(f'<text x="{mark + 4:.1f}" y="28" fill="#b3261e">programme of the maker, {PROGRAMME}</text>')
    parts.append(
        f'<text x="{left - 8}" y="28" text-anchor="end" fill="#333">{counts.max():.0f} complaints a month</text>'
    )
    for line, seen in enumerate(found):
        y = bottom + row_height * line
        parts.append(f'<text x="{left - 8}" y="{y + 11}" text-anchor="end" fill="#333">{seen.name}</text>')
        for number, place in enumerate(np.flatnonzero(seen.alarm[0])):
            colour = "#b3261e" if number == 0 else "#e6b8b4"
            parts.append(
                f'<rect x="{left + place * step:.1f}" y="{y + 1}" width="{step * 0.8:.1f}" height="{row_height - 5}" '
                f'fill="{colour}"/>'
            )
    return "\n".join([*parts, "</svg>", ""])


def test_detectors_see_the_outbreak_and_little_else(real_data: Path) -> None:
    months, counts = powershift(real_data)
    outbreak = every_detector(counts, np.ones(len(months)), frequency=12, w=1, blocks=5, first=9)
    PAGE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(months, counts[0], outbreak), encoding="utf-8")

    quiet = quarterly(real_data, newest=2016, least=12)
    settled = every_detector(quiet.counts, quiet.every_complaint, frequency=4, w=0, blocks=4, first=9)
    still = noise(np.random.default_rng(1), (400, quiet.counts.shape[1]))
    nothing = every_detector(still, np.ones(still.shape[1]), frequency=4, w=0, blocks=4, first=9)
    last = detect_night(quiet.counts, frequency=4, alpha=ALPHA)
    called = control_false_discoveries(last.p_value, 0.1)

    head = ["detector", "tested from", "first alarm", f"months before {PROGRAMME}", "alarms before it"]
    rates = ["detector", "series-years", "alarms", "alarms per series-year", "promised"]
    lines = [
        "# Early warning over complaints about cars",
        "",
        "Complaints to the authority for road safety of the United States (public domain), as two authors counted them. "
        "Written by `make realdata`. All tests at alpha 0.01, one-sided, where they have one.",
        "",
        "## One outbreak: a transmission, month by month",
        "",
        f"{int(counts.sum()):,} complaints in {len(months)} months about one dual-clutch transmission, {months[0]} to "
        f"{months[-1]}. The data set calls {PROGRAMME} the recall; it was a programme of the maker for its customers.",
        "",
        *table(head, outbreak_rows(outbreak, months)),
        f"![Complaints a month, and the months in which each detector alarmed]({PICTURE.name})",
        "",
        "The detectors of short histories see the first rise, from one or two complaints a month to six, more than two years "
        "before the programme. Farrington's need three years and find the outbreak in their first months of testing: a group "
        "that begins to count is better served by the choice by length of history than by waiting for it. The u charts come "
        "after all: they take their mean from all months, so that the outbreak is a part of what it is compared with.",
        "",
        "## Many series: how often is there an alarm where little happens?",
        "",
        f"{len(quiet.counts)} series of make, model and model year up to 2016 with a complaint in at least 12 of the "
        f"{len(quiet.quarters)} quarters {quiet.quarters[0]} to {quiet.quarters[-1]} (the last quarter of the file is incomplete "
        "and left out). What was promised is alpha, or one over the run length in control, four times a year.",
        "",
        *table(rates, alarm_rows(settled, 4)),
        "The cars are old, and all of them together were complained of about as often at the end "
        f"({int(quiet.every_complaint[-4:].sum()):,} times in four quarters) as at the beginning "
        f"({int(quiet.every_complaint[:4].sum()):,}); but recalls and campaigns fall into these years, and single "
        "series jump. So alarms above the promise are no proof of false ones; the next table, where nothing ever happens, shows "
        "how many are the detectors' own.",
        "",
        "The same detectors on 400 series of pure chance (Poisson, 1 to 12 a quarter, seed 1):",
        "",
        *table(rates, alarm_rows(nothing, 4)),
        "Charts that learn their mean from twelve quarters take what they learned for the truth, and EARS the spread of "
        "seven: where either is too small by chance they alarm more often than promised. Flexible Farrington was made for weeks: "
        "ten quarters hardly fill its four levels and its trend, and the plug-in of the negative binomial takes what they give "
        "for certain, so that it alarms four times as often as promised; with weeks it keeps the promise. So the choice by "
        "length of history gives quarters to Bayes, who allows for what he does not know, and widens the bound of EARS for the "
        "seven that it knows.",
        "",
        f"The last quarter as one night: {called.tests} tests, {last.expected_false_alarms:.1f} false alarms expected, "
        f"{int(last.alarm.sum())} alarms, {int(last.discovered.sum())} of which stand with at most a tenth of them false.",
        "",
    ]  # fmt: skip
    PAGE.write_text("\n".join(lines), encoding="utf-8")

    firsts = {seen.name: first_alarm(seen, months) for seen in outbreak}
    # A u chart takes its mean from all periods, the outbreak included: it is no early warning.
    early = [month for name, month in firsts.items() if not name.startswith("u")]
    assert all(month is not None and month < PROGRAMME for month in early), firsts
    assert {one.detector for one in last.choices} == {Detector.BAYES}
    chance = {seen.name: seen.alarm.sum() / seen.tested.sum() for seen in nothing}
    assert chance["Bayes, 6 periods"] < 1.5 * ALPHA
