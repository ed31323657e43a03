from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from saas.core.imports.csv_rows import read_csv
from saas.core.imports.detect import FileKind, detect
from saas.core.imports.judged import JudgedRow, RowContext
from saas.core.imports.rows import judged_rows
from saas.core.imports.sample_faults import FAULTS, FaultKind
from saas.core.imports.sample_layouts import SampleLayout, columns
from saas.core.imports.samples import Sample, make_sample, write_csv, write_xlsx
from saas.core.imports.tables import RawRow, RowKind, Table
from saas.core.imports.workbook import read_workbook

TODAY = date(2026, 11, 21)
CONTEXT = RowContext(tz=ZoneInfo("Asia/Shanghai"), today=TODAY)
LAYOUTS = list(SampleLayout)


def judged(table: Table) -> list[tuple[RawRow, JudgedRow]]:
    return list(judged_rows(table.rows, [column.field for column in table.columns], CONTEXT))


@pytest.fixture(params=LAYOUTS)
def sample(request: pytest.FixtureRequest) -> Sample:
    return make_sample(layout=request.param, today=TODAY)


def test_sample_planted_is_what_the_judge_reports(sample: Sample, tmp_path: Path) -> None:
    write_xlsx(sample, tmp_path / "sample.xlsx")
    rows = [row for _, row in judged(read_workbook(tmp_path / "sample.xlsx"))]

    codes = Counter(problem.code for row in rows for problem in (*row.errors, *row.warnings))
    assert codes == {FAULTS[kind].code: count for kind, count in sample.counts.faults.items()}
    assert len(rows) == sample.counts.rows == 5_000
    assert sum(not row.accepted for row in rows) == sample.counts.failed
    assert sum(bool(row.warnings) for row in rows) == sample.counts.with_warnings
    good = [row for row in rows if row.accepted]
    assert len({row.keys.customer for row in good}) == sample.counts.customers
    assert len({row.keys.vehicle for row in good}) == sample.counts.vehicles
    assert len({row.keys.service for row in good}) == sample.counts.service_records
    assert len(good) - len(set(good)) == sample.counts.duplicates == 200


def test_sample_csv_twin_gives_equal_judged_rows(sample: Sample, tmp_path: Path) -> None:
    write_xlsx(sample, tmp_path / "sample.xlsx")
    write_csv(sample, tmp_path / "sample.csv")
    detected = detect(tmp_path / "sample.csv", "sample.csv")
    assert (detected.kind, detected.encoding, detected.delimiter) == (FileKind.CSV, "gb18030", ",")

    from_csv = judged(read_csv(tmp_path / "sample.csv", detected))
    from_xlsx = judged(read_workbook(tmp_path / "sample.xlsx"))
    assert [raw.number for raw, _ in from_csv] == [raw.number for raw, _ in from_xlsx]
    for (_, one), (_, other) in zip(from_csv, from_xlsx, strict=True):
        assert without_raw(one) == without_raw(other)


def without_raw(row: JudgedRow) -> tuple[object, ...]:
    """A problem quotes the cell as it was written, which is not the same in both files."""
    problems = [problem.code for problem in (*row.errors, *row.warnings)]
    return (row.customer, row.vehicle, row.service, row.keys, row.store, problems)


def test_sample_headers_are_recognised_but_for_the_strangers(sample: Sample, tmp_path: Path) -> None:
    write_xlsx(sample, tmp_path / "sample.xlsx")
    table = read_workbook(tmp_path / "sample.xlsx")
    left_open = [column.name for column in table.columns if column.field is None]
    assert left_open == (["送修人"] if sample.layout is SampleLayout.GROUPED else [])
    assert [column.name for column in table.columns] == [header for header, _ in columns(sample.layout)]


def test_sample_total_row_is_recognised(sample: Sample, tmp_path: Path) -> None:
    write_csv(sample, tmp_path / "sample.csv")
    rows = list(read_csv(tmp_path / "sample.csv", detect(tmp_path / "sample.csv", "sample.csv")).rows)
    assert [row.kind for row in rows].count(RowKind.TOTAL) == 1
    assert rows[-1].kind is RowKind.TOTAL


def test_sample_plants_every_kind_of_fault() -> None:
    counts = make_sample(today=TODAY).counts
    assert set(counts.faults) == set(FaultKind)
    assert len(FaultKind) == 12
    assert sum(counts.faults.values()) == 150


def test_sample_is_the_same_for_the_same_seed() -> None:
    assert make_sample(seed=7, rows=900, today=TODAY) == make_sample(seed=7, rows=900, today=TODAY)
    assert make_sample(seed=7, rows=900, today=TODAY) != make_sample(seed=8, rows=900, today=TODAY)
