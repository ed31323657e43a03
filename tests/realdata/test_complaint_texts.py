"""Categories and words on the rise in complaints about a car that was recalled, from the folder of `make realdata DATA=…`.

What they find is written to `docs/realdata/complaint_texts.md`.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from plugins.complaints.text import (
    NaiveBayesKind,
    Segmenter,
    cross_validate,
    emerging_words,
    word_counts,
)

PAGE = Path(__file__).parents[2] / "docs" / "realdata" / "complaint_texts.md"
PARTS = 10
RECALL = "14v047000"  # the campaign about the ignition switch, announced in February and March 2014


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    number: int
    words: list[str]
    crashed: str


def complaints(folder: Path) -> list[Complaint]:
    segmenter = Segmenter()
    with (folder / "gm_complaints.csv").open(encoding="utf-8-sig", newline="") as source:
        told = [
            Complaint(
                number=int(row["nthsa_id"]), words=segmenter.words(row["description"]), crashed=row["crashed"]
            )
            for row in csv.DictReader(source)
        ]
    return sorted(told, key=lambda one: one.number)


def months(folder: Path, numbers: Sequence[int]) -> list[str]:
    """About when a number was given out: between numbers whose day is known."""
    with (folder / "odi_date_anchors.csv").open(encoding="utf-8-sig", newline="") as source:
        known = [
            (int(row["odi_number"]), datetime.strptime(row["date_received_yyyymmdd"], "%Y%m%d").date())  # noqa: DTZ007  # a date has no zone
            for row in csv.DictReader(source)
            if int(row["odi_number"]) >= 10_000_000
        ]
    known.sort()
    days = np.interp(numbers, [number for number, _ in known], [day.toordinal() for _, day in known])
    return [date.fromordinal(round(day)).strftime("%Y-%m") for day in days]


def categories(told: Sequence[Complaint]) -> list[str]:
    lines = [
        "| words weighed by | left to a human below a margin of | called | right | macro-F1 | kappa |",
        "|---|---|---|---|---|---|",
    ]
    for kind in NaiveBayesKind:
        for margin in (0.0, 0.2, 0.9):
            got = cross_validate(
                [one.words for one in told], [one.crashed for one in told], kind=kind, least_margin=margin
            ).agreement
            assert got.kappa is not None
            assert got.kappa > 0.75
            lines.append(
                f"| {kind} | {margin:g} | {got.coverage:.1%} | {got.accuracy:.1%} | {got.macro_f1:.3f} | {got.kappa:.3f} |"
            )
    return lines


def rising(folder: Path, told: Sequence[Complaint]) -> tuple[list[str], list[list[str]]]:
    lines = ["| complaints | about | words on the rise (in this part, before) |", "|---|---|---|"]
    found = []
    ends = [len(told) * part // PARTS for part in range(PARTS + 1)]
    for start, end in pairwise(ends[1:]):
        now = word_counts((one.words for one in told[start:end]), once_a_document=True)
        before = word_counts((one.words for one in told[:start]), once_a_document=True)
        words = [word for word in emerging_words(now, before) if word.emerging]
        found.append([word.word for word in words])
        first, last = months(folder, [told[start].number, told[end - 1].number])
        said = ", ".join(f"{word.word} ({word.count}, {word.baseline_count})" for word in words[:10])
        lines.append(f"| {start + 1:,}–{end:,} | {first} to {last} | {said or '–'} |")
    return lines, found


def test_words_on_the_rise_name_the_faults_that_were_recalled(real_data: Path) -> None:
    folder = real_data / "complaints_nhtsa_gm_ignition"
    told = complaints(folder)
    table, found = rising(folder, told)
    assert {"ignition", "switch", "stalled", "bags", "deploy"} <= set(found[-2])
    page = [
        "# Texts of complaints about a car that was recalled",
        "",
        f"{len(told):,} complaints to the American authority (NHTSA, public domain) about the cars of the recall "
        f"{RECALL.upper()} for their ignition switch. Written by `make realdata`. The texts are English; there is no "
        "public set of Chinese complaints to dealers, so how well categories are proposed in a group has to be "
        "measured on its own labels, as here.",
        "",
        "## Whether somebody crashed, from the words",
        "",
        "Five folds; each complaint is called by what was learned from the others.",
        "",
        *categories(told),
        "",
        "## Words on the rise",
        "",
        "The complaints in the order of their numbers, in ten parts; each against all before it, every word counted "
        "once a complaint. The months are read off numbers whose day is known, and may be wrong by weeks. z of 3 or "
        "more, three complaints or more, false discovery rate 5 %; the first ten words.",
        "",
        *table,
        "",
        "Named are the recall of the steering (10V-073), that of the fuel pump (09V-419), and from the last part but "
        "one on the ignition switch, cars that stall and air bags that do not deploy.",
        "",
    ]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(page), encoding="utf-8")
    print("\n" + "\n".join(page))
