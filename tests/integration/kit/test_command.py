"""`saas plugins check` and the kit as tests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from saas.testing.kit.alone import report_json, report_lines
from saas.testing.kit.report import CHECKS, Finding
from saas.testing.kit.running import Outcome, Verdict


def check(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "saas.cli", "plugins", "check", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)


def test_report_for_people_and_programs(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = check("complaints", "--only", "KIT-C02", "--only", "KIT-M05", "--json", str(target))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ KIT-C02" in done.stdout
    report = json.loads(target.read_text())
    assert report["passed"]
    assert [(one["id"], one["verdict"]) for one in report["checks"]] == [
        ("KIT-C02", "passed"),
        ("KIT-M05", "passed"),
    ]


@pytest.mark.parametrize("words", [("nothing_of_this_name",), ("complaints", "--only", "KIT-X99")])
def test_unknown_plugin_or_check_is_named(words: tuple[str, ...]) -> None:
    done = check(*words)
    assert done.returncode == 1
    assert words[-1] in done.stderr


def test_report_tells_each_fault_with_its_place_and_cure() -> None:
    finding = Finding(where="models.py", what="is wrong", mend="mend it")
    outcome = Outcome(check=CHECKS["KIT-P01"], verdict=Verdict.FAILED, cases=1, findings=(finding,))
    lines = list(report_lines([outcome]))
    assert lines[0].strip() == "Privacy"
    assert any("✗ KIT-P01" in line for line in lines)
    assert any("models.py: is wrong" in line for line in lines)
    assert any("→ mend it" in line for line in lines)
    assert lines[-1].strip() == "1 failed"


def test_report_tells_what_is_not_proven() -> None:
    outcome = Outcome(check=CHECKS["KIT-R04"], verdict=Verdict.NOTHING, unproven=("tidy: does nothing",))
    assert any("not proven: tidy: does nothing" in line for line in report_lines([outcome]))
    assert json.loads(report_json("sound", [outcome]))["checks"][0]["unproven"] == ["tidy: does nothing"]
