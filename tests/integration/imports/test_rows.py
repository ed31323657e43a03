"""What becomes of single rows: stores, faults, what the database refuses, what comes back mended."""

import csv
import io
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from saas.core.customers.models import Customer
from saas.core.imports import plans
from saas.core.imports.downloads import faults_file
from saas.core.imports.faults import kept_rows
from saas.core.imports.models import ImportRun, ImportStatus, Phase
from saas.core.imports.operations import start_check, start_run
from saas.core.imports.sample_layouts import SampleLayout, position
from saas.core.imports.tables import RawRow, Table
from saas.core.imports.workbook import read_workbook
from saas.core.organisation.models import Store
from saas.core.organisation.onboarding import Step
from saas.core.organisation.queries import onboarding_progress
from saas.core.vehicles.models import CustomerVehicle, OdometerReading, ServiceRecord, Vehicle
from saas.core.vehicles.vin import with_check_digit
from saas.platform.audit import AuditEntry
from saas.platform.files import open_file
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories.application import inside
from saas.testing.factories.members import member
from tests.factories.imports import (
    Dealer,
    check,
    csv_file,
    import_file,
    kept,
    run,
    sample_file,
    settle,
    state,
    upload,
    work_off,
)

HEADER = ["门店", "车主姓名", "手机号", "车架号", "工单号", "竣工时间", "行驶里程"]
VINS = [with_check_digit("LSVAA49J1R2000017"), with_check_digit("LSVAA49J1R2000034")]


def line(
    *, store: str = "浦东店", name: str = "王晓明", phone: str = "13800001234", vin: str = VINS[0],
    order: str = "R1", completed: str = "2026-03-02", km: str = "12000",
) -> list[str]:  # fmt: skip
    return [store, name, phone, vin, order, completed, km]


def faults_of(of: Dealer, run_id: int, phase: Phase = Phase.RUN) -> dict[int, list[str]]:
    return {row.row_no: row.problems for row in kept(of, run_id, phase)}


def test_row_of_an_unknown_store_fails_until_somebody_says_which(there: Dealer) -> None:
    content = csv_file([HEADER, line(), line(store="南汇店", order="R2")])
    run_id = upload(there, content)
    settle(there, run_id)
    assert check(there, run_id).checked["problems"] == {"store.unknown": 1}
    assert faults_of(there, run_id, Phase.CHECK) == {3: ["store.unknown"]}

    settle(there, run_id, stores={"南汇店": there.stores["松江店"]})
    assert state(there, run_id).checked == {}
    assert check(there, run_id).checked["failed"] == 0
    assert run(there, run_id).report["tables"]["service_record"]["created"] == 2


def test_row_without_a_store_takes_the_default_one(there: Dealer) -> None:
    header, cells = HEADER[1:], line()[1:]
    run_id = upload(there, csv_file([header, cells]))
    settle(there, run_id)
    assert check(there, run_id).checked["problems"] == {"store.missing": 1}
    settle(there, run_id, default_store_id=there.stores["虹桥店"])
    check(there, run_id)
    run(there, run_id)
    with inside(there.id) as work:
        assert work.scalars(select(ServiceRecord.store_id)).all() == [there.stores["虹桥店"]]


def test_row_of_a_store_out_of_reach_fails(there: Dealer) -> None:
    manager = member(there.group, role="store_manager", stores=[there.stores["虹桥店"]])
    run_id = upload(there, csv_file([HEADER, line(store="虹桥店"), line(store="浦东店", order="R2")]))
    settle(there, run_id)
    with inside(there.id, Actor(kind=ActorKind.MEMBER, id=manager.member_id)):
        start_check(run_id)
    work_off(there)
    assert state(there, run_id).checked["problems"] == {"store.out_of_reach": 1}
    with inside(there.id, Actor(kind=ActorKind.MEMBER, id=manager.member_id)):
        start_run(run_id)
    work_off(there)
    assert faults_of(there, run_id) == {3: ["store.out_of_reach"]}


def test_row_that_the_database_refuses_fails_alone(there: Dealer) -> None:
    bad = line(name="李\ud800华", order="R2", phone="13800009999", vin=VINS[1])
    rows = [HEADER, line(), line(order="R3"), line(order="R4")]
    content = csv_file(rows)
    run_id = upload(there, content)
    settle(there, run_id)
    check(there, run_id)
    opened = plans.open_table

    def with_a_bad_row(path: Path, layout: dict[str, Any], *more: Any) -> Table:
        # Half of a surrogate pair: what a broken workbook can hold and no database takes.
        table = opened(path, layout, *more)
        return replace(table, rows=chain(table.rows, [RawRow(5, tuple(bad))]))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(plans, "open_table", with_a_bad_row)
        done = run(there, run_id)
    assert done.status is ImportStatus.DONE
    assert done.report["failed"] == 1
    assert faults_of(there, run_id) == {5: ["row.refused"]}
    assert done.report["tables"]["service_record"]["created"] == 3


def test_row_with_a_wrong_check_digit_is_taken_with_a_warning(there: Dealer) -> None:
    wrong = VINS[0][:8] + ("1" if VINS[0][8] != "1" else "2") + VINS[0][9:]
    done = import_file(there, csv_file([HEADER, line(vin=wrong)]))
    assert (done.report["failed"], done.report["warnings"]) == (0, 1)
    with inside(there.id) as work:
        vehicle = work.scalars(select(Vehicle)).one()
        assert (vehicle.vin, vehicle.vin_problem) == (wrong, "check_digit")


def test_row_reading_without_a_visit_is_dated_once(there: Dealer) -> None:
    content = csv_file(
        [["车主姓名", "手机号", "车架号", "行驶里程"], ["王晓明", "13800001234", VINS[0], "12000"]]
    )
    import_file(there, content)
    again = import_file(there, content)
    assert again.report["tables"]["vehicle"]["unchanged"] == 1
    with inside(there.id) as work:
        assert work.scalars(select(OdometerReading.km)).all() == [12_000]
        assert work.scalars(select(Vehicle.odometer_km)).all() == [12_000]


def test_row_day_alone_is_the_closing_time_of_its_store(there: Dealer) -> None:
    with inside(there.id) as work:
        work.get_one(Store, (there.id, there.stores["虹桥店"])).timezone = "Asia/Urumqi"
    import_file(there, csv_file([HEADER, line(), line(store="虹桥店", order="R2")]))
    with inside(there.id) as work:
        found = {r.order_no: r.completed_at for r in work.scalars(select(ServiceRecord))}
    assert [found[order].strftime("%H:%M") for order in ("R1", "R2")] == ["10:00", "12:00"]


def test_rows_of_a_family_are_two_customers_and_a_candidate(there: Dealer) -> None:
    done = import_file(there, csv_file([HEADER, line(), line(name="王小红", order="R2", vin=VINS[1])]))
    assert done.report["tables"]["customer"]["created"] == 2
    with inside(there.id) as work:
        assert sorted(work.scalars(select(Customer.name))) == ["王小红", "王晓明"]
        assert work.execute(text("SELECT count(*) FROM duplicate_candidate")).scalar_one() == 1


def test_rows_that_contradict_each_other_change_nothing_the_second_time(
    there: Dealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saas.core.imports.works.PIECE_ROWS", 1)
    header = ["车主姓名", "手机号", "车架号", "车型", "颜色"]
    rows = [
        ["王晓明", "13800001234", VINS[0], "朗逸", ""],
        ["王晓明", "13800001234", VINS[0], "朗逸 1.5L", "白"],
        ["王晓明", "13800001234", VINS[0], "LAVIDA", "黑"],
    ]
    import_file(there, csv_file([header, *rows]))
    with inside(there.id) as work:
        before = work.execute(select(Vehicle.model, Vehicle.colour, Vehicle.row_version)).one()
    assert tuple(before[:2]) == ("朗逸", "白")
    again = import_file(there, csv_file([header, *rows]))
    assert again.report["tables"]["vehicle"] == {"created": 0, "updated": 0, "unchanged": 1}
    with inside(there.id) as work:
        assert work.execute(select(Vehicle.model, Vehicle.colour, Vehicle.row_version)).one() == before


def test_dry_run_writes_nothing_and_says_what_would_change(there: Dealer) -> None:
    import_file(there, csv_file([HEADER, line()]))
    with inside(there.id) as work:
        before = work.execute(text("SELECT max(xmin::text::bigint) FROM customer")).scalar_one()
    content = csv_file(
        [
            HEADER,
            line(order="R1", km="13000"),
            line(name="赵云", phone="13700001111", vin=VINS[1], order="R9"),
        ]
    )
    run_id = upload(there, content)
    settle(there, run_id)
    checked = check(there, run_id).checked["tables"]
    assert checked["customer"] == {"created": 1, "updated": 0, "unchanged": 1}
    assert checked["vehicle"]["created"] == 1
    assert checked["service_record"] == {"created": 1, "updated": 1, "unchanged": 0}
    with inside(there.id) as work:
        assert work.execute(text("SELECT max(xmin::text::bigint) FROM customer")).scalar_one() == before
        assert work.scalars(select(ServiceRecord.odometer_km)).all() == [12_000]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_failed_rows_come_back_mended(there: Dealer, tmp_path: Path, kind: str) -> None:
    layout = SampleLayout.FULL
    path, sample = sample_file(tmp_path, kind=kind, rows=600, layout=layout)
    run_id = upload(there, path)
    settle(there, run_id, source="dms")
    check(there, run_id)
    first = run(there, run_id)
    with inside(there.id, there.actor) as work:
        found = work.get_one(ImportRun, (there.id, run_id))
        file = faults_file(found, Phase.RUN, kind)
        content = open_file(file).read()
        noted = work.scalars(select(AuditEntry).where(AuditEntry.action == "imports.rows.downloaded")).one()
        assert noted.changes["rows"] == first.report["failed"] + first.report["warnings"]
        originals = {row.row_no: row.cells for row in kept_rows(run_id, Phase.RUN)}
    again = upload(there, content, f"mended.{kind}")
    seen = state(there, again)
    assert seen.source_id == state(there, run_id).source_id
    assert [name for name in seen.mapping["fields"] if name] == [
        name for name in first.mapping["fields"] if name
    ]
    settle(there, again)
    unmended = check(there, again).checked
    # Not mended yet: the same rows fail for the same reasons, and nothing else changes.
    assert unmended["failed"] == first.report["failed"]
    assert unmended["problems"] == first.report["problems"]

    mended = _mended(content, kind, tmp_path, layout)
    third = upload(there, mended, f"mended2.{kind}")
    settle(there, third)
    check(there, third)
    report = run(there, third).report
    assert report["failed"] == 0
    assert report["rows"] == len(originals)
    assert report["tables"]["service_record"]["created"] == first.report["failed"]
    assert (
        report["tables"]["customer"]["created"] + first.report["tables"]["customer"]["created"]
        >= sample.counts.customers
    )


def _mended(content: bytes, kind: str, folder: Path, layout: SampleLayout) -> bytes:
    """The rows with every field that a fault is planted in made right."""
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        (folder / "m.xlsx").write_bytes(content)
        table = read_workbook(folder / "m.xlsx")
        rows = [[column.name for column in table.columns]]
        rows += [["" if cell is None else str(cell) for cell in row.cells] for row in table.rows]
    for number, row in enumerate(rows[1:]):
        if row[-2] != "失败":
            continue  # taken already, with a warning
        values = {
            "phone": f"1390000{number:04d}",
            "name": "吴天",
            "vin": "",
            "plate": f"沪B{number:05d}",
            "settled": "",
            "amount": "100",
            "odometer": "1000",
            "ro_number": f"MEND{number}",
        }
        for key, value in values.items():
            row[position(layout, key)] = value
    text_file = io.StringIO(newline="")
    csv.writer(text_file).writerows(rows)
    return text_file.getvalue().encode()


def test_rows_of_an_older_file_name_a_former_owner(there: Dealer) -> None:
    import_file(there, csv_file([HEADER, line(completed="2026-03-02")]))
    older = line(name="李芳", phone="13900005678", order="R0", completed="2024-03-02")
    newer = line(name="赵云", phone="13700001111", order="R9", completed="2026-05-02")
    done = import_file(there, csv_file([HEADER, older]))
    assert done.checked["tables"] == done.report["tables"]
    assert owners(there) == {"王晓明": True, "李芳": False}
    import_file(there, csv_file([HEADER, newer, older, line()]))
    assert owners(there) == {"王晓明": False, "李芳": False, "赵云": True}


def owners(of: Dealer) -> dict[str, bool]:
    with inside(of.id) as work:
        tie = CustomerVehicle
        rows = work.execute(select(Customer.name, tie.is_current).join(tie, tie.customer_id == Customer.id))
        return {row.name: row.is_current for row in rows}


def test_rows_taken_end_the_step_of_the_set_up(there: Dealer) -> None:
    def done() -> bool:
        with inside(there.id):
            return Step.IMPORT in onboarding_progress().done

    import_file(there, csv_file([HEADER, line(store="南汇店")]))
    assert not done()
    import_file(there, csv_file([HEADER, line()]))
    assert done()
