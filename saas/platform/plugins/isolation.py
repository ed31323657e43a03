"""Running one implementation so that nothing it does to the database outlives its failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

R = TypeVar("R")

SQL_LIMIT_MS = 2000
"""How long one statement inside a hook may take."""


class TransactionHeld(RuntimeError):
    """An implementation tried to end the transaction that it was called in: there is one commit, at the end."""


class TransactionEnded(RuntimeError):
    """An implementation got past that, so what the core had done in its transaction is no longer whole."""


def reading(work: Session, call: Callable[[], R]) -> R:
    """Run `call` inside a SAVEPOINT that refuses writes and is rolled back afterwards in any case.

    Rolled back and not released, because PostgreSQL does not let a transaction write again otherwise.
    Raises what `call` raises, and TransactionEnded when it ended the whole.
    """
    savepoint = work.begin_nested()
    try:
        _limit(work, "SET LOCAL transaction_read_only = on")
        with _held(work):
            return call()
    finally:
        _take_back(work, savepoint)


def writing(work: Session, call: Callable[[], R]) -> R:
    """Run `call` inside a SAVEPOINT that is kept when it succeeds and rolled back when it raises.

    Raises what `call` or its flush raises, TransactionHeld when it leaves a SAVEPOINT of its own open, and
    TransactionEnded when it ended the whole.
    """
    within_a_hook = "commit" in vars(work)
    savepoint = work.begin_nested()
    try:
        _limit(work)
        with _held(work):
            result = call()
        if work.get_nested_transaction() is not savepoint and _stands(work, savepoint):
            raise TransactionHeld("a SAVEPOINT was left open inside a hook")
        _stands_or_raise(work, savepoint)
        savepoint.commit()
    except BaseException:
        _take_back(work, savepoint)
        raise
    if not within_a_hook:
        # A release keeps what SET LOCAL said, so the limit has to be taken back, unless it is also the outer hook's.
        work.execute(text("SET LOCAL statement_timeout TO DEFAULT"))
    return result


@contextmanager
def _held(work: Session) -> Iterator[None]:
    def refuse() -> None:
        raise TransactionHeld(
            "a hook neither commits nor rolls back: whoever called it does, once, at the end"
        )

    ends = ("commit", "rollback", "close")
    # A hook may call what calls a hook: the inner hold gives back the outer one.
    outer = {name: vars(work)[name] for name in ends if name in vars(work)}
    # On the object itself, so that the class and all other sessions stay as they are.
    vars(work).update(dict.fromkeys(ends, refuse))
    try:
        yield
    finally:
        for name in ends:
            vars(work).pop(name, None)
        vars(work).update(outer)


def _take_back(work: Session, savepoint: SessionTransaction) -> None:
    _stands_or_raise(work, savepoint)
    try:
        # Takes those with it that were begun inside and left open.
        savepoint.rollback()
    except DBAPIError as error:
        # Ended behind the session's back, by a statement: PostgreSQL does not know the SAVEPOINT any more.
        raise TransactionEnded("the transaction was ended inside a hook, by a statement") from error


def _stands(work: Session, savepoint: SessionTransaction) -> bool:
    inner = work.get_nested_transaction()
    while inner is not None and inner is not savepoint:
        inner = inner.parent if inner.parent is not None and inner.parent.nested else None
    return inner is savepoint


def _stands_or_raise(work: Session, savepoint: SessionTransaction) -> None:
    if not _stands(work, savepoint):
        raise TransactionEnded("the transaction was ended inside a hook")


def _limit(work: Session, *more: str) -> None:
    for statement in (f"SET LOCAL statement_timeout = {SQL_LIMIT_MS}", *more):
        work.execute(text(statement))
