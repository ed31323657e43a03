"""Namespacing: everything of the plugin carries its name, nothing is there twice, nothing reaches beyond it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint

from saas.platform.plugins.addresses import blueprint_names
from saas.platform.plugins.declarations import Declared, unique_name
from saas.platform.plugins.side_effects import Rehearsal
from saas.platform.tenancy import TenantModel
from saas.testing.kit.hooks import declared_by
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.sources import is_below
from saas.testing.kit.stage import Stage

_PREFIX = "start it with the plugin's name"


def _declared(stage: Stage) -> list[Declared]:
    module = stage.subject.record.module
    return declared_by(module) if module else []


@check("KIT-C10", Family.NAMESPACING, "Everything of it carries its name", Needs.CODE)
def names_are_prefixed(stage: Stage, report: Report) -> None:
    """Blueprints, permissions, jobs, schedules, events, tables, indexes, constraints, templates."""
    name = stage.subject.name
    for item in _declared(stage):
        if item.kind is Blueprint:
            right = item.value.name in blueprint_names(name)
            mend = f"call it {name}, {name}_api or {name}_public"
            report.expect(right, f"blueprint {item.value.name!r}", "is not named after the plugin", mend)
        elif item.policy.namespaced:
            called = unique_name(item) or ""
            where = f"{item.kind.__name__} {called!r}"
            report.expect(called.startswith(f"{name}."), where, f"does not start with {name}.", _PREFIX)
        elif item.kind is TenantModel:
            _table(name, item.value, report)
    for template in _top_templates(stage):
        right = template.parts[0] == name and len(template.parts) > 1
        mend = f"move it to templates/{name}/"
        report.expect(right, f"templates/{template}", "may be taken for another's", mend)


def _table(name: str, model: type[TenantModel], report: Report) -> None:
    table = model.metadata.tables[model.__tablename__]
    own = table.name.startswith(f"{name}_")
    report.expect(own, f"table {table.name}", f"does not start with {name}_", _PREFIX)
    for index in table.indexes:
        right = f"{name}_" in str(index.name)
        report.expect(right, f"index {index.name}", "does not hold the plugin's name", _PREFIX)


def _top_templates(stage: Stage) -> Iterator[Path]:
    root = stage.subject.folder / "templates"
    yield from (path.relative_to(root) for path in stage.subject.templates)


@check("KIT-C11", Family.NAMESPACING, "No key is there twice", Needs.CODE)
def keys_are_unique(stage: Stage, report: Report) -> None:
    """Keys inside the plugin; names that must be alone in the system, among all plugins too."""
    seen: set[tuple[type, str]] = set()
    others = {
        (kind, str(getattr(one.value, "key", getattr(one.value, "name", ""))))
        for kind, found in stage.subject.registry.contributions.items()
        for one in found
        if one.owner != stage.subject.name and kind is not TenantModel
    }
    for item in _declared(stage):
        called = unique_name(item)
        key = called or getattr(item.value, "key", None)
        if isinstance(key, str):
            twice = (item.kind, key) in seen or (called is not None and (item.kind, key) in others)
            report.expect(
                not twice, f"{item.kind.__name__} {key!r}", "is declared twice", "give it another key"
            )
            seen.add((item.kind, key))


@check("KIT-C12", Family.NAMESPACING, "It imports of the product only saas.plugin_api", Needs.CODE)
def imports_the_surface_only(stage: Stage, report: Report) -> None:
    """What is not in `saas.plugin_api` may change without notice."""
    for source in stage.subject.sources:
        for module, place in source.imports():
            if is_below(module, "saas"):
                right = is_below(module, "saas.plugin_api") or module == "saas"
                mend = "import it from saas.plugin_api, or ask for it there"
                report.expect(right, place, f"imports {module}", mend)


@check("KIT-C13", Family.NAMESPACING, "It changes nothing outside itself", Needs.CODE)
def changes_nothing_global(stage: Stage, report: Report) -> None:
    """`before_app_request`, error handlers, filters and their like would run for groups that have it off."""
    declared = _declared(stage)
    blueprints = [item.value for item in declared if item.kind is Blueprint]
    named = [one for one in blueprints if one.name in blueprint_names(stage.subject.name)]
    mend = "register it on the blueprint itself (before_request, errorhandler), or pass it to render()"
    before = list(logging.getLogger().handlers)
    problems = Rehearsal().problems(stage.subject.name, named)
    for problem in problems:
        report.fault(stage.subject.name, problem, mend)
    report.expect(not problems, "blueprints", "", "")
    same = logging.getLogger().handlers == before
    report.expect(same, "logging", "it adds handlers to the root logger", "leave logging to the application")
