"""Catalogues: merged from all packages; one that cannot be read costs its words alone."""

from __future__ import annotations

from pathlib import Path

from saas.platform.i18n import Catalogues

GOOD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Recall"\nmsgstr "召回"\n'


def folder(at: Path, content: bytes) -> Path:
    at.mkdir()
    (at / "zh_CN.po").write_bytes(content)
    return at


def test_catalogue_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    made = Catalogues()

    made.load(
        [
            folder(tmp_path / "bytes", GOOD.encode("gb18030")),
            folder(tmp_path / "charset", GOOD.replace("utf-8", "nonsense").encode()),
            folder(tmp_path / "good", GOOD.encode()),
        ]
    )

    assert made.singular["zh_CN"]["Recall"] == "召回"
