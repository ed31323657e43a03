"""Take many customers at once, set-based; the single operations' twin for imports."""

from saas.core.customers.bulk.rows import Counts, CustomerRow, Upserted
from saas.core.customers.bulk.upserting import upsert

__all__ = ["Counts", "CustomerRow", "Upserted", "upsert"]
