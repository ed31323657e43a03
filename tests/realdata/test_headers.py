"""The importer's mapper over the headers of real dealer files, from the folder given by `make realdata DATA=…`."""

import csv
from collections import Counter
from pathlib import Path

from saas.core.imports.fields import ImportField
from saas.core.imports.header_report import HeaderTruth, Verdict, header_results

JUDGED = Path(__file__).parents[1] / "data" / "header_truth.csv"
PLACE = ("kind", "template", "position", "header")


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_headers_that_are_given_are_read_and_none_is_wrong(real_data: Path) -> None:
    meanings = {tuple(row[part] for part in PLACE): row["truth"] for row in rows(JUDGED)}
    given = rows(real_data / "dealer_file_headers" / "headers.csv")
    unjudged = [row for row in given if tuple(row[part] for part in PLACE) not in meanings]
    assert unjudged == []
    truths = [
        HeaderTruth(
            template=row["template"],
            header=row["header"],
            field=None
            if (truth := meanings[tuple(row[part] for part in PLACE)]) == "open"
            else ImportField(truth),
        )
        for row in given
    ]
    counts = Counter(result.verdict for result in header_results(truths))
    print(f"\n{len(given)} headers: " + ", ".join(f"{verdict} {counts[verdict]}" for verdict in Verdict))
    assert counts[Verdict.WRONG] == 0
