"""Gating of what it declares and of the hooks that it implements."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask

import saas
from saas.core.contracts.exporters import Exporter
from saas.core.contracts.importers import Importer
from saas.platform.errors import DomainError
from saas.platform.permissions import Permission, allowed
from saas.platform.permissions.models import RolePermission
from saas.platform.plugins import Reason, SettingLevel, contributions, current_registry, settings
from saas.platform.plugins.calls import _effective as effective_implementations
from saas.platform.plugins.declared_settings import PluginSettings
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.settings import change_settings, level_schema
from saas.platform.tenancy import TenantModel
from saas.platform.web import Widget
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.sources import Source, is_below
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.values import body_for

_AT_ALL_TIMES = (Blueprint, TenantModel)
"""Mounted and mapped at start; addresses have the gate of their own, tables are reached through them."""
_ELSEWHERE = {Permission: "GATE-08", PluginSettings: "GATE-09", Importer: "GATE-13", Exporter: "GATE-13"}
_ENGINE = "declare it by a register_… hook; the engine filters what is declared"


def _count_for(stage: Stage, app: Flask, place: Place, kind: type[Any]) -> int:
    with place.acting():
        found = contributions(kind)
    return sum(1 for one in found if one.owner == stage.name)


def _only_where_on(stage: Stage, report: Report, kind: type[Any]) -> None:
    declared = len(stage.subject.declared(kind))
    if not declared:
        return
    there = _count_for(stage, stage.app, stage.a, kind)
    report.expect(
        there == declared, f"{kind.__name__} where it is on", f"{there} of {declared} count", _ENGINE
    )
    for label, app, place in stage.inactive():
        count = _count_for(stage, app, place, kind)
        report.expect(not count, f"{kind.__name__} {label}", f"{count} still count", _ENGINE)


@check("GATE-07", Family.GATING, "What it adds to pages is there only where it is on")
def on_pages(stage: Stage, report: Report) -> None:
    """Navigation, widgets, panels, facts, actions, forms, search, filters, settings pages, and all else it declares."""
    for kind in stage.subject.registry.contributions:
        if kind not in _AT_ALL_TIMES and kind not in _ELSEWHERE:
            _only_where_on(stage, report, kind)
    for widget in stage.subject.declared(Widget):
        for label, app, place in stage.inactive():
            path = f"/t/{place.group.code}/widgets/{stage.name}.{widget.key}"
            status = stage.visitor(place, app).get(path).status_code
            report.expect(status == 404, f"widget {widget.key} {label}", f"answers {status}", _ENGINE)


@check("GATE-08", Family.GATING, "Its permissions are nobody's where it is off, and come back")
def permissions(stage: Stage, report: Report) -> None:
    """Also whoever has every role; grants are kept and count again."""
    names = [one.name for one in stage.subject.declared(Permission)]
    if not names:
        return
    _only_where_on(stage, report, Permission)
    for label, _app, place in stage.inactive():
        known = _known_permissions(place)
        with place.acting():
            for name in names:
                held = name in known and allowed(name)
                report.expect(not held, f"{name} {label}", "is held", _ENGINE)
    place = stage.filled("Wechsel")
    seen = [_held(place, names)]
    stored = _stored(place, names)
    for on in (False, True):
        stage.switch(place.group, on=on)
        seen.append(_held(place, names))
    report.expect(seen == [names, [], names], stage.name, f"on, off, on again: {seen}", _ENGINE)
    report.expect(
        _stored(place, names) == stored, stage.name, "stored grants were lost", "keep role_permission"
    )


def _known_permissions(place: Place) -> set[str]:
    with place.acting():
        return {one.value.name for one in current_registry().declared(Permission)}


def _held(place: Place, names: list[str]) -> list[str]:
    with place.acting():
        return [name for name in names if allowed(name)]


def _stored(place: Place, names: list[str]) -> int:
    with place.acting() as work:
        mine = (RolePermission.tenant_id == place.id, RolePermission.permission.in_(names))
        return work.query(RolePermission).filter(*mine).count()


@check("GATE-09", Family.GATING, "Its settings are hidden where it is off, and kept")
def its_settings(stage: Stage, report: Report) -> None:
    """The schema counts for nobody who has it off; there it reads defaults, and what was stored counts when it is on again."""
    _only_where_on(stage, report, PluginSettings)
    for declared in stage.subject.declared(PluginSettings):
        place = stage.place("Merkzettel", on=True)
        values = _store_something(place, stage.name, declared)
        for label, rest in stage.rests(place).items() if values else ():
            with rest as app:
                if app is stage.app:
                    seen = _settings_in(place, stage.name, values)
                    report.expect(seen != values, f"settings {label}", "count", _ENGINE)
            kept = _settings_in(place, stage.name, values) == values
            report.expect(
                kept, f"settings {label}", "do not count again when it is on", "keep plugin_setting"
            )


def _store_something(place: Place, name: str, declared: PluginSettings) -> dict[str, Any]:
    """Change each setting of a group that takes a made-up value; how they count then, but for those that stayed the same."""
    schema = level_schema(declared, SettingLevel.GROUP)
    with place.acting():
        before = dict(settings(name).values)
    for key, value in body_for(schema, {}).items():
        with suppress(DomainError), place.acting():
            change_settings(name, {key: value})
    with place.acting():
        return {key: value for key, value in settings(name).values.items() if value != before.get(key)}


def _settings_in(place: Place, name: str, asked: Iterable[str]) -> dict[str, Any]:
    with place.acting():
        values = settings(name).values
        return {key: values.get(key) for key in asked}


@check("GATE-13", Family.GATING, "Its importers and exporters are offered only where it is on")
def files_in_and_out(stage: Stage, report: Report) -> None:
    """Each importer and exporter."""
    for kind in (Importer, Exporter):
        _only_where_on(stage, report, kind)


@check("GATE-14", Family.GATING, "Its hooks are called only where it is on")
def hooks(stage: Stage, report: Report) -> None:
    """What pages ask, guards and filters."""
    mine = [hook for hook, _one in stage.subject.hooks(HookKind.UI, HookKind.GUARD, HookKind.FILTER)]
    for hook in mine:
        with stage.a.acting():
            called = any(one.owner == stage.name for one in effective_implementations(hook))
        report.expect(called, f"{hook.name} where it is on", "is not called", _ENGINE)
    for label, _app, place in stage.inactive() if mine else ():
        with place.acting():
            known = current_registry().hooks
            for hook in mine:
                called = any(one.owner == stage.name for one in effective_implementations(known[hook.name]))
                report.expect(not called, f"{hook.name} {label}", "is called", _ENGINE)


@check("GATE-17", Family.GATING, "The product imports nothing of it", Needs.LOADED)
def imported_by_nobody(stage: Stage, report: Report) -> None:
    """Core and platform never name a plugin's package, so that it can be removed."""
    root = Path(str(saas.__file__)).parent
    # The demo and the tests stand above the plugins and may look at one.
    floors = (root / name for name in ("platform", "core", "plugin_api", "cli"))
    for path in sorted(path for floor in floors for path in floor.rglob("*.py")):
        source = Source(path=path, root=root.parent)
        named = stage.subject.package.rpartition(".")[2] in source.text
        report.expect(True, source.name, "", "")
        for module, place in source.imports() if named else ():
            report.expect(
                not is_below(module, stage.subject.package), place, f"imports {module}", "use a hook"
            )


@check("GATE-18", Family.GATING, "It imports other plugins only if it requires them", Needs.LOADED)
def imports_required_plugins(stage: Stage, report: Report) -> None:
    """What is not in `requires` may be off or not installed."""
    others = {
        one.name: one.reference.rpartition(".")[0]
        for one in stage.subject.candidates
        if one.name != stage.name
    }
    required = {others[name] for name in stage.subject.info.requires if name in others}
    for source in stage.subject.sources:
        for module, place in source.imports():
            for package in others.values():
                if is_below(module, package):
                    right = package in required
                    report.expect(right, place, f"imports {module}", "name the plugin in `requires`")


@check("GATE-20", Family.GATING, "Groups do not share its state")
def groups_apart(stage: Stage, report: Report) -> None:
    """One has it on, the other off; suspended, removed or unfit it is off for both; after each all is as before."""
    _stand(stage, report, "while it runs", Reason.EFFECTIVE, Reason.NOT_ENABLED)
    why = (Reason.SUSPENDED, Reason.NOT_INSTALLED, Reason.INCOMPATIBLE)
    for (label, rest), reason in zip(stage.rests_for_all().items(), why, strict=True):
        with rest:
            _stand(stage, report, label, reason, reason)
        _stand(stage, report, f"after: {label}", Reason.EFFECTIVE, Reason.NOT_ENABLED)


def _stand(stage: Stage, report: Report, label: str, on: Reason, off: Reason) -> None:
    for place, whose, expected in ((stage.a, "the group that has it on", on), (stage.off, "another", off)):
        reason = stage.why(place)
        report.expect(reason is expected, f"{whose} {label}", f"is {reason}, not {expected}", _ENGINE)
