"""Return values, revisions, addresses and the breaker, each by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint

from saas.platform.plugins.addresses import mount_prefix, plugin_of_path
from saas.platform.plugins.breaker import FAILURES, REST_SECONDS, WINDOW_SECONDS, Breaker
from saas.platform.plugins.returns import WrongReturn, checked
from saas.platform.plugins.revisions import head_revision


@dataclass(frozen=True)
class Fact:
    text: str


FACT = Fact("a")


@pytest.mark.parametrize(
    ("value", "promised", "expected"),
    [
        ([FACT], Sequence[Fact], (FACT,)),
        ((FACT for _ in range(2)), Iterable[Fact], (FACT, FACT)),
        ([], Sequence[Fact], ()),
        ([Fact], Sequence[type[Fact]], (Fact,)),
        ({"a": 1}, Mapping[str, int], {"a": 1}),
        ("a", str, "a"),
        (None, None, None),
        (None, Fact | None, None),
        (FACT, Fact | None, FACT),
        (3, Any, 3),
        (3, int, 3),
    ],
)
def test_checked_gives_what_was_promised(value: object, promised: Any, expected: object) -> None:
    assert checked(value, promised) == expected


@pytest.mark.parametrize(
    ("value", "promised"),
    [
        ("text", Sequence[str]),
        ({"a": FACT}, Sequence[Fact]),
        ([FACT, 1], Sequence[Fact]),
        (FACT, Sequence[Fact]),
        ([FACT], Sequence[type[Fact]]),
        ([int], Sequence[type[Fact]]),
        ({"a": "b"}, Mapping[str, int]),
        ([("a", 1)], Mapping[str, int]),
        (True, int),
        ("a", None),
        (None, str),
        (1, Fact | None),
    ],
)
def test_checked_refuses_what_was_not_promised(value: object, promised: Any) -> None:
    with pytest.raises(WrongReturn):
        checked(value, promised)


def test_head_revision_is_the_one_that_no_other_follows(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('revision: str = "a"\ndown_revision: str | None = None\n')
    (tmp_path / "b.py").write_text('revision = "b"\ndown_revision = "a"\n')
    (tmp_path / "c.py").write_text('revision = "c"\ndown_revision = ("b", "a")\n')
    (tmp_path / "helper.py").write_text("x = 1\n")

    assert head_revision(tmp_path) == "c"
    assert head_revision(tmp_path / "nothing") is None


@pytest.mark.parametrize(
    ("path", "plugin"),
    [
        ("/t/g/x/kano", "kano"),
        ("/t/g/x/kano/", "kano"),
        ("/api/v1/t/g/x/kano/items/3", "kano"),
        ("/p/g/x/kano/token", "kano"),
        ("/t/g/x/", None),
        ("/t/g/customers/x/kano", None),
        ("/account/x/kano", None),
        ("/x/kano", None),
    ],
)
def test_plugin_of_path(path: str, plugin: str | None) -> None:
    assert plugin_of_path(path) == plugin


def test_mount_prefix_is_given_by_name_alone() -> None:
    own = Blueprint("kano_api", __name__, url_prefix="/studies")

    assert mount_prefix("kano", own) == "/api/v1/t/<group>/x/kano"
    assert mount_prefix("kano", Blueprint("kano", __name__)) == "/t/<group>/x/kano"
    assert mount_prefix("kano", Blueprint("kano_public", __name__)) == "/p/<group>/x/kano"


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_breaker_opens_after_five_failures_within_the_window_and_closes_after_its_rest() -> None:
    clock = Time()
    breaker = Breaker(clock)

    opened = [breaker.failed("k") for _ in range(FAILURES)]

    assert opened == [False] * (FAILURES - 1) + [True]
    assert breaker.is_open("k")
    assert not breaker.is_open("other")
    clock.now += REST_SECONDS
    assert not breaker.is_open("k")


def test_breaker_stays_closed_when_failures_are_far_apart() -> None:
    clock = Time()
    breaker = Breaker(clock)

    for _ in range(3 * FAILURES):
        assert not breaker.failed("k")
        clock.now += WINDOW_SECONDS / (FAILURES - 2)

    assert not breaker.is_open("k")
