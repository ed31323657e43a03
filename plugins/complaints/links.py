"""Whole addresses for customers: of a store's form, and of a complaint's own page."""

from __future__ import annotations

from flask import g

from plugins.complaints.models import Channel
from saas.plugin_api import public_link


def form_link(store_code: str = "", *, scanned: bool = False) -> str:
    """Where the form of a store stands, or the choice of a store; scanned: as the QR code says it."""
    path = f"x/complaints/store/{store_code}" if store_code else "x/complaints/"
    return public_link(g.tenant.code, path) + (f"?by={Channel.QR}" if scanned else "")


def case_link(token: str) -> str:
    """Where the page of a complaint stands that its customer looks at."""
    return public_link(g.tenant.code, f"x/complaints/case/{token}")
