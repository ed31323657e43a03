"""The blueprint that all pages of this room hang on."""

from __future__ import annotations

from datetime import date

from flask import g

from saas.platform.clock import today
from saas.platform.web import GroupPages

pages = GroupPages("followups", "saas.core.followups")

SLOT = "core.followup_task"
"""The slot of the pages of a task and of its call."""


def group_day() -> date:
    """Today in the group's zone."""
    return today(g.tenant.timezone)
