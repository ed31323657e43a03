"""Purging a plugin's data from the current group: asked for, called off, due after a time, done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import BrokenTransaction, session, unit_of_work
from saas.platform.errors import Conflict, DomainError, Invalid, NotFound, Unavailable
from saas.platform.i18n import _
from saas.platform.plugin_life.background import (
    attachments_of,
    close_background,
    remove_attachments,
    under_way,
)
from saas.platform.plugin_life.referring import holding_tables, refuse_while_referred_to
from saas.platform.plugin_life.tables import empty_tables, rows_by_table
from saas.platform.plugins import (
    PurgeReport,
    current_registry,
    dependants,
    effective_plugins,
    loaded_plugin,
    requirements,
)
from saas.platform.plugins.attempts import Answer
from saas.platform.plugins.calls import perform_for, preview_duty
from saas.platform.plugins.decisions import find_decision, locked_decision
from saas.platform.plugins.hooks import purge_tenant
from saas.platform.plugins.isolation import TransactionEnded
from saas.platform.plugins.models import PluginSetting, Switch, TenantPlugin
from saas.platform.plugins.operations import titles
from saas.platform.tenancy import current_actor, current_tenant

log = structlog.get_logger(__name__)

GRACE = timedelta(days=30)
"""How long a group can call a purge off."""


def purge_counts(name: str) -> dict[str, int]:
    """What a purge would remove from the current group: `stored_counts`, and what the plugin adds; changes nothing.

    Raises NotFound for a plugin that is not loaded, Unavailable when the plugin cannot say.
    """
    loaded_plugin(name)
    answers = preview_duty(name, purge_tenant, tenant_id=current_tenant(), dry_run=True)
    refusal = _("The plugin cannot say at the moment what it keeps elsewhere.")
    return {**stored_counts(name), **_told(answers, refusal)}


def stored_counts(name: str) -> dict[str, int]:
    """What this system itself holds of a plugin for the current group: rows by table, files, work under way."""
    work = under_way(name)
    extra = {"jobs": work.jobs, "deliveries": work.deliveries, "files": attachments_of(name)}
    return {**rows_by_table(name), **{key: count for key, count in extra.items() if count}}


def ask_purge(name: str, typed: str) -> TenantPlugin:
    """Have a plugin's data removed after `GRACE`; asked for again, the time that was set stays.

    typed: the plugin's name, as the person typed it. Raises NotFound; Conflict while the plugin is on, while one that
    requires it holds data of the group that are to stay, and while tables of one that is not loaded refer to it; Invalid
    at `typed` for another name.
    """
    loaded_plugin(name)
    if typed.strip() != name:
        raise Invalid("typed", _("Type %(name)s to confirm.", name=name))
    decision = locked_decision(name)
    _refuse_while_on(decision)
    _refuse_while_needed([one for one in _holding_dependants(name) if not _is_asked(one)])
    refuse_while_referred_to(name)
    if decision.purge_at is None:
        decision.purge_at, decision.purge_by = now() + GRACE, current_actor().member_id
        session().flush()
        detail = {"plugin": name, "purge_at": decision.purge_at}
        record("plugins.purge.asked", "tenant_plugin", decision.id, detail=detail)
    return decision


def cancel_purge(name: str) -> None:
    """Call a purge off, with those of the plugins that it requires; nothing happens where none was asked for.

    They could not be done any longer while this one's rows stay. Raises NotFound for a plugin that never was here.
    """
    if find_decision(name) is None:
        raise NotFound(_("There is no such plugin."))
    # By name, so that two who call off at once do not wait for each other.
    for one in sorted({name, *requirements(current_registry(), name)}):
        if _is_asked(one):
            _call_off(locked_decision(one), because=name)


def _call_off(decision: TenantPlugin, *, because: str) -> None:
    if decision.purge_at is None:
        return
    decision.purge_at = decision.purge_by = decision.exported_at = None
    session().flush()
    detail = {"plugin": decision.plugin} | ({"needed_by": because} if because != decision.plugin else {})
    record("plugins.purge.cancelled", "tenant_plugin", decision.id, detail=detail)


def waits_for(name: str) -> list[str]:
    """What keeps a purge from being done: titles of plugins whose data must go first, and tables of plugins not loaded."""
    return [titles([one]) for one in _holding_dependants(name)] + holding_tables(name)


def purge_due() -> dict[str, int]:
    """Purge what is due in the current group; how many plugins, and how many must be tried again tomorrow."""
    due = select(TenantPlugin.plugin).where(
        TenantPlugin.tenant_id == current_tenant(), TenantPlugin.purge_at <= now()
    )
    names = session().scalars(due.order_by(TenantPlugin.plugin)).all()
    # Those that require others first, since their rows may refer to the others'.
    order = [info.name for info in reversed(current_registry().loaded())]
    names_in_order = [*(one for one in order if one in names), *(one for one in names if one not in order)]
    outcomes = [_purge_if_due(name) for name in names_in_order]
    return {"purged": outcomes.count(True), "failed": outcomes.count(False)}


def _purge_if_due(name: str) -> bool | None:
    # In a transaction of its own, so that what was done to one plugin is noted whatever becomes of the next. None: it
    # was called off since.
    try:
        with unit_of_work():
            purge_at = locked_decision(name).purge_at
            if purge_at is None or purge_at > now():
                return None
            purge_group(name)
    except (DomainError, SQLAlchemyError, BrokenTransaction, TransactionEnded) as error:
        log.error("plugin_not_purged", plugin=name, tenant=current_tenant(), exc_info=error)
        return False
    return True


def purge_group(name: str) -> dict[str, int]:
    """Remove everything of a plugin from the current group now; what was removed, by table or word.

    Other groups, other plugins and the audit stay as they are. What lies outside the tables goes first, by the plugin's
    own `purge_tenant`. Safe to repeat. Raises NotFound; Conflict while the plugin is on, and while one that requires it
    holds data of the group, loaded or not; Unavailable when the plugin's part fails, with all rows still there.
    """
    loaded_plugin(name)
    decision = locked_decision(name)
    _refuse_while_on(decision)
    _refuse_while_needed(_holding_dependants(name))
    refuse_while_referred_to(name)
    outside = _remove_outside(name)
    removed = {**empty_tables(name), **outside}
    work, files = close_background(name), remove_attachments(name)
    session().execute(
        delete(PluginSetting).where(PluginSetting.tenant_id == current_tenant(), PluginSetting.plugin == name)
    )
    _begin_anew(decision)
    counts = {"jobs": work.jobs, "deliveries": work.deliveries, "files": files}
    removed |= {key: count for key, count in counts.items() if count}
    record("plugins.plugin.purged", "tenant_plugin", decision.id, detail={"plugin": name, "removed": removed})
    return removed


def _begin_anew(decision: TenantPlugin) -> None:
    decision.data_purged_at = now()
    decision.purge_at = decision.purge_by = decision.exported_at = None
    decision.enabled_at = decision.enabled_by = decision.version = decision.problem = None
    decision.settings_version = 0
    session().flush()


def _remove_outside(name: str) -> Mapping[str, int]:
    # In a transaction of its own: the rows that it may have touched are deleted by another role afterwards.
    with unit_of_work():
        answers = perform_for([name], purge_tenant, tenant_id=current_tenant(), dry_run=False)
    refusal = _(
        "The plugin could not remove what it keeps elsewhere, so nothing was removed. "
        "The operator finds the reason under %(id)s.",
        id=", ".join(answer.error_id for answer in answers),
    )
    return _told(answers, refusal)


def _told(answers: Sequence[Answer[PurgeReport]], refusal: str) -> Mapping[str, int]:
    removed: dict[str, int] = {}
    for answer in answers:
        if answer.failed or answer.value is None:
            raise Unavailable(refusal)
        removed |= answer.value.removed
    return removed


def _holding_dependants(name: str) -> list[str]:
    return [one for one in dependants(current_registry(), name) if rows_by_table(one)]


def _is_asked(name: str) -> bool:
    decision = find_decision(name)
    return decision is not None and decision.purge_at is not None


def _refuse_while_needed(holding: list[str]) -> None:
    # Their rows may refer to those of this plugin, and would go with them or keep them from going.
    if holding:
        raise Conflict(_("Remove first the data of what needs it: %(plugins)s", plugins=titles(holding)))


def _refuse_while_on(decision: TenantPlugin) -> None:
    if decision.state is Switch.ENABLED or decision.plugin in effective_plugins():
        raise Conflict(_("Switch the plugin off first."))
