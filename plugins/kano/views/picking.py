"""Customers are looked up as their name is typed."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from marshmallow import Schema

from saas.plugin_api import NotFound, allowed, visible_customer

READ_CUSTOMER = "customers.customer:read"


def with_customers(schema: type[Schema]) -> Schema:
    """A form whose customer is looked up; who sees no customers enters a number that they were told."""
    made = schema()
    field = made.load_fields["customer_id"]
    look: dict[str, Any] = (
        {"url": url_for("customers.pick")} if allowed(READ_CUSTOMER) else {"widget": "number"}
    )
    field.metadata = {**field.metadata, **look}
    return made


def picked_customer() -> list[tuple[str, str]]:
    """The customer that a refused form had, so that it still shows them."""
    typed = request.form.get("customer_id", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        return []
    try:
        return [(typed, visible_customer(int(typed), READ_CUSTOMER).name)]
    except NotFound:
        return []
