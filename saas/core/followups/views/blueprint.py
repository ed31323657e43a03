"""The blueprint that all pages of this room hang on."""

from __future__ import annotations

from datetime import date

from flask import g

from saas.platform.clock import today
from saas.platform.web import GroupPages

pages = GroupPages("followups", "saas.core.followups")


def group_day() -> date:
    """Today in the group's zone."""
    return today(g.tenant.timezone)
