"""Privacy: what is kept about people is declared, and can be handed out, erased, merged and let go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from saas.core.contracts.duties import (
    EraseMode,
    ErasureReport,
    ExportFile,
    MergeReport,
    Subject,
    apply_retention,
    erase_personal_data,
    export_personal_data,
    merge_customers,
    unmerge_customers,
)
from saas.platform.clock import now
from saas.platform.plugins.calls import perform
from saas.platform.plugins.registry import Implementation
from saas.platform.tenancy import Base, DataCategory
from saas.platform.tenancy.columns import DATA
from saas.testing.factories.customers import customer
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.rows import add_rows, target_of
from saas.testing.kit.stage import Place, Stage

_TELLING = (String, Text, JSONB, LargeBinary, TypeDecorator)
CUSTOMER = "customer"


def _columns(stage: Stage) -> Iterator[Column[Any]]:
    for model in stage.subject.models:
        yield from Base.metadata.tables[model.__tablename__].columns


def _personal(column: Column[Any]) -> bool:
    return column.info.get(DATA) not in (None, DataCategory.NONE)


def _of_customers(stage: Stage) -> list[str]:
    """The tables whose rows name a customer."""
    return [one.table.name for one in _columns(stage) if _leads_to(one, CUSTOMER)]


def _leads_to(column: Column[Any], table: str) -> bool:
    return target_of(column) == table


def _keeps_people(stage: Stage) -> bool:
    names = set(_of_customers(stage))
    return any(_personal(one) and one.table.name in names for one in _columns(stage))


def _duty(stage: Stage, name: str) -> Implementation | None:
    found = stage.subject.registry.hooks[name].implementations
    return next((one for one in found if one.owner == stage.name), None)


def _call(one: Implementation, **given: object) -> Any:
    return one.function(**{name: value for name, value in given.items() if name in one.accepts})


@check("KIT-P01", Family.PRIVACY, "Every column about people is declared", Needs.LOADED)
def columns_are_declared(stage: Stage, report: Report) -> None:
    """Texts say what they hold; the personal ones stand in the manifest's `data_categories`."""
    declared = {name for use in stage.subject.info.data_categories for name in use.columns}
    known = {f"{one.table.name}.{one.name}" for one in _columns(stage)}
    for column in _columns(stage):
        where = f"{column.table.name}.{column.name}"
        telling = isinstance(column.type, _TELLING) or (
            isinstance(column.type, Date) and "birth" in column.name
        )
        if telling:
            said = isinstance(column.info.get(DATA), DataCategory)
            report.expect(said, where, "does not say what it holds", "info=personal(…), or info=NOT_PERSONAL")
        if _personal(column):
            mend = "name it in `columns` of a DataUse of the manifest"
            report.expect(where in declared, where, "is personal and not declared", mend)
    for name in sorted(declared - known):
        report.fault(
            f"{stage.name} info", f"declares {name}, which is not there", "take it out of data_categories"
        )


@check("KIT-P02", Family.PRIVACY, "A person is handed out all that is kept about them")
def export_is_whole(stage: Stage, report: Report) -> None:
    """The export holds what the rows of the subject say."""
    if not _keeps_people(stage):
        return
    one = _duty(stage, export_personal_data.__name__)
    if one is None:
        report.fault(
            stage.name, "implements no export_personal_data", "hand out the rows, with rows_of_subject()"
        )
        return
    told = _exported(stage, stage.a, one)
    mend = "hand out every personal column, with rows_of_subject()"
    report.expect(stage.a.word in told, "export_personal_data", "leaves out what the rows say", mend)
    report.expect(stage.b.word not in told, "export_personal_data", "hands out another group's rows", mend)


def _subject(place: Place) -> Subject:
    return Subject(customer_id=place.ids[CUSTOMER][0])


def _exported(stage: Stage, place: Place, one: Implementation) -> str:
    with place.acting():
        files: list[ExportFile] = list(_call(one, tenant_id=place.id, subject=_subject(place)))
        return " ".join(_readable(file.content) for file in files)


def _readable(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return text + text.encode().decode("unicode_escape", "replace")


@check("KIT-P03", Family.PRIVACY, "A person can be made to vanish")
def erasure_is_whole(stage: Stage, report: Report) -> None:
    """After it no row of the subject says what it said, but for those that are reported as kept; both modes, twice."""
    if not _keeps_people(stage):
        return
    one = _duty(stage, erase_personal_data.__name__)
    mend = "erase every row of the subject, with erase_rows()"
    if one is None:
        report.fault(stage.name, "implements no erase_personal_data", mend)
        return
    for mode in EraseMode:
        place = stage.filled("Loeschmich")
        before = _telling(stage, place)
        kept: set[str] = set()
        for _ in range(2):
            with place.acting():
                done: ErasureReport = _call(one, tenant_id=place.id, subject=_subject(place), mode=mode)
                kept |= {one.table for one in done.kept}
        left = {name: rows for name, rows in _telling(stage, place).items() if name not in kept}
        report.expect(
            not left, f"erase_personal_data {mode}", f"leaves {_told(left)} of {_told(before)}", mend
        )


def _telling(stage: Stage, place: Place) -> Mapping[str, int]:
    """Rows of the plugin that name the place's one customer and hold its word in clear."""
    found = {}
    for table in _of_customers(stage):
        names = [
            f'"{one.name}"::text' for one in _columns(stage) if one.table.name == table and _personal(one)
        ]
        if names:
            said = " || ' ' || ".join(f"coalesce({name}, '')" for name in names)
            statement = f'SELECT count(*) FROM "{table}" WHERE tenant_id = :tenant AND ({said}) LIKE :word'
            found[table] = int(str(stage.watch.scalar(statement, tenant=place.id, word=f"%{place.word}%")))
    return {table: count for table, count in found.items() if count}


def _told(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{count} of {table}" for table, count in rows.items()) or "nothing"


@check("KIT-P04", Family.PRIVACY, "Duties are done where it is switched off")
def duties_while_off(stage: Stage, report: Report) -> None:
    """Export and erasure in a group that has it off do what they do where it is on."""
    if not _keeps_people(stage) or _duty(stage, export_personal_data.__name__) is None:
        return
    place = stage.was_on
    with place.acting():
        answers = perform(export_personal_data, tenant_id=place.id, subject=_subject(place))
    mine = [one for one in answers if one.owner == stage.name]
    fine = bool(mine) and not any(one.failed for one in mine)
    report.expect(
        fine, "export_personal_data", "is not done, or fails, where it is off", "ask for nothing that is off"
    )


@check("KIT-P05", Family.PRIVACY, "What is kept for a time is let go after it, and not before")
def retention(stage: Stage, report: Report) -> None:
    """At the clock of today fresh rows stay; a manifest that names days comes with apply_retention."""
    named = [use for use in stage.subject.info.data_categories if use.retention_days is not None]
    one = _duty(stage, apply_retention.__name__)
    if one is None:
        for use in named:
            report.fault(
                f"data_categories {use.what}", "names days and nothing lets go", "implement apply_retention"
            )
        return
    place = stage.filled("Fristen")
    before = stage.watch.prints(place.id, f"{stage.name}_")
    with place.acting():
        _call(one, tenant_id=place.id, at=now())
    fresh = stage.watch.prints(place.id, f"{stage.name}_") == before
    report.expect(fresh, "apply_retention", "lets go of rows of today", "reckon from `at`")
    days = max((use.retention_days or 0 for use in named), default=0)
    with place.acting():
        _call(one, tenant_id=place.id, at=now() + timedelta(days=days + 36_500))
    report.expect(True, "apply_retention", "", "")


@check("KIT-P06", Family.PRIVACY, "Merged customers are one, and can be two again")
def merging(stage: Stage, report: Report) -> None:
    """Rows of the loser go to the winner, but for those that can only grow; un-merging restores every byte."""
    tables = [name for name in _of_customers(stage) if not _grows_only(stage, name)]
    if not tables:
        return
    one, back = (_duty(stage, spec.__name__) for spec in (merge_customers, unmerge_customers))
    if one is None or back is None:
        missing = "merge_customers" if one is None else "unmerge_customers"
        report.fault(stage.name, f"implements no {missing}", "use move_rows() and put_back()")
        return
    place = stage.filled("Verschmelz")
    loser, winner = place.ids[CUSTOMER][0], _another(stage, place)
    before = stage.watch.prints(place.id, f"{stage.name}_")
    with place.acting():
        done: MergeReport = _call(one, tenant_id=place.id, merge_id=1, winner_id=winner, loser_ids=(loser,))
    for table in tables:
        for column in (
            one for one in _columns(stage) if one.table.name == table and _leads_to(one, CUSTOMER)
        ):
            statement = (
                f'SELECT count(*) FROM "{table}" WHERE tenant_id = :tenant AND "{column.name}" = :loser'
            )
            left = int(str(stage.watch.scalar(statement, tenant=place.id, loser=loser)))
            report.expect(
                not left, f"{table}.{column.name}", f"{left} rows stay with the loser", "use move_rows()"
            )
    with place.acting():
        _call(back, tenant_id=place.id, merge_id=1, report=done)
    same = stage.watch.prints(place.id, f"{stage.name}_") == before
    report.expect(
        same, "unmerge_customers", "does not restore what was before", "report all changes; use put_back()"
    )


def _grows_only(stage: Stage, table: str) -> bool:
    return any(model.append_only for model in stage.subject.models if model.__tablename__ == table)


def _another(stage: Stage, place: Place) -> int:
    with place.acting():
        made = customer("赢家", store_id=place.ids["store"][0]).id
    ids = {**place.ids, CUSTOMER: [made]}
    named = set(_of_customers(stage))
    for model in stage.subject.models:
        # What belongs to nobody is there already, and may be there but once.
        if model.__tablename__ in named:
            add_rows(place.group, place.person, model, ids, word=place.word)
    return made
