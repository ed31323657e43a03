"""What taking many customers and taking many vehicles have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, Self, TypeVar

from sqlalchemy import text

from saas.platform.clock import now
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_actor, current_tenant

_TOUCH: Final = """
UPDATE {table} SET updated_at = :now, updated_by = :member, row_version = row_version + 1
WHERE tenant_id = :tenant AND id = ANY(:ids)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many things a batch made, changed and left as they were; repeats within a batch count once."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        """The counts of both batches together."""
        return Counts(
            created=self.created + other.created,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upserted:
    """ids: the id for each row that was given, in its order. created, updated: the ids of those that were."""

    counts: Counts
    ids: tuple[int, ...]
    created: frozenset[int]
    updated: frozenset[int]


class Gathered(Protocol):
    """One thing of a batch, put together from all rows that tell of it."""

    number: int

    def is_another(self, other: Self) -> bool:
        """Whether the two cannot be one, whatever they were found by."""
        ...

    def absorb(self, other: Self) -> None:
        """Take over what the other says; its values hold."""
        ...


Thing = TypeVar("Thing", bound=Gathered)


def find_known(statement: str, columns: dict[str, str], keys: Iterable[Sequence[object]]) -> dict[int, int]:
    """Number in the batch to the id that it is known by; several may have the same one.

    statement: selects `number` and `id` from the keys, which are staged as `bulk_key`.
    """
    copy_rows(session(), "bulk_key", columns, keys)
    found = session().execute(text(statement), {"tenant": current_tenant()}).all()
    session().execute(text("DROP TABLE bulk_key"))
    return {row.number: row.id for row in found}


def fold(things: Sequence[Thing], known: dict[int, int]) -> tuple[list[Thing], dict[int, int]]:
    """Put those together that turn out to be the same known one.

    Those that are left, and the number of each of the batch to the number that now stands for it. Two that cannot be
    one stay two: the later one then is new, and leaves `known`.
    """
    left: list[Thing] = []
    stands_for: dict[int, int] = {}
    first: dict[int, Thing] = {}
    for thing in things:
        stands_for[thing.number] = thing.number
        if (found := known.get(thing.number)) is not None:
            other = first.setdefault(found, thing)
            if other is not thing:
                del known[thing.number]
                if not other.is_another(thing):
                    other.absorb(thing)
                    stands_for[thing.number] = other.number
                    continue
        left.append(thing)
    return left, stands_for


def insert_new(statement: str, things: Iterable[Gathered], known: Mapping[int, int]) -> dict[int, int]:
    """Insert those that are not known; number to id, since the statement inserts in the order of the numbers."""
    new = [thing.number for thing in things if thing.number not in known]
    made = session().execute(text(statement), stamp()).scalars() if new else ()
    return dict(zip(new, sorted(made), strict=True))


def touch(table: Literal["customer", "vehicle"], ids: Iterable[int]) -> None:
    """Raise the versions of those of which something changed that stands in other tables."""
    if touched := sorted(ids):
        session().execute(text(_TOUCH.format(table=table)), {**stamp(), "ids": touched})


def stamp() -> dict[str, object]:
    """The parameters of bookkeeping: tenant, now, member."""
    return {"tenant": current_tenant(), "now": now(), "member": current_actor().member_id}
