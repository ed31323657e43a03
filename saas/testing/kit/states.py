"""Rows in whatever state they can be in: what a job, a handler or a retention looks for may be any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, delete, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from saas.platform.tenancy import Base, TenantModel
from saas.testing.kit.rows import FILLED_BY_ITSELF, some_days_ago
from saas.testing.kit.stage import Place, Stage

_ROWS = 12
_LONG_AGO = 400
"""Days after which what should have been done is late."""


def chances(stage: Stage, word: str) -> Iterator[Place]:
    """A filled place for work to find something to do in: as it was made, with rows in all states, then with fewer.

    Each time another row stands first, or another table is emptied, the last one first. Whoever has seen something done
    stops asking.
    """
    place = stage.filled(word)
    yield place
    in_all_states(stage, place, some_days_ago(_LONG_AGO))
    for _ in range(_ROWS // 2):
        place.ids.update({table: [*ids[1:], *ids[:1]] for table, ids in place.ids.items()})
        yield place
    for model in reversed(stage.subject.models):
        if not model.append_only and _emptied(place, model):
            yield place


def _emptied(place: Place, model: type[TenantModel]) -> bool:
    try:
        with place.acting() as work:
            work.execute(delete(model).where(model.tenant_id == place.id))
    except IntegrityError:
        return False
    return True


def in_all_states(stage: Stage, place: Place, moment: datetime, *, lot: int = 7) -> None:
    """Give a place more rows, and each row that can change codes, marks and days by lot, the days all of one moment.

    What a constraint refuses is left as it was. lot: other rows get other states with another one.
    """
    stage.multiply(place, _ROWS)
    lots = Random(lot)
    models = [model for model in stage.subject.models if not model.append_only]
    with place.acting() as work:
        for model in models:
            columns = _changing(model)
            for row in work.scalars(
                select(model).where(model.tenant_id == place.id).order_by(model.id)
            ).all():
                try:
                    with work.begin_nested():
                        for column in columns:
                            setattr(row, column.name, lots.choice(_choices(column, moment)))
                except SQLAlchemyError:
                    work.expire(row)


def _changing(model: type[TenantModel]) -> list[Column[Any]]:
    columns = Base.metadata.tables[model.__tablename__].columns
    kinds = (Enum, Boolean, DateTime, Date)
    return [one for one in columns if isinstance(one.type, kinds) and one.name not in FILLED_BY_ITSELF]


def _choices(column: Column[Any], moment: datetime) -> Sequence[Any]:
    if isinstance(column.type, Enum):
        found: list[Any] = list(column.type.enum_class or column.type.enums)
    elif isinstance(column.type, Boolean):
        found = [False, True]
    else:
        found = [moment.date() if isinstance(column.type, Date) else moment]
    return [*found, None] if column.nullable else found
