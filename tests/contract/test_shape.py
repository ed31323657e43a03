"""The size of files and functions, counted over the product's own source, so that it cannot rot."""

import ast
import itertools
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Lines at the middle, at nine in ten, and at most."""

    median: int
    ninth_decile: int
    longest: int


FILES = Limits(median=100, ninth_decile=300, longest=450)
FUNCTIONS = Limits(median=8, ninth_decile=25, longest=60)

Sized = tuple[int, str]


def sources() -> list[Path]:
    found = itertools.chain((ROOT / "saas").rglob("*.py"), (ROOT / "plugins").rglob("*.py"))
    counted = (
        path for path in found if not {"migrations", "_migrations", "skeleton", "tests"} & set(path.parts)
    )
    return [path for path in counted if path.stat().st_size]


LIST_OF_NAMES = ROOT / "saas/plugin_api/__init__.py"
"""One line for each name that plugins may import: as long as what is offered, which its own test holds to imports alone."""


def files() -> list[Sized]:
    return [
        (len(path.read_text().splitlines()), str(path.relative_to(ROOT)))
        for path in sources()
        if path != LIST_OF_NAMES
    ]


def functions() -> list[Sized]:
    return [found for path in sources() for found in functions_of(path)]


def functions_of(path: Path) -> Iterator[Sized]:
    """Lines from `def` to the end without the docstring: words of explanation are no length."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
            yield lines, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node, clean=False) is None:
        return 0
    return (node.body[0].end_lineno or node.body[0].lineno) - node.body[0].lineno + 1


def judged(sizes: Sequence[Sized], limits: Limits) -> list[str]:
    """What is wrong with these sizes, in words."""
    lengths = sorted(lines for lines, _ in sizes)
    faults = [f"{name}: {lines} lines of {limits.longest}" for lines, name in sizes if lines > limits.longest]
    if (median := statistics.median(lengths)) > limits.median:
        faults.append(f"the median is {median} of {limits.median}")
    if (ninth := lengths[int(len(lengths) * 0.9)]) > limits.ninth_decile:
        largest = [name for _, name in sorted(sizes, reverse=True)[:5]]
        faults.append(f"nine in ten are up to {ninth} of {limits.ninth_decile}; the largest: {largest}")
    return faults


@pytest.mark.parametrize(
    ("sizes", "limits"), [(files(), FILES), (functions(), FUNCTIONS)], ids=["files", "functions"]
)
def test_shape_stays_within_its_limits(sizes: list[Sized], limits: Limits) -> None:
    assert sizes
    assert judged(sizes, limits) == []


@pytest.mark.parametrize(
    ("lengths", "complaint"),
    [
        ([10] * 9 + [451], "451 lines"),
        ([101] * 10, "median"),
        ([10] * 8 + [301] * 2, "nine in ten"),
    ],
)
def test_shape_limits_are_noticed_when_broken(lengths: list[int], complaint: str) -> None:
    faults = judged([(length, f"file {length}") for length in lengths], FILES)
    assert any(complaint in fault for fault in faults)
