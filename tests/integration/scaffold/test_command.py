"""`saas plugins new`: what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from saas.cli import main


def new(*words: str, into: Path) -> Result:
    return CliRunner().invoke(main, ["plugins", "new", *words, "--into", str(into)])


def test_new_writes_a_project_and_says_where(tmp_path: Path) -> None:
    answer = new("reminders", "--features", "panel", "--title-zh", "提醒", into=tmp_path)
    assert answer.exit_code == 0, answer.output
    assert f"{tmp_path}/aftercare-reminders: models, panel" in answer.output
    assert "提醒" in (tmp_path / "aftercare-reminders/aftercare_reminders/translations/zh_CN.po").read_text()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Reminders", "it is a lower-case word of letters, digits and _"),
        ("re-minders", "perhaps re_minders"),
        ("a_name_that_is_too_long", "at most 20 characters"),
        ("core", "is not 'core'"),
        ("complaints", "is taken here"),
        ("customers", "is taken here"),
    ],
)
def test_new_refuses_a_name_that_cannot_be(tmp_path: Path, name: str, told: str) -> None:
    answer = new(name, into=tmp_path)
    assert answer.exit_code == 1
    assert told in answer.output
    assert list(tmp_path.iterdir()) == []


def test_new_refuses_features_that_are_not_there(tmp_path: Path) -> None:
    answer = new("reminders", "--features", "panel,rockets", into=tmp_path)
    assert answer.exit_code == 1
    assert "there is no feature rockets" in answer.output


def test_new_refuses_a_title_that_would_break_the_code(tmp_path: Path) -> None:
    answer = new("reminders", "--title", 'A "quoted" one', into=tmp_path)
    assert answer.exit_code == 1
    assert "quotes" in answer.output


def test_new_never_writes_over_a_folder(tmp_path: Path) -> None:
    (tmp_path / "aftercare-reminders").mkdir()
    answer = new("reminders", into=tmp_path)
    assert answer.exit_code == 1
    assert "is there already" in answer.output
    assert list((tmp_path / "aftercare-reminders").iterdir()) == []
