"""What a customer's link opens: their complaint, as long as it is theirs to look at."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from plugins.complaints.models import Case
from saas.plugin_api import NotFound, _, current_tenant, now, session

OPEN_AFTERWARDS = timedelta(days=90)
"""How long a link opens a complaint that has ended: as long as people come back to one."""


def link_opens(case: Case) -> bool:
    """Whether a link to the complaint opens it: until some time after its end."""
    return case.closed_at is None or case.closed_at > now() - OPEN_AFTERWARDS


def case_of_link(token: str) -> Case:
    """The complaint of a link; raises NotFound alike for an unknown, an old and a foreign one, and one that was forgotten."""
    alive = or_(Case.closed_at.is_(None), Case.closed_at > now() - OPEN_AFTERWARDS)
    mine = (Case.tenant_id == current_tenant(), Case.link_token == token, alive)
    found = session().scalar(select(Case).where(*mine))
    if found is None:
        raise NotFound(_("This link is not valid, or no longer. Ask whoever gave it to you for a new one."))
    return found
