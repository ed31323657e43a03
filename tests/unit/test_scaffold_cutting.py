"""Cutting the skeleton: regions, whole files, imports that are left over."""

from __future__ import annotations

import pytest

from saas.scaffold.cutting import cut, without_unused_imports

TEXT = """first
# >>> a|b
either
# >>> c
both
# <<<
# <<<
last
"""


@pytest.mark.parametrize(
    ("features", "lines"),
    [
        ((), ["first", "last"]),
        (("a",), ["first", "either", "last"]),
        (("b", "c"), ["first", "either", "both", "last"]),
        (("c",), ["first", "last"]),
    ],
)
def test_cut_keeps_what_is_for_a_feature(features: tuple[str, ...], lines: list[str]) -> None:
    assert (cut(TEXT, features) or "").split() == lines


@pytest.mark.parametrize("mark", ["# file: a", "{# file: a #}", "<!-- file: a|b -->"])
def test_cut_leaves_a_file_out(mark: str) -> None:
    assert cut(f"{mark}\nbody\n", ["a"]) == "body\n"
    assert cut(f"{mark}\nbody\n", ["c"]) is None


def test_cut_does_not_take_an_open_region() -> None:
    with pytest.raises(ValueError, match="does not end"):
        cut("# >>> a\nbody\n", ["a"])


def test_imports_that_nothing_needs_go() -> None:
    future = "from __future__ import annotations"
    source = f"{future}\n\nimport os\nfrom a import (\n    One,\n    Two,\n)\nfrom b import c\n\nx: Two = 1\n"
    assert without_unused_imports(source) == f"{future}\n\nfrom a import Two\n\nx: Two = 1\n"


def test_imports_stay_folded_where_they_are_too_long_for_a_line() -> None:
    names = [f"a_rather_long_name_{n}" for n in range(8)]
    source = f"from a import (\n{''.join(f'    {name},{chr(10)}' for name in names)})\n\nprint({', '.join(names[1:])})\n"
    kept = without_unused_imports(source).splitlines()
    assert kept[0] == "from a import ("
    assert kept[1] == f"    {names[1]},"
