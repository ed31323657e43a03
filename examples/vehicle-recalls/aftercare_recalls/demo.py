"""Recalls for a group to look at."""

from __future__ import annotations

from random import Random

from saas.plugin_api import Vehicle, current_tenant, session
from sqlalchemy import select

from aftercare_recalls.matching import match_vehicles
from aftercare_recalls.models import Campaign, Entry, Match, Notice
from aftercare_recalls.queries import group_day, owner_of

_RECALLS = (("DEMO-001", "安全气囊气体发生器更换", True), ("DEMO-002", "车机软件升级", False))
_SHARE = 0.03
"""The share of the vehicles that each recall names in a group of the demo's own size."""


def seed(rng: Random, size: float) -> None:
    """Two recalls, one of them about safety, that name some of the vehicles; of that one the owners know."""
    known = select(Vehicle.vin).where(Vehicle.tenant_id == current_tenant(), Vehicle.vin.is_not(None))
    vins = session().scalars(known.order_by(Vehicle.id)).all()
    for number, title, safety in _RECALLS:
        campaign = Campaign(number=number, title=title, safety=safety, announced_on=group_day())
        session().add(campaign)
        session().flush()
        named = rng.sample(vins, k=min(len(vins), max(1, round(len(vins) * _SHARE * size)))) if vins else []
        session().add_all(Entry(campaign_id=campaign.id, vin=vin) for vin in named)
    session().flush()
    match_vehicles()
    _tell_owners(_RECALLS[0][0])


def _tell_owners(number: str) -> None:
    """Let the owners know of a recall."""
    first = select(Match).join(Campaign, Campaign.id == Match.campaign_id)
    mine = (Match.tenant_id == current_tenant(), Campaign.tenant_id == current_tenant())
    for match in session().scalars(first.where(*mine, Campaign.number == number)).all():
        owner = owner_of(match.vehicle_id)
        if owner is not None:
            session().add(
                Notice(match_id=match.id, customer_id=owner, told_on=group_day(), note="已约周一到店更换")
            )
    session().flush()
