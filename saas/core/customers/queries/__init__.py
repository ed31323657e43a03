"""What pages and the API read of customers."""

from saas.core.customers.queries.details import (
    ContactLine,
    DocumentLine,
    contact_lines,
    customer_ids_of,
    document_lines,
    duplicate_lines,
    names_of_places,
    reachable_ids,
    same_customer,
    visible_customer,
    within_reach,
)
from saas.core.customers.queries.lists import CustomerFilter, CustomerRow, count_customers, customer_page
from saas.core.customers.queries.search import matching

__all__ = [
    "ContactLine",
    "CustomerFilter",
    "CustomerRow",
    "DocumentLine",
    "contact_lines",
    "count_customers",
    "customer_ids_of",
    "customer_page",
    "document_lines",
    "duplicate_lines",
    "matching",
    "names_of_places",
    "reachable_ids",
    "same_customer",
    "visible_customer",
    "within_reach",
]
