"""Whole addresses of questionnaires, for links that leave the product."""

from __future__ import annotations

from flask import g

from saas.plugin_api import public_link


def questionnaire_link(token: str) -> str:
    """Where the questionnaire of a study or of a single customer stands, in the group whose page or API is asked."""
    return public_link(g.tenant.code, f"x/kano/{token}")
