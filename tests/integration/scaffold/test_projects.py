"""What `saas plugins new` writes is whole as it is, whatever is chosen: style, types, words, tables, tests, the kit."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from saas.embedded.roles import DatabaseUrls
from saas.platform.i18n_extract import ROOT, faults, texts_in, translated, wanted
from saas.scaffold.features import Feature
from tests.integration.scaffold.conftest import OPTIONAL, Written, pairs_of, pairwise

BIN = Path(sys.executable).parent
HOOKS = {
    Feature.PAGES: "register_nav",
    Feature.PANEL: "register_panels",
    Feature.FACTS: "register_facts",
    Feature.WIDGET: "register_widgets",
    Feature.JOB: "register_jobs",
    Feature.SETTINGS: "register_settings",
    Feature.EVENT: "register_events",
    Feature.IMPORTER: "register_importers",
}
FILES = {
    Feature.PAGES: ("views.py", "templates/{}/notes.html"),
    Feature.PANEL: ("templates/{}/panel.html",),
    Feature.WIDGET: ("templates/{}/tile.html",),
    Feature.API: ("api.py",),
    Feature.JOB: ("jobs.py",),
    Feature.SETTINGS: ("settings.py",),
    Feature.EVENT: ("events.py", "subscribers.py"),
    Feature.IMPORTER: ("importers.py",),
}


def run(*command: object, paths: list[Path] | None = None, cwd: Path | None = None, **variables: str) -> str:
    """What a command says when it fails, nothing when it does not."""
    environment = {
        **os.environ,
        **variables,
        "PYTHONPATH": os.pathsep.join(map(str, paths or [])),
        "MYPY_FORCE_COLOR": "0",
    }
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    return f"{done.stdout}\n{done.stderr}" if done.returncode else ""


def texts(project: Written) -> dict[Path, str]:
    return {
        path: path.read_text(encoding="utf-8")
        for path in project.folder.rglob("*")
        if path.is_file() and "cache" not in str(path)
    }


def test_combinations_hold_every_pair() -> None:
    chosen = [{feature: feature in one for feature in OPTIONAL} for one in pairwise()]
    found = set().union(*(pairs_of(choice) for choice in chosen))
    assert len(found) == 4 * len(OPTIONAL) * (len(OPTIONAL) - 1) // 2
    assert len(chosen) <= 12


def test_projects_are_in_good_style(projects: list[Written]) -> None:
    folder = projects[0].folder.parent
    assert run(BIN / "ruff", "check", "--no-cache", folder) == ""
    assert run(BIN / "ruff", "format", "--no-cache", "--check", folder) == ""


def test_projects_are_typed(projects: list[Written]) -> None:
    packages = [word for one in projects for word in ("-p", one.plugin.package)]
    options = (
        "--config-file",
        projects[0].folder / "pyproject.toml",
        "--cache-dir",
        ROOT / ".mypy_cache/projects",
    )
    assert run(BIN / "mypy", *options, *packages, paths=[one.folder for one in projects]) == ""


def test_projects_leave_no_trace_of_what_was_not_chosen(projects: list[Written]) -> None:
    for one in projects:
        plugin = one.plugin
        body = ast.parse((one.package / "plugin.py").read_text()).body
        hooks = {node.name for node in body if isinstance(node, ast.FunctionDef)}
        for feature in OPTIONAL:
            there = feature in plugin.features
            assert (HOOKS.get(feature, "") in hooks) == (there and feature in HOOKS), (plugin.name, feature)
            for file in FILES.get(feature, ()):
                assert (one.package / file.format(plugin.name)).is_file() == there, (plugin.name, file)


def test_projects_hold_no_mark_and_no_name_of_the_skeleton(projects: list[Written]) -> None:
    marks = re.compile(r">>>|<<<|# file: |plugname|Plugtitle|Plugclass|Plugauthor|plugcore|plugyear")
    left = {
        f"{path}: {found[0]}"
        for one in projects
        for path, text in texts(one).items()
        if (found := marks.search(text))
    }
    assert left == set()


def test_projects_are_translated_as_the_core_is(projects: list[Written]) -> None:
    core = {key: words for package in wanted() for key, words in translated(package).items()}
    for one in projects:
        words = translated(one.package)
        used = texts_in(one.package)
        keys = {message: message if isinstance(message, str) else message[0] for message in used}
        wrong = {key: told for message, key in keys.items() if (told := faults(message, words.get(key)))}
        assert wrong == {}
        assert set(words) == set(keys.values())
        assert {key: word for key, word in words.items() if core.get(key, word) != word} == {}


def test_projects_load_and_their_tables_come_and_go(
    projects: list[Written], clone_database: Callable[[], DatabaseUrls]
) -> None:
    script = Path(__file__).parent / "in_the_engine.py"
    packages = [one.plugin.package for one in projects]
    paths = [ROOT, *(one.folder for one in projects)]
    assert run(sys.executable, script, clone_database().owner, *packages, paths=paths) == ""


def installed(project: Path, into: Path) -> Path:
    """The wheel of a project, unpacked where Python finds it with its entry point."""
    wheels = into / "wheels"
    assert run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels, cwd=project) == ""
    assert run(sys.executable, "-m", "zipfile", "-e", next(wheels.glob("*.whl")), into / "site") == ""
    return into / "site"


def tried_as_its_workflow_does(
    project: Path, away: Path, *, site: Path | None = None, commands: Path = BIN
) -> str:
    """What the step of a project's workflow says that runs its tests and the kit, when they fail on the wheel.

    away: a folder that is made for it. site: where the wheel lies unpacked; none where `commands` are of an environment
    that has it.
    """
    away.mkdir()
    step = (project / ".github/workflows/ci.yml").read_text().split("name: Tests and conformance\n")[1]
    script = textwrap.dedent(step.partition("run: |\n")[2])
    variables = {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(away),
        "PYTEST_ADDOPTS": "-q -p no:cacheprovider",
    }
    return run("bash", "-e", "-c", script, paths=[site] if site else [], cwd=project, **variables)


def whole(projects: list[Written]) -> list[Written]:
    """Those whose own tests and kit are run: with everything and with least; the tutorial's has what is the default."""
    return [projects[0], min(projects, key=lambda one: len(one.plugin.features))]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", [0, 1], ids=["everything", "least"])
def test_project_passes_its_own_tests_and_the_kit_from_its_wheel(
    projects: list[Written], tmp_path: Path, number: int
) -> None:
    project = whole(projects)[number]
    site = installed(project.folder, tmp_path)
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    inside = ("py.typed", "CHANGELOG.md", "translations/zh_CN.po", "migrations/0001_notes.py")
    assert {f"{project.plugin.package}/{name}" for name in inside} <= names
    assert tried_as_its_workflow_does(project.folder, tmp_path / "away", site=site) == ""
