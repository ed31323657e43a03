"""The sample of 5,000 rows: what was planted is what the report says, and a second time changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import text

from saas.core.imports.models import ImportStatus
from saas.core.imports.sample_faults import FAULTS
from saas.core.imports.sample_layouts import SampleLayout
from saas.testing.factories.application import inside
from tests.factories.imports import Dealer, check, import_file, run, sample_file, settle, upload

CREATED = {"created": 0, "updated": 0, "unchanged": 0}


def versions(of: Dealer) -> dict[str, list[tuple[int, int]]]:
    """Every row's version, by table."""
    tables = ("customer", "customer_contact_point", "vehicle", "customer_vehicle", "service_record")
    with inside(of.id) as work:
        found = {
            table: [
                tuple(row) for row in work.execute(text(f"SELECT id, row_version FROM {table} ORDER BY id"))
            ]
            for table in tables
        }
        for table in ("search_token", "odometer_reading", "plate_history"):
            found[table] = [(work.execute(text(f"SELECT count(*) FROM {table}")).scalar_one(), 0)]
        return found


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("layout", list(SampleLayout))
def test_sample_report_says_what_was_planted(
    there: Dealer, tmp_path: Path, layout: SampleLayout, kind: str
) -> None:
    path, sample = sample_file(tmp_path, kind=kind, layout=layout)
    counts = sample.counts
    run_id = upload(there, path)
    settle(there, run_id)
    checked = check(there, run_id)
    done = run(there, run_id)

    assert (checked.status, done.status) == (ImportStatus.CHECKED, ImportStatus.DONE)
    for report in (checked.checked, done.report):
        assert report["rows"] == counts.rows == 5_000
        assert report["failed"] == counts.failed
        assert report["warnings"] == counts.with_warnings
        assert report["duplicates"] == counts.duplicates
        assert report["problems"] == {FAULTS[kind].code: n for kind, n in counts.faults.items()}
        assert report["tables"] == {
            "customer": {**CREATED, "created": counts.customers},
            "vehicle": {**CREATED, "created": counts.vehicles},
            "service_record": {**CREATED, "created": counts.service_records},
        }
    stored = versions(there)
    assert len(stored["customer"]) == counts.customers
    assert len(stored["vehicle"]) == counts.vehicles
    assert len(stored["service_record"]) == counts.service_records


def test_sample_imported_twice_changes_nothing(there: Dealer, tmp_path: Path) -> None:
    path, sample = sample_file(tmp_path)
    import_file(there, path)
    before = versions(there)
    twin, _ = sample_file(tmp_path, kind="csv")
    again = import_file(there, twin)
    assert again.status is ImportStatus.DONE
    for counts in (again.checked, again.report):
        assert {name: table["created"] + table["updated"] for name, table in counts["tables"].items()} == {
            "customer": 0,
            "vehicle": 0,
            "service_record": 0,
        }
        assert counts["tables"]["customer"]["unchanged"] == sample.counts.customers
        assert counts["tables"]["vehicle"]["unchanged"] == sample.counts.vehicles
    assert versions(there) == before
