"""Running checks on a plugin and telling what came of it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from saas.testing.kit import checks  # noqa: F401  # declares all checks
from saas.testing.kit.report import CHECKS, Check, Family, Finding, Needs, Report
from saas.testing.kit.stage import NoStage, Stage


class Verdict(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOTHING = "nothing of the kind"
    """The plugin declares nothing that the check is about."""
    NOT_RUN = "not run"
    """The plugin could not be loaded or switched on; another check says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one check."""

    check: Check
    verdict: Verdict
    cases: int = 0
    findings: tuple[Finding, ...] = ()
    why: str = ""
    unproven: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The findings as a report tells them."""
        return "\n".join(f"  {finding}" for finding in self.findings)


def run_check(stage: Stage, check: Check) -> Outcome:
    """Run one check; a check that breaks on the plugin has failed."""
    if check.needs is not Needs.CODE and not stage.subject.loaded:
        problem = stage.subject.record.problem
        return Outcome(check=check, verdict=Verdict.NOT_RUN, why=problem.message if problem else "not loaded")
    report = Report()
    try:
        check.run(stage, report)
    except NoStage as error:
        return Outcome(check=check, verdict=Verdict.NOT_RUN, why=str(error))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way, also under a check
        where, mend = _stopped_at(stage, error)
        report.fault(where, f"the check was stopped by {repr(error).partition(chr(10))[0]}", mend)
        _trace(error)
    verdict = Verdict.PASSED if report.cases else Verdict.NOTHING
    return Outcome(
        check=check,
        verdict=Verdict.FAILED if report.findings else verdict,
        cases=report.cases,
        findings=tuple(dict.fromkeys(report.findings)),
        unproven=tuple(dict.fromkeys(report.unproven)),
    )


def _stopped_at(stage: Stage, error: BaseException) -> tuple[str, str]:
    """The last line of the plugin that was running, and what to do about it."""
    home = stage.subject.folder
    frames = [(Path(one.filename), one.lineno) for one in traceback.extract_tb(error.__traceback__)]
    own = [f"{path.relative_to(home.parent)}:{line}" for path, line in frames if path.is_relative_to(home)]
    if own:
        return own[-1], "mend it there; with SAAS_KIT_TRACE=1 the check shows the whole way to it"
    return stage.name, "nothing of it was running at that moment; SAAS_KIT_TRACE=1 shows what was"


def _trace(error: BaseException) -> None:
    if os.environ.get("SAAS_KIT_TRACE"):
        traceback.print_exception(error)


def run_checks(stage: Stage, ids: Iterable[str] = ()) -> list[Outcome]:
    """Run checks, all of them unless some are named, in the order of the families."""
    chosen = [CHECKS[one] for one in ids] or in_order()
    return [run_check(stage, one) for one in chosen]


def in_order() -> list[Check]:
    """All checks by family and number."""
    families = list(Family)
    return sorted(CHECKS.values(), key=lambda one: (families.index(one.family), one.id))


def failed(outcomes: Iterable[Outcome]) -> list[str]:
    """The ids of the checks that failed."""
    return [one.check.id for one in outcomes if one.verdict is Verdict.FAILED]


def settle(outcome: Outcome) -> None:
    """End a test with what came of a check."""
    import pytest

    if outcome.verdict is Verdict.FAILED:
        pytest.fail(f"{outcome.check.id} {outcome.check.title}\n{outcome.told}", pytrace=False)
    if outcome.verdict is not Verdict.PASSED:
        pytest.skip(outcome.why or "; ".join(outcome.unproven) or outcome.verdict.value)
