"""Imports for tests: sample files, and the steps of the wizard done by its own operations and jobs."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import select

from saas.core.imports.models import ImportRow, ImportRun, Phase
from saas.core.imports.operations import Mapped, settle_mapping, start_check, start_run, upload_file
from saas.core.imports.sample_layouts import SampleLayout
from saas.core.imports.samples import Sample, make_sample, write_csv, write_xlsx
from saas.core.organisation.models import LegalEntity, Store
from saas.platform.clock import today
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group

STORES = ("浦东店", "虹桥店", "松江店")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealer:
    """A group with the stores that the sample names."""

    group: Group
    stores: dict[str, int]

    @property
    def id(self) -> int:
        return self.group.id

    @property
    def actor(self) -> Actor:
        return Actor(kind=ActorKind.MEMBER, id=self.group.admin.member_id)


def dealer(of: Group, names: Sequence[str] = STORES) -> Dealer:
    """Give a group stores of these names, in one legal entity."""
    with inside(of.id) as work:
        entity = LegalEntity(name="华通汽车销售服务有限公司")
        work.add(entity)
        work.flush()
        stores = [Store(code=f"S{n}", name=name, legal_entity_id=entity.id) for n, name in enumerate(names)]
        work.add_all(stores)
        work.flush()
        return Dealer(group=of, stores={store.name: store.id for store in stores})


def sample_file(
    folder: Path,
    *,
    kind: str = "xlsx",
    layout: SampleLayout = SampleLayout.FULL,
    rows: int = 5_000,
    day: date | None = None,
) -> tuple[Path, Sample]:
    """The sample as a file, and what was planted in it."""
    sample = make_sample(layout=layout, rows=rows, today=day or today("Asia/Shanghai"))
    path = folder / f"sample-{layout}.{kind}"
    (write_xlsx if kind == "xlsx" else write_csv)(sample, path)
    return path, sample


def csv_file(lines: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """A small CSV."""
    return "\n".join(",".join(line) for line in lines).encode(encoding)


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook of these sheets."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def upload(of: Dealer, content: bytes | Path, name: str = "", importer: str = "") -> int:
    """Upload a file and let it be read; the import's id."""
    data = content.read_bytes() if isinstance(content, Path) else content
    with inside(of.id, of.actor):
        run_id = upload_file(
            io.BytesIO(data), name or (content.name if isinstance(content, Path) else "a.csv"), importer
        ).id
    work_off(of)
    return run_id


def settle(of: Dealer, run_id: int, *, source: str = "dms", **changes: Any) -> None:
    """Confirm the proposed columns; changes: other fields of `Mapped`."""
    with inside(of.id, of.actor) as work:
        run = work.get_one(ImportRun, (of.id, run_id))
        values = {"fields": run.mapping["fields"], "stores": run.mapping["stores"], **changes}
        settle_mapping(run_id, Mapped(source_name=source, **values), version=run.row_version)


def check(of: Dealer, run_id: int) -> ImportRun:
    """The dry run."""
    with inside(of.id, of.actor):
        start_check(run_id)
    work_off(of)
    return state(of, run_id)


def run(of: Dealer, run_id: int) -> ImportRun:
    """The run."""
    with inside(of.id, of.actor):
        start_run(run_id)
    work_off(of)
    return state(of, run_id)


def import_file(of: Dealer, content: bytes | Path, name: str = "", **changes: Any) -> ImportRun:
    """Upload, confirm, check and run."""
    run_id = upload(of, content, name)
    settle(of, run_id, **changes)
    check(of, run_id)
    return run(of, run_id)


def work_off(of: Dealer) -> None:
    """Run the jobs that wait."""
    with inside(of.id):
        run_waiting(of.id)


def state(of: Dealer, run_id: int) -> ImportRun:
    """An import as it is stored, readable after its session."""
    with inside(of.id) as work:
        found = work.get_one(ImportRun, (of.id, run_id))
        work.refresh(found)
        work.expunge(found)
        return found


def kept(of: Dealer, run_id: int, phase: Phase) -> list[ImportRow]:
    """The rows that need attention, by number."""
    with inside(of.id) as work:
        mine = (ImportRow.import_run_id == run_id, ImportRow.phase == phase)
        rows = list(work.scalars(select(ImportRow).where(*mine).order_by(ImportRow.row_no)))
        work.expunge_all()
        return rows
