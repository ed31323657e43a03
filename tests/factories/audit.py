"""Waiting for what the seals of the audit wait for: the end of transactions that began earlier, in any database."""

from __future__ import annotations

from time import monotonic, sleep

from sqlalchemy import text

from saas.testing.factories.application import inside

_LONGEST = 150.0
_NEWEST = text("SELECT pg_current_xact_id()::text::bigint")
_OLDEST = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def until_earlier_ones_have_ended(tenant_id: int) -> None:
    """Wait until every transaction has ended that had begun by now; other tests of the same cluster have some.

    Raises TimeoutError after two and a half minutes.
    """
    with inside(tenant_id) as work:
        newest = work.execute(_NEWEST).scalar_one()
    end = monotonic() + _LONGEST
    while monotonic() < end:
        with inside(tenant_id) as work:
            if work.execute(_OLDEST).scalar_one() > newest:
                return
        sleep(0.02)
    msg = "a transaction of another test stays open"
    raise TimeoutError(msg)
