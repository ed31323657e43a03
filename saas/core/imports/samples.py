"""A sample file as three dealer systems would write it, with planted faults and duplicates that are counted.

It is what a new group downloads to try the import, and what the tests compare an import's report with.
"""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Final

from saas.core.imports.sample_faults import FAULTS, Fault, FaultKind
from saas.core.imports.sample_layouts import Cells, SampleLayout, header_lines, written
from saas.core.imports.sample_records import Record, sample_records
from saas.core.imports.values import CellValue, cell_text

FAULT_SHARE: Final = 0.03
DUPLICATES: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCounts:
    """What an import of the sample has to report, and what is in the tables afterwards."""

    rows: int
    duplicates: int
    faults: dict[FaultKind, int]
    failed: int
    with_warnings: int
    customers: int
    vehicles: int
    service_records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sheet from its first line to its last, how many of them precede the data, and what was planted."""

    layout: SampleLayout
    lines: tuple[tuple[CellValue, ...], ...]
    head: int
    counts: SampleCounts


def make_sample(
    *, seed: int = 1, layout: SampleLayout = SampleLayout.FULL, rows: int = 5_000, today: date
) -> Sample:
    """The same sample for the same arguments: `rows` data rows, of them 3 % faulty and 200 repeated.

    `today` is the newest day in it. Fewer than 600 rows have proportionally fewer duplicates.
    """
    rng = Random(seed)  # noqa: S311 - a sample, not a secret
    repeated = min(DUPLICATES, rows // 3)
    faulty = round(rows * FAULT_SHARE)
    records = sample_records(rng, rows - repeated, today)
    kinds = [list(FaultKind)[at % len(FaultKind)] for at in range(faulty)]
    # Faults are planted in first visits, whose vehicle and customer no other row depends on.
    places = rng.sample([at for at, record in enumerate(records) if record.alone], faulty)
    planted = dict(zip(places, kinds, strict=True))
    data = [_cells(rng, layout, record, planted.get(at)) for at, record in enumerate(records)]
    sound = [at for at in range(len(data)) if at not in planted]
    body = data + [data[at] for at in rng.sample(sound, repeated)]
    head = header_lines(layout, today)
    total: tuple[CellValue, ...] = ("合计", *[None] * (len(body[0]) - 2), len(body))
    counts = _counts(records, planted, repeated)
    return Sample(layout=layout, lines=(*head, *body, total), head=len(head), counts=counts)


def write_csv(sample: Sample, path: Path, *, encoding: str = "gb18030") -> None:
    """The sample as CSV, every value as the text that a spreadsheet would show."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_csv_text(cell) for cell in line] for line in sample.lines)
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(sample: Sample, path: Path) -> None:
    """The sample as a workbook with typed dates and numbers, merged title and group cells."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("导出")
        day = book.add_format({"num_format": "yyyy/m/d"})
        moment = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
        for row, line in enumerate(sample.lines):
            for column, cell in enumerate(line):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001  # a spreadsheet knows no zone
                elif cell is not None:
                    sheet.write(row, column, cell)
        if sample.head > 1 and len([cell for cell in sample.lines[0] if cell]) == 1:
            sheet.merge_range(0, 0, 0, len(sample.lines[-1]) - 1, sample.lines[0][0])


def _csv_text(cell: CellValue) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y/%m/%d %H:%M:%S")
    return cell.strftime("%Y/%m/%d") if isinstance(cell, date) else cell_text(cell)


def _cells(rng: Random, layout: SampleLayout, record: Record, kind: FaultKind | None) -> Cells:
    cells = written(rng, layout, record)
    return cells if kind is None else FAULTS[kind].planted(rng, layout, cells)


def _counts(records: list[Record], planted: dict[int, FaultKind], repeated: int) -> SampleCounts:
    faults: dict[int, Fault] = {at: FAULTS[kind] for at, kind in planted.items()}
    failed = {at for at, fault in faults.items() if fault.fails}
    kept = [record for at, record in enumerate(records) if at not in failed]
    return SampleCounts(
        rows=len(records) + repeated,
        duplicates=repeated,
        faults=dict(Counter(planted.values())),
        failed=len(failed),
        with_warnings=len(faults) - len(failed),
        customers=len({(record.phone, record.name) for record in kept}),
        vehicles=len({record.vin for record in kept}),
        service_records=len({(record.store, record.ro_number) for record in kept}),
    )
