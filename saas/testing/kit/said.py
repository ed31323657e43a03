"""What the rows of a plugin say about the one customer of a place, read through their models: sealed columns are opened."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import inspect, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from saas.core.contracts.duty_rows import personal_columns
from saas.platform.security.object_keys import KEYED, open_keyed
from saas.platform.tenancy import Base, TenantModel
from saas.testing.kit.rows import add_rows, paintable, target_of
from saas.testing.kit.stage import Place, Stage

CUSTOMER = "customer"
_TELLING = 4
"""Letters from which on a text is nobody else's."""
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Said:
    """What one column of one row says of a person."""

    table: str
    column: str
    row: int
    text: str

    @property
    def where(self) -> str:
        """The column as a report names it."""
        return f"{self.table}.{self.column}"


def tables_about_people(stage: Stage) -> dict[type[TenantModel], list[str]]:
    """The tables whose rows name a customer, or a row that does, each with the columns that do so."""
    found: dict[type[TenantModel], list[str]] = {}
    for model in stage.subject.models:
        reached = {CUSTOMER, *(one.__tablename__ for one in found)}
        columns = Base.metadata.tables[model.__tablename__].columns
        if mine := [one.name for one in columns if target_of(one) in reached]:
            found[model] = mine
    return found


def keeps_people(stage: Stage) -> bool:
    """Whether any of these tables has a personal column."""
    return any(personal_columns(model) for model in tables_about_people(stage))


def described(stage: Stage, word: str) -> Place:
    """A filled place in which each personal column of each row of the customer says something of its own.

    What people do not type says what it said; a table that can only grow gets a row more.
    """
    place = stage.filled(word)
    with place.acting() as work:
        found = _rows_of_customer(work, stage, place)
        # The plugin's own `seed_demo` may have made rows of others first: what is added must hang on the customer's.
        theirs = {model.__tablename__: [row.id for row in rows] for model, rows in found.items() if rows}
    for model in found:
        if model.append_only:
            ids = {**place.ids, **theirs}
            add_rows(place.group, place.person, model, ids, word=marked(word, next(_numbers)))
    with place.acting() as work:
        for model, rows in _rows_of_customer(work, stage, place).items():
            for row in () if model.append_only else rows:
                _describe(work, row, _typed(model), word)
    return place


def _typed(model: type[TenantModel]) -> list[str]:
    columns = Base.metadata.tables[model.__tablename__].columns
    return [name for name in personal_columns(model) if paintable(columns[name])]


def _describe(work: Session, row: TenantModel, columns: Sequence[str], word: str) -> None:
    for name in columns:
        try:
            with work.begin_nested():
                setattr(row, name, marked(word, next(_numbers)))
        except SQLAlchemyError:
            work.expire(row)


def marked(word: str, number: int | str = "") -> str:
    """A text that stands nowhere else, nor within another; without a number the beginning of all."""
    return f"{word}-kit-{number}." if number else f"{word}-kit-"


def said_of_customer(work: Session, stage: Stage, place: Place) -> set[Said]:
    """What the rows of the place's customer say."""
    return _said(_rows_of_customer(work, stage, place))


def said_at_all(work: Session, stage: Stage, place: Place) -> set[Said]:
    """What the rows of these tables say, whomever they name."""
    rows = {
        model: work.scalars(select(model).where(model.tenant_id == place.id)).all()
        for model in tables_about_people(stage)
    }
    return _said(rows)


def _rows_of_customer(
    work: Session, stage: Stage, place: Place
) -> dict[type[TenantModel], Sequence[TenantModel]]:
    ids, found = {CUSTOMER: place.ids[CUSTOMER][:1]}, {}
    for model, columns in tables_about_people(stage).items():
        table = Base.metadata.tables[model.__tablename__]
        names = [getattr(model, name).in_(ids[target_of(table.columns[name])]) for name in columns]
        rows = work.scalars(select(model).where(model.tenant_id == place.id, or_(*names))).all()
        found[model], ids[model.__tablename__] = rows, [row.id for row in rows]
    return found


def _said(rows: dict[type[TenantModel], Sequence[TenantModel]]) -> set[Said]:
    return {
        Said(table=model.__tablename__, column=name, row=row.id, text=text)
        for model, found in rows.items()
        for row in found
        for name in personal_columns(model)
        # Keyed hashes tell nobody anything.
        if not name.endswith("_hash") and len(text := _text(row, name)) >= _TELLING
    }


def _text(row: TenantModel, name: str) -> str:
    value = getattr(row, name)
    if place := inspect(type(row)).column_attrs[name].columns[0].info.get(KEYED):
        return open_keyed(place, [value or b""])[0] or ""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else ""
