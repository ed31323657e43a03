"""The tutorial is what happens: its project is written, its changes are made, then its checks are run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from saas.cli import main
from saas.platform.i18n_extract import ROOT
from tests.integration.scaffold.test_projects import BIN, installed, run, tried_as_its_workflow_does

TEXT = (ROOT / "docs/plugins/tutorial.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"(?:From `([^`]+)`:\n\n)?```(\w*)\n(.*?)```", re.DOTALL)
NAME = "aftercare-reminders"


def blocks(kind: str) -> list[tuple[str, str]]:
    """File and content of the blocks of a kind."""
    return [(file, body) for file, found, body in _BLOCK.findall(TEXT) if found == kind]


def commands() -> list[str]:
    return [line for _file, body in blocks("") for line in body.splitlines()]


def invoke(line: str, into: Path) -> None:
    """A `saas …` command of the tutorial; the project lies in `into`."""
    words = [word.replace(NAME, str(into / NAME)) for word in shlex.split(line)[1:]]
    more = ["--into", str(into)] if words[1] == "new" else []
    answer = CliRunner().invoke(main, [*words, *more])
    assert answer.exit_code == 0, answer.output


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project of the first step."""
    invoke(next(line for line in commands() if line.startswith("saas plugins new")), tmp_path)
    return tmp_path / NAME


def test_tutorial_shows_what_is_written(project: Path) -> None:
    shown = blocks("python")
    assert len(shown) >= 5
    missing = [file for file, body in shown if not file or body not in (project / file).read_text()]
    assert missing == []


@pytest.mark.timeout(600)
def test_tutorial_leads_to_a_plugin_that_passes_its_checks(project: Path) -> None:
    for number, (_file, change) in enumerate(blocks("diff")):
        patch = project.parent / f"{number}.diff"
        patch.write_text(change)
        assert run("git", "apply", patch, cwd=project) == ""
    invoke(next(line for line in commands() if "plugins translate" in line), project.parent)
    catalogue = project / "aftercare_reminders/translations/zh_CN.po"
    for entry in blocks("po")[0][1].strip().split("\n\n"):
        key = entry.splitlines()[0]
        assert f'{key}\nmsgstr ""' in catalogue.read_text(), key
        catalogue.write_text(catalogue.read_text().replace(f'{key}\nmsgstr ""', entry))

    looks = [part for line in commands() if line.startswith(("ruff", "mypy")) for part in line.split(" && ")]
    assert len(looks) == 3
    for words in map(shlex.split, looks):
        assert run(BIN / words[0], *words[1:], cwd=project) == "", words
    # What the last two lines do one after the other, the step of the workflow does in one process, on the wheel.
    assert [line for line in commands() if line.startswith("pytest")] == [
        "pytest",
        "pytest --pyargs saas.testing.conformance --saas-plugin=reminders",
    ]
    site = installed(project, project.parent)
    assert tried_as_its_workflow_does(project, project.parent / "away", site=site) == ""
