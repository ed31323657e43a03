"""Running one implementation so that nothing it does to the database outlives its failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

R = TypeVar("R")

SQL_LIMIT_MS = 2000
"""How long one statement inside a hook may take."""


class TransactionEnded(RuntimeError):
    """An implementation ended the transaction that it was called in, so what the core had done in it is lost."""


def reading(work: Session, call: Callable[[], R]) -> R:
    """Run `call` inside a SAVEPOINT that refuses writes and is rolled back afterwards in any case.

    Rolled back and not released, because PostgreSQL does not let a transaction write again otherwise.
    """
    savepoint = work.begin_nested()
    try:
        _limit(work, "SET LOCAL transaction_read_only = on")
        return call()
    finally:
        if savepoint.is_active or work.get_nested_transaction() is savepoint:
            savepoint.rollback()


def writing(work: Session, call: Callable[[], R]) -> R:
    """Run `call` inside a SAVEPOINT that is kept when it succeeds and rolled back when it raises.

    Raises what `call` or its flush raises, and TransactionEnded when it committed or rolled back the whole.
    """
    savepoint = work.begin_nested()
    try:
        _limit(work)
        result = call()
        if work.get_nested_transaction() is not savepoint:
            raise TransactionEnded("the transaction was ended inside a hook")
        savepoint.commit()
    except BaseException:
        if work.get_nested_transaction() is savepoint:
            savepoint.rollback()
        raise
    # A release keeps what SET LOCAL said, so the limit has to be taken back.
    work.execute(text("SET LOCAL statement_timeout TO DEFAULT"))
    return result


def _limit(work: Session, *more: str) -> None:
    for statement in (f"SET LOCAL statement_timeout = {SQL_LIMIT_MS}", *more):
        work.execute(text(statement))
