"""Docs and quality: what people choose is named, what others read has types, nothing grows without bound."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from saas import plugin_api as surface
from saas.platform.events import Event
from saas.platform.jobs import Job
from saas.platform.permissions import Permission
from saas.platform.plugins.declared_settings import PluginSettings
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.stage import Stage
from saas.testing.kit.subject import SPECS, implementations

LONGEST_FILE, LONGEST_FUNCTION = 450, 60
"""Lines; of a function without its docstring."""


@check("KIT-D01", Family.DOCS, "What people choose or hear of is named and explained", Needs.LOADED)
def things_are_named(stage: Stage, report: Report) -> None:
    """Titles of permissions, jobs and settings, docstrings of events, help of settings."""
    for kind in (Permission, Job):
        for one in stage.subject.declared(kind):
            called = getattr(one, "name", "") or getattr(one, "key", "")
            report.expect(bool(str(one.title).strip()), called, "has no title", "say in words what it is for")
    for event in stage.subject.declared(Event):
        own = (
            event.__doc__
            and event.__doc__ != Event.__doc__
            and not event.__doc__.startswith(f"{event.__name__}(")
        )
        report.expect(
            bool(own), event.name, "has no docstring", "say when it happens and what its fields mean"
        )
    for declared in stage.subject.declared(PluginSettings):
        for name, field in declared.schema().fields.items():
            for what in ("title", "help"):
                told = bool(str(field.metadata.get(what, "")).strip())
                report.expect(told, f"setting {name}", f"has no {what}", f'metadata={{"{what}": _l("…")}}')


@check("KIT-D02", Family.DOCS, "Every public function has types", Needs.LOADED)
def functions_are_annotated(stage: Stage, report: Report) -> None:
    """Arguments and return of every function whose name does not begin with an underscore."""
    for source in stage.subject.sources:
        for function in source.functions():
            if function.name.startswith("_"):
                continue
            bare = [one.arg for one in _arguments(function) if one.annotation is None]
            where = f"{source.at(function)} {function.name}"
            report.expect(not bare, where, f"{', '.join(bare)} without type", "annotate it")
            report.expect(function.returns is not None, where, "says not what it returns", "annotate it")


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.arg]:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    yield from (one for one in named if one.arg not in ("self", "cls"))


@check("KIT-D03", Family.DOCS, "No file and no function is too long", Needs.LOADED)
def shape(stage: Stage, report: Report) -> None:
    """Files up to 450 lines, functions up to 60."""
    for source in stage.subject.sources:
        lines = len(source.text.splitlines())
        report.expect(lines <= LONGEST_FILE, source.name, f"has {lines} lines", "cut it into matters")
        for function in source.functions():
            length = _length(function)
            where = f"{source.at(function)} {function.name}"
            report.expect(length <= LONGEST_FUNCTION, where, f"has {length} lines", "cut it into steps")


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    return lines - ((function.body[0].end_lineno or 0) - function.body[0].lineno + 1)


@check("KIT-D04", Family.DOCS, "It uses nothing that is going to go", Needs.LOADED)
def nothing_deprecated(stage: Stage, report: Report) -> None:
    """No name of saas.plugin_api that says it is deprecated, no hook whose specification says so."""
    going = {name for name in dir(surface) if getattr(getattr(surface, name, None), "__deprecated__", "")}
    for source in stage.subject.sources:
        for module, place in source.imports():
            name = module.removeprefix("saas.plugin_api.")
            report.expect(
                name not in going, place, f"uses {name}, which is deprecated", "see docs/plugins/stability.md"
            )
    old = _old_hooks(stage)
    report.expect(
        not old, stage.name, f"implements {', '.join(old)}", "see the hook's page for what replaces it"
    )


def _old_hooks(stage: Stage) -> list[str]:
    module = stage.subject.record.module
    names = implementations(module) if module else {}
    return [name for name in names if name in SPECS and vars(SPECS[name])["saas_spec"].get("warn_on_impl")]
