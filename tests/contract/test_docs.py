"""What the documentation names is there: files behind its links, commands with their options, make targets."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from saas.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_COMMAND = re.compile(r"`(saas [^`]+)`|^\s*(?:\$ )?(saas .+)$", re.MULTILINE)
_TARGET = re.compile(r"`make ([a-z]+)\b[^`]*`|^make ([a-z]+)\b", re.MULTILINE)
_ENDS = {"|", "||", "&&", ";", "#", ">", "<", "\\"}


def commands(text: str) -> list[str]:
    """The `saas …` commands that a page names."""
    return [found[0] or found[1] for found in _COMMAND.findall(text)]


def fault(line: str) -> str:
    """What is wrong with a command, empty when the product has it."""
    if any(sign in line for sign in ("…", "|")) and " | " not in line:
        line = line.split("…", maxsplit=1)[0].split("|", maxsplit=1)[0].rstrip()
    words = shlex.split(line, comments=True)[1:]
    words = words[: next((n for n, word in enumerate(words) if word in _ENDS), len(words))]
    at: click.Command = main
    while words and isinstance(at, click.Group) and not words[0].startswith("-"):
        word = words.pop(0)
        found = at.get_command(click.Context(at), word)
        if found is None:
            return f"{line}: there is no command {word!r}"
        at = found
    known = {name for option in at.params if isinstance(option, click.Option) for name in option.opts}
    known |= {
        name for option in at.params if isinstance(option, click.Option) for name in option.secondary_opts
    }
    wrong = [
        word for word in words if word.startswith("--") and word.partition("=")[0] not in {*known, "--help"}
    ]
    return f"{line}: no option {wrong[0]}" if wrong else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_links_lead_somewhere(page: Path) -> None:
    links = [
        link for link in _LINK.findall(page.read_text()) if "://" not in link and not link.startswith("/")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_commands_exist(page: Path) -> None:
    assert [told for line in commands(page.read_text()) if (told := fault(line))] == []


def test_pages_name_commands_at_all() -> None:
    assert sum(len(commands(page.read_text())) for page in PAGES) > 10


def test_a_command_that_is_not_there_is_told() -> None:
    assert "no command" in fault("saas fly away")
    assert "no option" in fault("saas db distribute --fast")
    assert fault("saas db distribute --print") == ""


def test_make_targets_that_pages_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {a or b for page in PAGES for a, b in _TARGET.findall(page.read_text())}
    assert named
    assert named - targets == set()
