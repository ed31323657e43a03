"""Every text that people see is there in Chinese, with all its places."""

from __future__ import annotations

from pathlib import Path

import pytest

from saas.platform.i18n_extract import Message, faults, messages_of, translated, wanted, written

PACKAGES = wanted()


def key_of(message: Message) -> str:
    return message if isinstance(message, str) else message[0]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: "/".join(package.parts[-2:]))
def test_translations_complete(package: Path) -> None:
    texts = translated(package)
    wrong = {
        key_of(one): fault for one in PACKAGES[package] if (fault := faults(one, texts.get(key_of(one))))
    }
    assert not wrong, "run python -m saas.platform.i18n_extract, then fill in what is empty"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: "/".join(package.parts[-2:]))
def test_translations_hold_nothing_obsolete(package: Path) -> None:
    assert not set(translated(package)) - {key_of(message) for message in PACKAGES[package]}


@pytest.mark.parametrize(
    ("message", "texts", "fault"),
    [
        ("Save", ("保存",), ""),
        ("Save", None, "is not translated"),
        ("Save", ("",), "is not translated"),
        ("Error %(id)s", ("错误 %(id)s",), ""),
        ("Error %(id)s", ("错误",), "must keep the places ['id']"),
        ("Error %(id)s", ("错误 %(number)s",), "must keep the places ['id']"),
        (("%(n)d row", "%(n)d rows"), ("%(n)d 行",), ""),
    ],
)
def test_translations_faults(message: Message, texts: tuple[str, ...] | None, fault: str) -> None:
    assert faults(message, texts) == fault


def test_translations_fuzzy_counts_as_missing(tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "zh_CN.po").write_text('#, fuzzy\nmsgid "Save"\nmsgstr "存"\n\nmsgid "Open"\nmsgstr "打开"\n')
    assert translated(tmp_path) == {"Open": ("打开",)}


def test_translations_survive_rewriting(tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    folder.mkdir()
    messages: list[Message] = ["Save", ("%(n)d row", "%(n)d rows"), "New"]
    (folder / "zh_CN.po").write_text(written(messages, {"Save": ("保存",), "%(n)d row": ("%(n)d 行",)}))
    assert translated(tmp_path) == {"Save": ("保存",), "%(n)d row": ("%(n)d 行",), "New": ("",)}


def test_translations_found_in_python_and_templates(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'x = _("One")\ny = _l("Two")\nz = ngettext("%(n)d day", "%(n)d days", 3)\n'
    )
    (tmp_path / "b.html").write_text('{% macro m(a="") %}{{ _("Three %(x)s", x=a) }}{% endmacro %}')
    assert list(messages_of(tmp_path / "a.py")) == ["One", "Two", ("%(n)d day", "%(n)d days")]
    assert list(messages_of(tmp_path / "b.html")) == ["Three %(x)s"]


def test_translations_say_the_same_for_the_same_text() -> None:
    # the catalogues are merged without a context: of two translations of one text only the first would be seen
    said: dict[str, dict[tuple[str, ...], str]] = {}
    for package in PACKAGES:
        for key, texts in translated(package).items():
            said.setdefault(key, {}).setdefault(texts, package.name)
    assert {key: found for key, found in said.items() if len(found) > 1} == {}
