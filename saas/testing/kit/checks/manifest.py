"""Manifest: the plugin can be imported, says who it is, fits this core, and carries what it needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from saas.platform.plugins.manifest import API, manifest_problems
from saas.platform.plugins.records import ProblemKind
from saas.testing.kit.carried import carrier_of
from saas.testing.kit.hooks import faults_of_hooks
from saas.testing.kit.importing import ImportStopped
from saas.testing.kit.report import CHECKS, Family, Needs, Report, check
from saas.testing.kit.stage import Stage


@check("KIT-C01", Family.MANIFEST, "Importing it does nothing but define", Needs.CODE)
def imports_quietly(stage: Stage, report: Report) -> None:
    """No network, no database, no file written, no process started, no exception."""
    module = stage.subject.candidate.reference.partition(":")[0]
    try:
        done = stage.imported(module, _paths(stage))
    except ImportStopped as error:
        report.fault(module, str(error), "let the import of the module only define things")
        return
    report.expect(True, module, "", "")
    for seen in done:
        report.fault(module, f"its import {seen}", "move this into a hook, a view or a job")


def _paths(stage: Stage) -> list[str]:
    # What this process finds, the other must find too; the package's own root first.
    depth = len(stage.subject.package.split("."))
    root = stage.subject.folder.parents[depth - 1]
    return [str(root), *(path for path in sys.path if path and path != str(root))]


@check("KIT-C02", Family.MANIFEST, "Its manifest is whole and the name is its own", Needs.CODE)
def manifest_is_valid(stage: Stage, report: Report) -> None:
    """Name, version and ranges can be read; the entry point has the name; nobody else has it."""
    name, record = stage.subject.name, stage.subject.record
    alike = {one.reference for one in stage.subject.candidates if one.name == name}
    mend = "rename the entry point and the manifest's name"
    report.expect(len(alike) == 1, name, f"several plugins have this name: {', '.join(sorted(alike))}", mend)
    if record.info is None:
        if len(alike) == 1 and record.problem and record.problem.kind is ProblemKind.INVALID:
            report.fault(name, record.problem.message, "write `info = PluginInfo(…)` into the module")
        return
    for problem in manifest_problems(record.info, entry_point=name):
        report.fault(f"{name} info", problem, "mend this field of PluginInfo")
    for field in ("title", "summary"):
        text = str(getattr(record.info, field))
        report.expect(
            bool(text.strip()), f"{name} info.{field}", "is empty", "say it in one line, translated"
        )


@check("KIT-C03", Family.MANIFEST, "It fits this core", Needs.CODE)
def fits_this_core(stage: Stage, report: Report) -> None:
    """The hook API is this one, the core's version lies in its range, and it finds what it needs."""
    record = stage.subject.record
    unfit = record.problem and record.problem.kind is ProblemKind.INCOMPATIBLE
    message = record.problem.message if record.problem else ""
    report.expect(not unfit, f"{record.name} info", message, f"widen `core`, or use api={API!r}")


@check("KIT-C04", Family.MANIFEST, "What it requires is there, without circles", Needs.CODE)
def requirements_are_met(stage: Stage, report: Report) -> None:
    """Each plugin in `requires` is installed in a version that it accepts and does not require it in turn."""
    record = stage.subject.record
    missing = record.problem and record.problem.kind is ProblemKind.REQUIREMENT
    message = record.problem.message if record.problem else ""
    report.expect(
        not missing, f"{record.name} info.requires", message, "install it, or take it out of `requires`"
    )


@check("KIT-C05", Family.MANIFEST, "Its package carries all that it uses", Needs.LOADED)
def package_is_whole(stage: Stage, report: Report) -> None:
    """Types, translations and migrations lie in the package; a wheel that it was installed from holds every file it uses."""
    subject = stage.subject
    folder = subject.folder
    wanted = {"py.typed": "an empty file", "translations/zh_CN.po": "its texts in Chinese"}
    if subject.models:
        wanted[subject.info.migrations or "migrations"] = "the chain that makes its tables"
    for path, what in wanted.items():
        report.expect((folder / path).exists(), f"{folder.name}/{path}", "is missing", f"put {what} there")
    carrier = carrier_of(subject.name)
    if carrier is None or carrier.files is None:
        return
    root = folder.parents[len(subject.package.split(".")) - 1]
    used = {
        path.relative_to(root).as_posix() for path in _used(folder, subject.info.migrations or "migrations")
    }
    missing = sorted(used - carrier.files)
    what = f"is not in the wheel: {', '.join(missing[:5])}"
    report.expect(not missing, folder.name, what, "include it in the build")


def _used(folder: Path, migrations: str) -> Iterator[Path]:
    """The files of a package that run, are shown or are read; not its tests, and nothing that Python writes itself."""
    for pattern in (
        "py.typed",
        "*.py",
        "templates/**/*",
        "translations/*.po",
        "static/**/*",
        f"{migrations}/*.py",
    ):
        yield from (path for path in folder.glob(pattern) if path.is_file())


@check("KIT-C06", Family.MANIFEST, "It has a README, a CHANGELOG and a licence", Needs.LOADED)
def is_described(stage: Stage, report: Report) -> None:
    """In the package or else in its distribution: among the files, in the metadata, or beside the sources it runs from."""
    subject = stage.subject
    carrier = carrier_of(subject.name)
    told = carrier.told if carrier else {}
    beside = carrier.sources if carrier else None
    carried = {name.rpartition("/")[2] for name in (carrier.files if carrier else None) or ()}
    for file in ("README.md", "CHANGELOG.md"):
        there = (subject.folder / file).is_file() or file in carried or bool(told.get(file))
        there = there or (beside is not None and (beside / file).is_file())
        report.expect(there, f"{subject.name}", f"has no {file}", f"write a {file} into the package")
    licence = subject.info.licence or told.get("licence", "")
    report.expect(bool(licence), f"{subject.name} info.licence", "is empty", "name the licence (SPDX)")


@check("KIT-C07", Family.MANIFEST, "Its hooks are those that are specified", Needs.CODE)
def hooks_are_specified(stage: Stage, report: Report) -> None:
    """Names and arguments stand in a specification, declarations are of the promised type, nothing is a wrapper."""
    module = stage.subject.record.module
    if module is None:
        return
    for where, fault in faults_of_hooks(module):
        if fault:
            report.fault(where, fault, "see the hook's page in docs/plugins for its signature")
        else:
            report.expect(True, where, "", "")
    problem = stage.subject.record.problem
    if problem and problem.kind is ProblemKind.INVALID and not report.findings and not _told_elsewhere(stage):
        report.fault(stage.name, problem.message, "the engine refuses it; mend what it says")


def _told_elsewhere(stage: Stage) -> bool:
    others = Report()
    for id_ in ("KIT-C02", "KIT-C10", "KIT-C11", "KIT-C13"):
        CHECKS[id_].run(stage, others)
    return bool(others.findings)
