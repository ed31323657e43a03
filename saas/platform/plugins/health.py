"""How each installed plugin is, for the operator: loaded or not, its tables, what fails of it, what it says itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from saas.platform.clock import now
from saas.platform.database import global_session, unit_of_work
from saas.platform.i18n import _
from saas.platform.plugins.calls import perform_for
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.hooks import Check, check_health
from saas.platform.plugins.inert import inert_plugins
from saas.platform.plugins.isolation import TransactionEnded
from saas.platform.plugins.models import FailureKind, PlatformState, PluginFailure, PluginInstallation
from saas.platform.plugins.records import PluginRecord
from saas.platform.tenancy import without_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that fails of a plugin, in all groups together. groups: how many; rests_until: the latest, if any rests."""

    version: str
    place: str
    kind: FailureKind
    fingerprint: str
    count: int
    groups: int
    first_at: datetime
    last_at: datetime
    error_id: str
    trace: str
    rests_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginHealth:
    """How a plugin is. state: `running`, `suspended` or the reason why it runs for nobody; detail: in words, of a suspended
    one what the operator noted.

    revision: where its tables are, head: where its code wants them; none without tables.
    """

    name: str
    title: str
    version: str
    state: str
    detail: str
    revision: str | None
    head: str | None
    trace: str
    causes: Sequence[Cause]

    @property
    def count(self) -> int:
        """How many failures were counted."""
        return sum(cause.count for cause in self.causes)

    @property
    def last_at(self) -> datetime | None:
        """When something failed the last time."""
        return max((cause.last_at for cause in self.causes), default=None)

    @property
    def resting(self) -> Sequence[Cause]:
        """The places that are not called for somebody at this moment."""
        return [cause for cause in self.causes if cause.rests_until and cause.rests_until > now()]


def plugin_health() -> list[PluginHealth]:
    """How each installed plugin is, by name. Asks nothing of the plugins themselves."""
    registry = current_registry()
    inert, causes = inert_plugins(), _causes()
    with global_session() as work:
        columns = (
            PluginInstallation.name,
            PluginInstallation.schema_revision,
            PluginInstallation.platform_state,
            PluginInstallation.note,
        )
        noted = {row.name: row for row in work.execute(select(*columns))}
    return [
        _health(record, inert.get(name, ""), noted.get(name), causes[name])
        for name, record in sorted(registry.records.items())
    ]


def checks_of(name: str) -> list[Check]:
    """What a plugin says of its surroundings; an implementation that fails is a check that is not well."""
    if name in inert_plugins():
        return []
    found: list[Check] = []
    with without_tenant(), unit_of_work() as work:
        try:
            for answer in perform_for([name], check_health):
                found += answer.value or ()
                if answer.failed:
                    found.append(_unwell(_("Error %(id)s", id=answer.error_id)))
        except TransactionEnded:
            # Nothing else is done in it, and the page is there to tell of such plugins.
            found.append(_unwell(_("It ended the transaction in which it was asked.")))
        # It only looks: what it may have written is not kept.
        work.rollback()
    return found


def _unwell(line: str) -> Check:
    return Check(name="check_health", title="check_health", well=False, line=line)


def _health(record: PluginRecord, inert: str, noted: Any, causes: Sequence[Cause]) -> PluginHealth:
    problem = record.problem
    suspended = noted is not None and noted.platform_state is PlatformState.SUSPENDED
    if problem:
        state, detail = problem.kind.value, problem.message
    elif inert:
        state, detail = "inert", inert
    else:
        state, detail = ("suspended", noted.note) if suspended else ("running", "")
    return PluginHealth(
        name=record.name,
        title=str(record.info.title) if record.info else record.name,
        version=record.info.version if record.info else "",
        state=state,
        detail=detail,
        revision=noted.schema_revision if noted is not None else None,
        head=record.head,
        trace=problem.trace if problem else "",
        causes=causes,
    )


def _causes() -> Mapping[str, list[Cause]]:
    row = PluginFailure.__table__.c
    same = (row.plugin, row.version, row.place, row.kind, row.fingerprint)
    statement = (
        select(
            *same,
            func.sum(row.count).label("count"),
            func.count(row.tenant.distinct()).label("groups"),
            func.min(row.first_at).label("first_at"),
            func.max(row.last_at).label("last_at"),
            func.max(row.rests_until).label("rests_until"),
            _latest(row.error_id, row.last_at).label("error_id"),
            _latest(row.trace, row.last_at).label("trace"),
        )
        .group_by(*same)
        .order_by(func.max(row.last_at).desc())
    )
    found: defaultdict[str, list[Cause]] = defaultdict(list)
    with global_session() as work:
        for one in work.execute(statement).mappings():
            values = {name: one[name] for name in Cause.__dataclass_fields__}
            found[one["plugin"]].append(Cause(**{**values, "count": int(one["count"])}))
    return found


def _latest(column: ColumnElement[str], at: ColumnElement[datetime]) -> ColumnElement[str]:
    newest_first: ColumnElement[str] = func.array_agg(aggregate_order_by(column, at.desc()))[1]
    return newest_first
