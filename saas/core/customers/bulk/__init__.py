"""Take many customers at once, set-based; the single operations' twin for imports."""

from saas.core.customers.bulk.batches import Counts, Upserted
from saas.core.customers.bulk.matching import customers_elsewhere, find
from saas.core.customers.bulk.rows import CustomerRow
from saas.core.customers.bulk.upserting import upsert

__all__ = ["Counts", "CustomerRow", "Upserted", "customers_elsewhere", "find", "upsert"]
