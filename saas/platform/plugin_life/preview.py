"""What would stop and what stays when the current group switches a plugin off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from saas.platform.database import session
from saas.platform.jobs import Schedule
from saas.platform.plugin_life.background import UnderWay, schedules_of, under_way
from saas.platform.plugin_life.tables import rows_by_table
from saas.platform.plugins import PluginVeto, dependants_on, guard
from saas.platform.plugins.hooks import before_plugin_disable
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class DisablePreview:
    """What switching a plugin off means for the current group.

    dependants: plugins that stop with it. work: jobs and deliveries that are held. schedules: what no longer runs.
    rows: what is kept, by table. objections: what guards say must be done before.
    """

    plugin: str
    dependants: Sequence[str]
    work: UnderWay
    schedules: Sequence[Schedule]
    rows: Mapping[str, int]
    objections: Sequence[str]


def preview_disable(name: str) -> DisablePreview:
    """Look at what switching off would mean; changes nothing."""
    stopping = dependants_on(name)
    parts = [under_way(one) for one in (name, *stopping)]
    return DisablePreview(
        plugin=name,
        dependants=stopping,
        work=UnderWay(jobs=sum(one.jobs for one in parts), deliveries=sum(one.deliveries for one in parts)),
        schedules=[schedule for one in (name, *stopping) for schedule in schedules_of(one)],
        rows=rows_by_table(name),
        objections=_objections(name, stopping),
    )


def _objections(name: str, stopping: Sequence[str]) -> list[str]:
    found = []
    for one in (*stopping, name):
        asked = session().begin_nested()
        try:
            guard(before_plugin_disable, tenant_id=current_tenant(), plugin=one)
        except PluginVeto as veto:
            found.append(veto.message)
        finally:
            # A guard that writes must not have written because somebody looked.
            asked.rollback()
    return found
