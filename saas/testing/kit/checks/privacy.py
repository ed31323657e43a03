"""Privacy: what is kept about people is declared, let go in time, and follows a merge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from saas.core.contracts.duties import (
    MergeReport,
    RetentionReport,
    apply_retention,
    merge_customers,
    unmerge_customers,
)
from saas.platform.clock import now
from saas.platform.plugins import DataUse
from saas.platform.plugins.registry import Implementation
from saas.platform.tenancy import Base, DataCategory
from saas.platform.tenancy.columns import DATA
from saas.testing.factories.customers import customer
from saas.testing.kit.calling import call_duty, duty_of
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.rows import add_rows, target_of
from saas.testing.kit.said import CUSTOMER
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.states import in_all_states
from saas.testing.kit.watching import changed

_TELLING = (String, Text, JSONB, LargeBinary, TypeDecorator)
_MOST_ROUNDS = 20
_OTHER_LOTS = (8, 9, 10)


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


@check("KIT-P05", Family.PRIVACY, "What is kept for a time is let go after it, and not before")
def retention(stage: Stage, report: Report) -> None:
    """Rows in all states: today nothing goes; two days past those that the manifest names, each named table lets go of some."""
    named = [use for use in stage.subject.info.data_categories if use.retention_days is not None]
    one = duty_of(stage, apply_retention.__name__)
    if one is None:
        for use in named:
            report.fault(
                f"data_categories {use.what}", "names days and nothing lets go", "implement apply_retention"
            )
        return
    fresh, stuck = _aged(stage, one, named, lot=7)
    for lot in _OTHER_LOTS if stuck else ():
        # With many states a lot may leave out the few that let go: what any lot lets go of is let go of.
        again, still = _aged(stage, one, named, lot=lot)
        fresh, stuck = fresh and again, [told for told in stuck if told in still]
    report.expect(fresh, "apply_retention", "lets go of rows of today", "reckon from `at`")
    for table, days in stuck:
        mend = "delete or empty what is older than `retention_days`, reckoned from `at`"
        report.fault(table, f"lets go of nothing {days} days later", mend)


def _aged(
    stage: Stage, one: Implementation, named: list[DataUse], *, lot: int
) -> tuple[bool, list[tuple[str, int]]]:
    """Whether rows of today stay, and the tables that let go of nothing with the days after which they should."""
    place = stage.filled(f"Fristen{'' if lot == 7 else lot}")
    in_all_states(stage, place, now(), lot=lot)
    before = stage.watch.prints(place.id, f"{stage.name}_")
    _let_go(place, one, days=0)
    fresh = not changed(before, stage.watch.prints(place.id, f"{stage.name}_"))
    stuck = []
    for use in sorted(named, key=lambda use: use.retention_days or 0):
        days = use.retention_days or 0
        _let_go(place, one, days=days + 2)
        after = stage.watch.prints(place.id, f"{stage.name}_")
        tables = sorted({name.partition(".")[0] for name in use.columns} & before.keys())
        stuck += [
            (table, days)
            for table in tables
            if not _grows_only(stage, table) and before[table] == after[table]
        ]
    return fresh, stuck


def _let_go(place: Place, one: Implementation, *, days: int) -> None:
    for _ in range(_MOST_ROUNDS):
        with place.acting():
            done: RetentionReport = call_duty(one, tenant_id=place.id, at=now() + timedelta(days=days))
        if not done.more:
            return


@check("KIT-P06", Family.PRIVACY, "Merged customers are one, and can be two again")
def merging(stage: Stage, report: Report) -> None:
    """Rows of the loser go to the winner, but for those that can only grow; un-merging restores every byte."""
    tables = [name for name in _of_customers(stage) if not _grows_only(stage, name)]
    if not tables:
        return
    one, back = (duty_of(stage, spec.__name__) for spec in (merge_customers, unmerge_customers))
    if one is None or back is None:
        missing = "merge_customers" if one is None else "unmerge_customers"
        report.fault(stage.name, f"implements no {missing}", "use move_rows() and put_back()")
        return
    place = stage.filled("Verschmelz")
    loser, winner = place.ids[CUSTOMER][0], _another(stage, place)
    before = stage.watch.prints(place.id, f"{stage.name}_")
    with place.acting():
        done: MergeReport = call_duty(
            one, tenant_id=place.id, merge_id=1, winner_id=winner, loser_ids=(loser,)
        )
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
        call_duty(back, tenant_id=place.id, merge_id=1, report=done)
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
