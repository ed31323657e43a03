"""Write the search tokens that the vehicles of a batch give to who is tied to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, text

from saas.core.customers.bulk.tokens import Token, insert_tokens
from saas.core.customers.search_tokens import tokens_of
from saas.core.vehicles.tokens import subject_of, token_source
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

_TIES = """
SELECT DISTINCT t.customer_id, v.id, v.vin, v.plate
FROM customer_vehicle t JOIN vehicle v ON v.tenant_id = t.tenant_id AND v.id = t.vehicle_id
WHERE t.tenant_id = :tenant AND t.is_current AND t.vehicle_id = ANY(:ids)
"""
_FORGET = "DELETE FROM search_token WHERE tenant_id = :tenant AND source = ANY(:sources) AND customer_id = ANY(:customers)"
_HOLDERS = (
    "SELECT DISTINCT customer_id FROM customer_vehicle WHERE tenant_id = :tenant AND vehicle_id = ANY(:ids)"
)


def write_tokens(vehicle_ids: Collection[int], *, fresh: Collection[int]) -> None:
    """Write anew what these vehicles give to their customers. fresh: those that never gave any."""
    if not vehicle_ids:
        return
    older = sorted(set(vehicle_ids) - set(fresh))
    if older:
        # By customer, since that is what the index begins with: whoever ever had one of them.
        holders = (
            session().execute(text(_HOLDERS), {"tenant": current_tenant(), "ids": older}).scalars().all()
        )
        sources = [token_source(vehicle_id) for vehicle_id in older]
        parameters = {"tenant": current_tenant(), "sources": sources, "customers": list(holders)}
        session().execute(text(_FORGET), parameters)
    # Read before the copy begins: the connection does one thing at a time.
    ties = session().execute(text(_TIES), {"tenant": current_tenant(), "ids": sorted(vehicle_ids)}).all()
    insert_tokens(_tokens(ties))


def _tokens(ties: Sequence[Row[Any]]) -> Iterator[Token]:
    for row in ties:
        for token in tokens_of(subject_of(row.vin, row.plate)):
            yield row.customer_id, token.kind.value, token.token, token_source(row.id)
