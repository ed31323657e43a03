"""Take many customers at once, set-based; the single operations' twin for imports."""

from saas.core.customers.bulk.batches import Counts, Upserted
from saas.core.customers.bulk.matching import customers_elsewhere, find
from saas.core.customers.bulk.rows import CustomerRow
from saas.core.customers.bulk.upserting import upsert
from saas.core.customers.models import ContactPoint, Customer, SearchToken

TABLES = (Customer, ContactPoint, SearchToken)
"""What grows with every customer."""

__all__ = ["TABLES", "Counts", "CustomerRow", "Upserted", "customers_elsewhere", "find", "upsert"]
