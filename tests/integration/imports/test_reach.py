"""An import changes only what its member may edit by hand; what is another store's stays as it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from saas.core.imports.models import ImportRun, Phase
from saas.core.imports.operations import start_check, start_run
from saas.core.imports.words import PROBLEMS
from saas.core.vehicles.vin import with_check_digit
from saas.platform.i18n import locale_context
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories.application import inside
from saas.testing.factories.members import member
from saas.testing.fixtures.observing import counted_queries
from tests.factories.imports import (
    Dealer,
    csv_file,
    import_file,
    kept,
    settle,
    state,
    upload,
    work_off,
)

HEADER = [
    "门店",
    "车主姓名",
    "手机号",
    "邮箱",
    "性别",
    "车架号",
    "车身颜色",
    "工单号",
    "竣工时间",
    "源系统ID",
]
VINS = [with_check_digit(f"LSVAA49J1R20000{n:02d}") for n in range(30)]
# What follows from a visit is written wherever the vehicle belongs: its last service and reading.
KEPT = {
    "customer": "name, gender, store_id, lifecycle, row_version, updated_by, source_id",
    "customer_contact_point": "customer_id, kind, value_hash",
    "vehicle": "vin, plate, colour, store_id, delivery_date, source_id",
    "customer_vehicle": "customer_id, vehicle_id, role, valid_from, valid_to, is_current",
    "search_token": "customer_id, token, kind, source",
}


def line(**said: str) -> list[str]:
    values = {"name": "王晓明", "phone": "13800001234", "vin": VINS[0], "store": "虹桥店", **said}
    names = ("store", "name", "phone", "email", "gender", "vin", "colour", "order", "completed", "id")
    return [values.get(name, "") for name in names]


def contents(of: Dealer) -> dict[str, list[tuple[Any, ...]]]:
    with inside(of.id) as work:
        return {
            table: [tuple(row) for row in work.execute(text(f"SELECT {columns} FROM {table} ORDER BY id"))]
            for table, columns in KEPT.items()
        }


def visits(of: Dealer) -> list[tuple[Any, ...]]:
    names = {store_id: name for name, store_id in of.stores.items()}
    with inside(of.id) as work:
        rows = work.execute(text("SELECT store_id, order_no, customer_id FROM service_record ORDER BY id"))
        return [(names[row[0]], *row[1:]) for row in rows]


@pytest.fixture
def pudong(there: Dealer) -> Dealer:
    """A customer with vehicle and visit of one store, and one whom no store has."""
    import_file(
        there,
        csv_file(
            [HEADER, line(store="浦东店", order="P1", completed="2026-03-02", gender="男", colour="白")]
        ),
    )
    import_file(there, csv_file([HEADER, line(store="", name="李芳", phone="13800005678", vin=VINS[1])]))
    return there


@pytest.fixture
def take(pudong: Dealer) -> Callable[..., ImportRun]:
    """Check and run rows as a manager of 虹桥店; both must say the same."""
    manager = member(pudong.group, role="store_manager", stores=[pudong.stores["虹桥店"]])

    def taken(*rows: list[str]) -> ImportRun:
        run_id = upload(pudong, csv_file([HEADER, *rows]))
        settle(pudong, run_id)
        for start in (start_check, start_run):
            with inside(pudong.id, Actor(kind=ActorKind.MEMBER, id=manager.member_id)):
                start(run_id)
            work_off(pudong)
        done = state(pudong, run_id)
        assert _without_files(done.checked) == _without_files(done.report)
        assert _problems(pudong, done, Phase.CHECK) == _problems(pudong, done, Phase.RUN)
        return done

    return taken


def _without_files(report: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in report.items() if key != "files"}


def _problems(of: Dealer, done: ImportRun, phase: Phase) -> dict[int, list[str]]:
    return {row.row_no: row.problems for row in kept(of, done.id, phase)}


def test_row_of_another_stores_customer_and_vehicle_adds_only_the_visit(
    pudong: Dealer, take: Callable[..., ImportRun]
) -> None:
    before, first = contents(pudong), visits(pudong)[0]
    changes = {"email": "new@example.com", "gender": "女", "colour": "黑"}
    done = take(line(order="H1", completed="2026-05-02", **changes))
    assert contents(pudong) == before
    assert visits(pudong) == [first, ("虹桥店", "H1", first[2])]
    assert _problems(pudong, done, Phase.RUN) == {2: ["row.visit_only"]}
    assert (done.report["failed"], done.report["warnings"]) == (0, 1)
    assert done.report["tables"]["service_record"]["created"] == 1
    again = take(line(order="H1", completed="2026-05-02", **changes))
    assert again.report["tables"]["service_record"] == {"created": 0, "updated": 0, "unchanged": 1}


@pytest.mark.parametrize(
    "row", [line(email="new@example.com"), line(name="李芳", phone="13800005678", vin=VINS[1], colour="黑")]
)
def test_row_of_which_nothing_is_the_members_fails(
    pudong: Dealer, take: Callable[..., ImportRun], row: list[str]
) -> None:
    before = contents(pudong)
    done = take(row)
    assert contents(pudong) == before
    assert _problems(pudong, done, Phase.RUN) == {2: ["row.elsewhere"]}
    assert done.report["failed"] == 1


def test_row_of_an_own_vehicle_of_another_stores_customer_gives_it_to_them(
    pudong: Dealer, take: Callable[..., ImportRun]
) -> None:
    before = contents(pudong)
    done = take(line(vin=VINS[2], email="new@example.com"))
    after = contents(pudong)
    assert _problems(pudong, done, Phase.RUN) == {2: ["customer.elsewhere"]}
    assert (after["customer"], after["customer_contact_point"]) == (
        before["customer"],
        before["customer_contact_point"],
    )
    assert [row[0] for row in after["vehicle"]][-1] == VINS[2]
    assert len(after["customer_vehicle"]) == len(before["customer_vehicle"]) + 1


def test_row_of_another_stores_vehicle_does_not_change_its_owner(
    pudong: Dealer, take: Callable[..., ImportRun]
) -> None:
    before = contents(pudong)
    done = take(line(name="赵云", phone="13700001111", order="H1", completed="2026-05-02"))
    after = contents(pudong)
    assert _problems(pudong, done, Phase.RUN) == {2: ["vehicle.elsewhere"]}
    assert (after["vehicle"], after["customer_vehicle"]) == (before["vehicle"], before["customer_vehicle"])
    assert len(after["customer"]) == len(before["customer"]) + 1
    assert visits(pudong)[-1][:2] == ("虹桥店", "H1")


def test_row_with_another_stores_id_under_another_name_fails(
    pudong: Dealer, take: Callable[..., ImportRun]
) -> None:
    import_file(
        pudong, csv_file([HEADER, line(store="浦东店", name="陈静", phone="13600001111", vin="", id="K1")])
    )
    before = contents(pudong)
    done = take(line(name="孙强", phone="13600002222", vin=VINS[4], id="K1"))
    assert contents(pudong) == before
    assert _problems(pudong, done, Phase.RUN) == {2: ["customer.other_name"]}


def test_row_with_the_id_of_another_stores_visit_leaves_it(
    pudong: Dealer, take: Callable[..., ImportRun]
) -> None:
    import_file(
        pudong,
        csv_file([HEADER, line(store="浦东店", order="P7", completed="2026-03-09", id="V7")]),
    )
    before = visits(pudong)
    own = line(name="赵云", phone="13700001111", vin=VINS[5], order="H7", completed="2026-05-02", id="V7")
    done = take(own)
    assert visits(pudong) == before
    assert _problems(pudong, done, Phase.RUN) == {2: ["visit.elsewhere"]}


def test_row_of_an_own_record_is_changed_and_the_others_beside_it_are_taken(
    pudong: Dealer, take: Callable[..., ImportRun]
) -> None:
    own = {"name": "赵云", "phone": "13700001111", "vin": VINS[6]}
    take(line(**own))
    done = take(
        line(colour="黑"),
        line(**own, colour="红", gender="男"),
        line(vin=VINS[7], name="钱进", phone="13500001111"),
    )
    assert _problems(pudong, done, Phase.RUN) == {2: ["row.elsewhere"]}
    assert done.report["tables"]["customer"] == {"created": 1, "updated": 1, "unchanged": 0}
    assert done.report["tables"]["vehicle"] == {"created": 1, "updated": 1, "unchanged": 0}


def test_row_is_changed_whosever_it_is_when_the_member_may_write_the_whole_group(pudong: Dealer) -> None:
    done = import_file(pudong, csv_file([HEADER, line(colour="黑", gender="女")]))
    assert done.report["tables"]["vehicle"]["updated"] == 1
    assert done.report["tables"]["customer"]["updated"] == 1
    assert done.report["problems"] == {}


def test_reasons_name_no_store_and_nobody() -> None:
    for code in ("customer", "vehicle", "visit", "row"):
        with locale_context("en"):
            assert "none of your stores" in str(PROBLEMS[f"{code}.elsewhere"])


def test_rows_of_other_stores_are_looked_up_together(
    take: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    # How far a run is, it tells by time: on a busy machine more often.
    monkeypatch.setattr("saas.platform.jobs.running._EVERY", timedelta(days=1))

    def rows(count: int) -> list[list[str]]:
        return [line(order=f"H{n}", completed="2026-05-02") for n in range(count)]

    with counted_queries() as few:
        take(*rows(2))
    with counted_queries() as many:
        take(*rows(40))
    assert len(many) == len(few)
