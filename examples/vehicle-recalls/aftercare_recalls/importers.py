"""Lists of recalls from manufacturers: one row is one VIN, or the beginning of several, in one recall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from saas.plugin_api import (
    CellKind,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
    _l,
    current_tenant,
    session,
)
from sqlalchemy import select

from aftercare_recalls.models import Campaign, Entry
from aftercare_recalls.permissions import IMPORT
from aftercare_recalls.schemas import RecallsRow

KEY = "recalls.entries"
_OF_CAMPAIGN = ("title", "safety", "announced_on")

COLUMNS = (
    ImportColumn(
        key="number",
        title=_l("Recall number"),
        words=("召回编号", "召回活动编号", "活动编号", "campaign", "campaign number"),
        kind=CellKind.CODE,
        required=True,
    ),
    ImportColumn(
        key="title", title=_l("What is called back"), words=("召回内容", "缺陷描述", "活动名称", "defect")
    ),
    ImportColumn(
        key="vin",
        title=_l("VIN or its beginning"),
        words=("VIN", "车架号", "VIN码", "车辆识别代号", "VIN前缀", "VIN range"),
        kind=CellKind.CODE,
        required=True,
        personal=True,
    ),
    ImportColumn(key="safety", title=_l("Safety"), words=("安全", "安全召回", "是否涉及安全")),
    ImportColumn(
        key="announced_on",
        title=_l("Announced on"),
        words=("发布日期", "公告日期", "召回发布日期", "announced"),
        kind=CellKind.DAY,
    ),
)


def write(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:  # noqa: ARG001 - every importer is called alike
    """Write the recalls and the lines of their lists; the same rows again change nothing."""
    last = {row.values["number"]: row.values for row in rows}
    campaigns, changed = _campaigns(last)
    wanted = {(campaigns[row.values["number"]].id, row.values["vin"].rstrip("*")) for row in rows}
    there = _there({campaign_id for campaign_id, _vin in wanted})
    session().add_all(Entry(campaign_id=campaign_id, vin=vin) for campaign_id, vin in sorted(wanted - there))
    session().flush()
    new = {_key(*entry) for entry in wanted - there}
    touched = {_key(*entry) for entry in wanted & there if entry[0] in changed}
    return ImportResult(
        created=new, updated=touched, unchanged={_key(*entry) for entry in wanted} - new - touched
    )


def _campaigns(wanted: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Campaign], set[int]]:
    """The recalls by number, made where they are new, and the ids of those that read otherwise now."""
    known = select(Campaign).where(Campaign.tenant_id == current_tenant(), Campaign.number.in_(wanted))
    found = {campaign.number: campaign for campaign in session().scalars(known)}
    changed: set[int] = set()
    for number, values in wanted.items():
        if number not in found:
            told = {name: values[name] for name in _OF_CAMPAIGN}
            found[number] = Campaign(number=number, **{**told, "title": told["title"] or number})
            session().add(found[number])
        elif _change(found[number], values):
            changed.add(found[number].id)
    session().flush()
    return found, changed


def _change(campaign: Campaign, values: Mapping[str, Any]) -> bool:
    # An empty cell says nothing: a list without a column must not empty what another list said.
    new = {
        name: values[name]
        for name in _OF_CAMPAIGN
        if values[name] and values[name] != getattr(campaign, name)
    }
    for name, value in new.items():
        setattr(campaign, name, value)
    return bool(new)


def _there(campaign_ids: set[int]) -> set[tuple[int, str]]:
    statement = select(Entry.campaign_id, Entry.vin).where(
        Entry.tenant_id == current_tenant(), Entry.campaign_id.in_(campaign_ids)
    )
    return {(row.campaign_id, row.vin) for row in session().execute(statement)}


def _key(campaign_id: int, vin: str) -> str:
    return f"{campaign_id} {vin}"


IMPORTERS = [
    Importer(
        key=KEY,
        title=_l("Lists of recalls"),
        summary=_l("One row is a VIN, or the beginning of several, in a recall; found again by both."),
        columns=COLUMNS,
        schema=RecallsRow,
        write=write,
        permission=IMPORT,
    )
]
