"""An import as the subject: one file, in small pieces, each of whose rows makes a customer, a vehicle and a visit."""

from __future__ import annotations

import io
from collections import Counter

from flask import Flask
from sqlalchemy import func, select, text

from saas import create_app
from saas.config import Settings
from saas.core.customers.models import Customer
from saas.core.imports import works
from saas.core.imports.execution.looking import look
from saas.core.imports.models import ImportChunk, ImportRun, ImportStatus
from saas.core.imports.operations import Mapped, settle_mapping, start_run, upload_file
from saas.core.vehicles.vin import with_check_digit
from saas.platform.audit import AuditEntry
from saas.platform.database import session, unit_of_work
from saas.platform.jobs.models import UNFINISHED, JobRow
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group
from tests.factories.imports import Dealer, csv_file, dealer

PIECE = 20
_HEADER = ["门店", "车主姓名", "手机号", "车架号", "工单号", "竣工时间", "行驶里程"]


def application(settings: Settings) -> Flask:
    """The product, with pieces so small that a short file has many."""
    works.PIECE_ROWS = PIECE
    return create_app(settings)


class Import:
    """A file of numbered customers, each with a vehicle and a visit."""

    application = f"{__name__}:application"
    queue = "long"

    def __init__(self) -> None:
        self._imports: dict[int, tuple[int, int]] = {}
        self._latest = 0

    def prepare(self) -> None:
        """Nothing: each asking makes a group of its own."""

    def ask(self, size: int) -> None:
        """Upload a file and start its run; the dry run is another job, which writes nothing that could be lost."""
        there = dealer(group())
        content = csv_file([_HEADER, *([*_row(number)] for number in range(size))])
        with inside(there.id, there.actor):
            run_id = upload_file(io.BytesIO(content), "kill.csv").id
            session().flush()
            look(run_id)
        self._start(there, run_id)
        self._latest = there.id
        self._imports[there.id] = (run_id, size)

    def _start(self, there: Dealer, run_id: int) -> None:
        with inside(there.id, there.actor) as work:
            run = work.get_one(ImportRun, (there.id, run_id))
            mapped = Mapped(source_name="kill", fields=run.mapping["fields"])
            settle_mapping(run_id, mapped, version=run.row_version).status = ImportStatus.CHECKED
        with inside(there.id, there.actor):
            start_run(run_id)

    def done(self) -> int:
        """Customers that are there."""
        with tenant_context(self._latest), unit_of_work() as work:
            return work.execute(select(func.count()).select_from(Customer)).scalar_one()

    def finished(self) -> bool:
        """Whether every import has come to its end, and its job too."""
        return all(self._is_over(tenant, run_id) for tenant, (run_id, _) in self._imports.items())

    def _is_over(self, tenant: int, run_id: int) -> bool:
        with tenant_context(tenant), unit_of_work() as work:
            run = work.get_one(ImportRun, (tenant, run_id))
            open_jobs = select(func.count()).where(JobRow.key == "imports.run", JobRow.state.in_(UNFINISHED))
            return run.status is ImportStatus.DONE and work.execute(open_jobs).scalar_one() == 0

    def faults(self) -> list[str]:
        """Rows that are missing or there twice, and figures that do not say what is there."""
        return [fault for tenant in self._imports for fault in self._faults(tenant)]

    def _faults(self, tenant: int) -> list[str]:
        run_id, size = self._imports[tenant]
        found = []
        with tenant_context(tenant), unit_of_work() as work:
            names = Counter(work.scalars(select(Customer.name)))
            if names != Counter(_name(number) for number in range(size)):
                found.append(f"group {tenant}: {names.total()} customers for {size} rows")
            for table in ("vehicle", "service_record", "customer_contact_point", "odometer_reading"):
                count = work.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                if count != size:
                    found.append(f"group {tenant}: {count} rows of {table} for {size}")
            report = work.get_one(ImportRun, (tenant, run_id)).report
            told = [report["rows"], *(report["tables"][name]["created"] for name in report["tables"])]
            if told != [size] * 4:
                found.append(f"group {tenant}: the report says {told} of {size}")
            pieces = work.execute(select(func.count()).select_from(ImportChunk)).scalar_one()
            if pieces != -(-size // PIECE):
                found.append(f"group {tenant}: {pieces} pieces of {size} rows")
            ended = select(func.count()).where(AuditEntry.action == "imports.run.completed")
            if work.execute(ended).scalar_one() != 1:
                found.append(f"group {tenant}: its end is not noted once")
        return found


def _row(number: int) -> tuple[str, ...]:
    vin = with_check_digit(f"LSVAA49J0R2{number:06d}")
    return (
        "浦东店",
        _name(number),
        f"138{number:08d}",
        vin,
        f"R{number:06d}",
        "2026-03-02",
        str(1000 + number),
    )


def _name(number: int) -> str:
    """A name of its own for each number, in signs that names have."""
    signs = "一二三四五六七八九十"
    return "王" + "".join(signs[int(digit)] for digit in str(number))
