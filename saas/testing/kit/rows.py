"""Rows for the tables of a plugin that the kit knows nothing of: by the plugin's `seed_demo`, else by its columns."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from psycopg.errors import CheckViolation
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    LargeBinary,
    Numeric,
    Text,
    UniqueConstraint,
    inspect,
    select,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.types import Float, Integer

from saas.core.organisation.models import Department
from saas.platform.clock import now
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.hooks import seed_demo
from saas.platform.security.object_keys import KEYED, key_of
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import Base, DataCategory, TenantModel
from saas.platform.tenancy.columns import DATA, Reference
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member
from saas.testing.factories.vehicles import service_record, vehicle

Ids = dict[str, list[int]]

_numbers = itertools.count(1)
SMALL = 0.05
_TRIES = 20
"""Rows drawn for a table whose CHECK constraints refuse the plainest one."""
FILLED_BY_ITSELF = {"tenant_id", "id", "created_at", "created_by", "updated_at", "updated_by", "row_version"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Like:
    """What a row is to be like.

    word: stands in its texts. number: which of the rows there are it belongs to. lots: draws its codes, its days and the
    parents that it leaves out; without lots it takes the first code and leaves none out.
    """

    word: str
    number: int
    lots: Random | None = None


class NoStage(Exception):
    """The plugin cannot be switched on or be given rows, so what runs cannot be watched."""


def core_rows(of: Group, person: Person, *, word: str, count: int = 1) -> Ids:
    """Customers with a vehicle, a visit and a follow-up each, in one store; ids by table."""
    place = store(of)
    found: Ids = {"store": [place], "member": [person.member_id], "tenant": [of.id]}
    with inside(of.id, as_member(person)) as work:
        workshop = Department(store_id=place, name=f"车间{word}")
        work.add(workshop)
        work.flush()
        found["department"] = [workshop.id]
        for _ in range(count):
            owner = customer(f"王{word}", store_id=place)
            car = vehicle(owner_id=owner.id)
            visit = service_record(car.id, place)
            call = task(owner, vehicle_id=car.id, assignee_id=person.member_id)
            made = {"customer": owner, "vehicle": car, "service_record": visit, "followup_task": call}
            for table, row in made.items():
                found.setdefault(table, []).append(row.id)
    return found


def seed(of: Group, person: Person, plugin: str, *, size: float = SMALL) -> str:
    """Let the plugin make its own rows; what went wrong, in words, or nothing."""
    with inside(of.id, as_member(person)):
        answers = tell_plugin(plugin, seed_demo, tenant_id=of.id, rng=Random(7), size=size)
        return "seed_demo failed" if any(answer.failed for answer in answers) else ""


def ids_in(of: Group, models: Sequence[type[TenantModel]]) -> Ids:
    """The rows of a group in some tables."""
    with inside(of.id) as work:
        return {
            model.__tablename__: list(
                work.scalars(select(model.id).where(model.tenant_id == of.id).order_by(model.id))
            )
            for model in models
        }


def add_rows(
    of: Group, person: Person, model: type[TenantModel], ids: Ids, *, word: str, count: int = 1
) -> None:
    """Make rows of a table from its columns alone; their ids are added to `ids`.

    A row that a key refuses is left out, since another is there already. Raises NoStage where none can be made.
    """
    mine = ids.setdefault(model.__tablename__, [])
    try:
        with inside(of.id, as_member(person)) as work:
            for number in range(count):
                try:
                    made = _fitting(work, model, ids, _Like(word=word, number=number))
                except IntegrityError:
                    if not mine and number + 1 == count:
                        raise
                    continue
                for table, row_id in made:
                    ids.setdefault(table, []).append(row_id)
    except Exception as error:
        told = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise NoStage(
            f"no rows of {model.__tablename__} can be made from its columns: {type(error).__name__}: {told}"
        ) from error


def _fitting(work: Session, model: type[TenantModel], ids: Ids, like: _Like) -> list[tuple[str, int]]:
    """A row of the plainest values, or where a CHECK refuses them, of codes, days and parents drawn by lot."""
    for lot in range(_TRIES):
        try:
            with work.begin_nested():
                return _add(work, model, ids, replace(like, lots=Random(lot) if lot else None))
        except IntegrityError as error:
            if not isinstance(error.orig, CheckViolation):
                raise
            refused = error
    raise refused


def _add(work: Session, model: type[TenantModel], ids: Ids, like: _Like) -> list[tuple[str, int]]:
    """A row, after parents of its own where a parent may have but one; what was made, by table, the row last."""
    made: list[tuple[str, int]] = []
    known = dict(ids)
    for target, one in _single_parents(model):
        made += _fitting(work, one, ids, like)
        known[target] = [made[-1][1]]
    values = _values(model.__table__, known, like)  # type: ignore[arg-type]  # every table of a model is a Table
    row = model(**values, **_keyed_texts(model, values, like.word))
    work.add(row)
    work.flush()
    return [*made, (model.__tablename__, row.id)]


def _single_parents(model: type[TenantModel]) -> list[tuple[str, type[TenantModel]]]:
    """Tables of plugins of which a row may have but one of `model`: each row of it needs another one there."""
    known = {one.class_.__tablename__: one.class_ for one in Base.registry.mappers}
    found = []
    for key in unique_keys(model.__table__):
        targets = [
            target_of(Base.metadata.tables[model.__tablename__].columns[name])
            for name in key
            if name != "tenant_id"
        ]
        own = [one for one in targets if one and not known[one].__module__.startswith("saas.")]
        if own and all(targets) and own[0] != model.__tablename__:
            found.append((own[0], known[own[0]]))
    return found


def _values(table: SqlTable, ids: Mapping[str, Sequence[int]], like: _Like) -> dict[str, Any]:
    found = {}
    for column in table.columns:
        if column.name in FILLED_BY_ITSELF:
            continue
        if target := target_of(column):
            rows: Sequence[int | None] = ids.get(target) or [None]
            left_out = like.lots is not None and column.nullable and like.lots.random() < 0.5
            found[column.name] = None if left_out else rows[like.number % len(rows)]
        elif (value := _value(column, like)) is not None:
            found[column.name] = value
    return found


def _keyed_texts(model: type[TenantModel], values: Mapping[str, Any], word: str) -> dict[str, bytes]:
    """Texts under the key of what the row is about: the first row that it names."""
    columns = Base.metadata.tables[model.__tablename__].columns
    about = [
        (target, values[one.name]) for one in columns if one.name in values and (target := target_of(one))
    ]
    return {
        attribute.key: key_of(*about[0]).seal(place, word)
        for attribute in inspect(model).column_attrs
        if about and (place := attribute.columns[0].info.get(KEYED))
    }


def target_of(column: Column[Any]) -> str:
    """The table that a column's key leads to, or nothing."""
    reference = column.info.get("reference")
    if isinstance(reference, Reference):
        return reference.table
    keys = [key for key in column.foreign_keys if column.name != "tenant_id"]
    return keys[0].target_fullname.partition(".")[0] if keys else ""


def _value(column: Column[Any], like: _Like) -> Any:
    """A value for a column, or none to leave it to its default."""
    word, lots = like.word, like.lots
    defaulted = column.default is not None or column.server_default is not None or bool(column.nullable)
    if paintable(column):
        return word
    if defaulted:
        return None
    kind = column.type
    plain: list[tuple[type[Any], Any]] = [
        (Enum, _one_of(list(getattr(kind, "enum_class", None) or ()), lots)),
        (Sealed, word),
        (Text, f"{word[:12]}{next(_numbers)}"),
        (JSONB, {"zh": word, "en": word} if column.name in ("name", "names") else {}),
        (Boolean, False),
        (DateTime, now()),
        (Date, _one_of([date(2026, 11, 20), date(2026, 11, 1)], lots)),
        (Integer, 1),
        (Numeric, 1),
        (Float, 1.0),
        (LargeBinary, word.encode()),
    ]
    return next((value for one, value in plain if isinstance(kind, one)), None)


def _one_of(choices: Sequence[Any], lots: Random | None) -> Any:
    if not choices:
        return None
    return lots.choice(choices) if lots else choices[0]


def paintable(column: Column[Any]) -> bool:
    """Whether people type into a column whatever they like, so that a word of ours may stand there."""
    free = type(column.type) is Text or isinstance(column.type, Sealed)
    harmless = column.info.get(DATA) is DataCategory.NONE
    return (
        free and not harmless and not _unique(column) and not column.name.endswith(("_hash", "tail", "_norm"))
    )


def _unique(column: Column[Any]) -> bool:
    return any(column.name in key for key in unique_keys(column.table))


def unique_keys(table: Any) -> list[list[str]]:
    """The columns of each unique key of a table, but for the primary one."""
    keys = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return [
        [part.name for part in one.columns] for one in (*keys, *(one for one in table.indexes if one.unique))
    ]


def paint(work: Session, tenant_id: int, word: str, models: Sequence[type[TenantModel]]) -> None:
    """Put a word into every text of a group's rows that people type; sealed columns through their models."""
    for model in models:
        table = Base.metadata.tables[model.__tablename__]
        names = [one.name for one in table.columns if paintable(one)]
        if not names:
            continue
        rows = work.scalars(select(model).where(model.tenant_id == tenant_id))
        for row in rows:
            for name in names:
                if getattr(row, name, None) is not None:
                    setattr(row, name, word)
        work.flush()


def some_days_ago(days: int) -> datetime:
    """A moment in the past."""
    return now() - timedelta(days=days)
