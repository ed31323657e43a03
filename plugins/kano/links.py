"""Whole addresses of questionnaires, for links that leave the product."""

from __future__ import annotations

from flask import g

from saas.plugin_api import public_link


def personal_link(token: str) -> str:
    """Where a customer's own questionnaire stands, in the group whose page or API is asked."""
    return public_link(g.tenant.code, f"x/kano/{token}")
