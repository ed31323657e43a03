"""What will go says so: to tests as an error, to operators in the log, to authors in the reference."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from types import ModuleType

import pytest
from structlog.testing import capture_logs

from saas.parts import SPECIFICATIONS
from saas.platform.deprecation import Deprecation, SaasDeprecationWarning, deprecated
from saas.platform.plugins import hookspec, load_plugins
from saas.platform.plugins.manifest import API
from saas.platform.plugins.markers import policy_of
from saas.testing.plugin_modules import plugin

GOING = Deprecation(since="0.2", removed_in="2", instead="Use register_marks.")


def specification() -> ModuleType:
    @hookspec(deprecated=GOING)
    def register_signs() -> Sequence[str]:  # type: ignore[empty-body]
        """Signs."""

    made = ModuleType("specification")
    made.register_signs = register_signs  # type: ignore[attr-defined]
    return made


def load(*, strict: bool) -> str:
    """How a plugin that implements the deprecated hook was loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("error" if strict else "ignore")
        found = load_plugins(
            specs=[specification()],
            rooms=[],
            candidates=[plugin("signs", register_signs=lambda: ["stop"])],
            core_version="1.0",
        )
    problem = found.records["signs"].problem
    return problem.message if problem else ""


def test_hook_that_will_go_works_and_the_log_says_so() -> None:
    with capture_logs() as logged:
        assert load(strict=False) == ""
    told = [line["told"] for line in logged if line["event"] == "plugin_uses_deprecated"]
    assert told == [
        "register_signs is deprecated since 0.2 and is gone with plugin api 2. Use register_marks."
    ]


def test_hook_that_will_go_is_an_error_where_warnings_are() -> None:
    assert "register_signs is deprecated since 0.2" in load(strict=True)


def test_function_that_will_go_warns_at_the_caller() -> None:
    @deprecated(GOING)
    def signs(count: int) -> int:
        """Signs."""
        return count

    with pytest.warns(SaasDeprecationWarning, match="Use register_marks") as caught:
        assert signs(3) == 3
    assert caught[0].filename == __file__


def test_what_is_to_be_gone_with_this_version_is_gone() -> None:
    specs = [
        value for module in SPECIFICATIONS for value in vars(module).values() if hasattr(value, "saas_spec")
    ]
    late = [
        spec.__name__
        for spec in specs
        if (found := policy_of(spec).deprecated) and int(found.removed_in) <= int(API)
    ]
    assert late == []
