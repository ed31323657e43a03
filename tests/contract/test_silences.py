"""Where a checker is told to be silent, the line says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("saas", "plugins", "examples", "benchmarks", "migrations")
SILENCE = re.compile(
    r"#\s*(?:type:\s*ignore(?:\[[\w\s,-]+\])?|noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|pragma:\s*no \w+)"
)
_REASON = re.compile(r"\w+\W+\w+")


def unexplained(source: str) -> list[int]:
    """The numbers of the lines that silence a checker and give no reason of two words or more behind it."""
    found = []
    for number, line in enumerate(source.splitlines(), start=1):
        silences = list(SILENCE.finditer(line))
        rest = SILENCE.sub("", line[silences[0].start() :]) if silences else ""
        if silences and not _REASON.search(rest) and rest.strip(" #-") != "likewise":
            found.append(number)
    return found


def test_every_silence_gives_its_reason() -> None:
    sources = [path for place in PLACES for path in sorted((ROOT / place).rglob("*.py"))]
    assert len(sources) > 500
    told = {str(path.relative_to(ROOT)): unexplained(path.read_text(encoding="utf-8")) for path in sources}
    assert {path: lines for path, lines in told.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "wanting"),
    [
        ("x = 1", False),
        ("f(y)  # type: ignore", True),
        ("f(y)  # type: ignore[arg-type]", True),
        ("f(y)  # type: ignore[arg-type]  # noqa: SLF001", True),
        ("f(y)  # type: ignore[arg-type]  # the stub is wrong", False),
        ("f(y)  # noqa: S608, S101 - our own words", False),
        ("f(y)  # noqa: S608 (our own words)", False),
        ("f(y)  # noqa: PLW2901 - likewise", False),
        ("f(y)  # pragma: no cover", True),
    ],
)
def test_planted_silence_is_judged(line: str, wanting: bool) -> None:
    assert unexplained(f"a = 1\n{line}\n") == ([2] if wanting else [])
