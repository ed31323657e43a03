"""`saas plugins translate`: what it fills in, and what it says of texts that the core says otherwise."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from saas.cli import main
from saas.platform.i18n_extract import translated, unheard


def translate(package: Path) -> str:
    answer = CliRunner().invoke(main, ["plugins", "translate", str(package)])
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_what_the_core_says_is_filled_in_and_the_rest_is_counted(tmp_path: Path) -> None:
    (tmp_path / "texts.py").write_text('TEXTS = _l("Save"), _l("Lend a car")\n')

    told = translate(tmp_path)

    assert "1 of 2 texts not translated" in told
    assert translated(tmp_path) == {"Save": ("保存",), "Lend a car": ("",)}


def test_text_that_the_core_says_otherwise_is_named(tmp_path: Path) -> None:
    (tmp_path / "texts.py").write_text('BACK = _l("Back"), _l("Came back")\n')
    translate(tmp_path)
    catalogue = tmp_path / "translations" / "zh_CN.po"
    catalogue.write_text(catalogue.read_text().replace("返回", "已归还"))

    told = translate(tmp_path)

    assert "'Back' is 已归还 here, but people read 返回" in told
    assert unheard(tmp_path) == {"Back": ("已归还", "返回")}
