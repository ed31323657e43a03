"""Numbers of documents, taken in the transaction that writes the document: gaps are allowed, repeats are not."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from saas.platform.database.extension import session
from saas.platform.database.models import DocSequence
from saas.platform.tenancy import current_tenant

DIGITS = 4


def take_number(kind: str, *, period: str, store_id: int | None = None, store_code: str = "") -> str:
    """The next number of a kind of document, like `TS-SH01-202611-0007`.

    kind: the document's letters. period: the month or year that counts for itself, like `202611`. store_id, store_code:
    the store that counts for itself; without them the group does. Who takes a number at the same time waits until this
    transaction ends, so it is taken late.
    """
    first = insert(DocSequence).values(
        tenant_id=current_tenant(), store_id=store_id, kind=kind, period=period, last_no=1
    )
    next_one = first.on_conflict_do_update(
        index_elements=["tenant_id", "store_id", "kind", "period"],
        set_={"last_no": DocSequence.last_no + 1},
    )
    number = session().execute(next_one.returning(DocSequence.last_no)).scalar_one()
    return "-".join(part for part in (kind, store_code, period, f"{number:0{DIGITS}d}") if part)
