import csv
import os
from collections import Counter
from pathlib import Path

from saas.core.imports.fields import ImportField
from saas.core.imports.header_report import HeaderTruth, Verdict, header_page, header_results

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/importers/headers.md"


def truths() -> list[HeaderTruth]:
    with (ROOT / "tests/data/header_truth.csv").open(encoding="utf-8", newline="") as source:
        return [
            HeaderTruth(
                template=row["template"],
                header=row["header"],
                field=None if row["truth"] == "open" else ImportField(row["truth"]),
            )
            for row in csv.DictReader(source)
        ]


def test_headers_of_real_templates_none_wrong() -> None:
    results = header_results(truths())
    counts = Counter(result.verdict for result in results)
    assert len(results) == 478
    assert [result for result in results if result.verdict is Verdict.WRONG] == []
    assert counts[Verdict.RECOGNISED] >= 78
    assert counts[Verdict.LEFT_OPEN] <= 12


def test_headers_page_is_up_to_date() -> None:
    page = header_page(header_results(truths()))
    if os.environ.get("REWRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
