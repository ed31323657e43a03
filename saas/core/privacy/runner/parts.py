"""One duty of every owner: who has done it, who failed, and when they are asked again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from sqlalchemy import select

from saas.core.privacy.models import DutyKind, DutyPart, DutyRun, DutyState, PartState
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.jobs import enqueue
from saas.platform.plugins import Answer, current_registry, owing
from saas.platform.tenancy import current_tenant

R = TypeVar("R")

RETRY = "privacy.duty_retry"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[R]):
    """What came of asking: the reports by owner (core's rooms give several), and the failed with their error ids."""

    reports: Mapping[str, list[R]]
    failed: Mapping[str, str]


def outcome_of(answers: Collection[Answer[R]], asked: Collection[str]) -> Outcome[R]:
    """Sort answers by owner; an owner who was asked and is not loaded counts as failed, without an error id."""
    failed = {answer.owner: answer.error_id for answer in answers if answer.failed}
    failed |= dict.fromkeys(set(asked) & _not_loaded(), "")
    reports: dict[str, list[R]] = {}
    for answer in answers:
        if answer.owner not in failed and answer.value is not None:
            reports.setdefault(answer.owner, []).append(answer.value)
    return Outcome(reports=reports, failed=failed)


def owners_of(spec: Callable[..., object]) -> list[str]:
    """Everybody who owes a duty: those who implement it, and installed plugins that could not be loaded."""
    return [*owing(spec), *sorted(_not_loaded())]


def begin(kind: DutyKind, *, customer_id: int | None = None, merge_id: int | None = None) -> DutyRun:
    """A new run of a duty, in the current transaction."""
    run = DutyRun(kind=kind, customer_id=customer_id, merge_id=merge_id)
    session().add(run)
    session().flush()
    return run


def owed(run: DutyRun, spec: Callable[..., object]) -> list[str]:
    """The owners who have not done their part of a run yet."""
    done = {part.owner for part in parts_of(run) if part.state is PartState.DONE}
    return [owner for owner in owners_of(spec) if owner not in done]


def carry_out(
    run: DutyRun,
    spec: Callable[..., object],
    call: Callable[[Collection[str]], list[Answer[R]]],
    tell: Callable[[R], Mapping[str, object]],
    *,
    among: Collection[str] | None = None,
) -> Outcome[R]:
    """Ask everybody who has not done their part, and note what came of it.

    call: asks these owners. tell: the numbers of a report, for the page. among: the only ones who owe it. Who failed is
    asked again by a job; each of them loses only their own part.
    """
    asked = [owner for owner in owed(run, spec) if among is None or owner in among]
    outcome = outcome_of(call(asked), asked)
    note(run, {owner: outcome.reports.get(owner, []) for owner in asked}, outcome.failed, tell)
    return outcome


def note(
    run: DutyRun,
    reports: Mapping[str, list[R]],
    failed: Mapping[str, str],
    tell: Callable[[R], Mapping[str, object]],
) -> None:
    """Write down who has done their part and who failed; close the run, or have the rest tried again."""
    known = {part.owner: part for part in parts_of(run)}
    for owner, given in reports.items():
        part = known.get(owner) or DutyPart(duty_run_id=run.id, owner=owner, tries=0)
        part.tries += 1
        part.state = PartState.FAILED if owner in failed else PartState.DONE
        part.error_id = failed.get(owner, "")
        part.done_at = None if owner in failed else now()
        # To what it told before: a part may be asked again after it was done.
        part.told = _added([part.told or {}, *(tell(one) for one in given)])
        session().add(part)
    session().flush()
    if failed:
        run.state, run.finished_at = DutyState.OPEN, None
        _ask_again(run)
    else:
        run.state, run.finished_at, run.subject = DutyState.DONE, now(), None
    session().flush()


def parts_of(run: DutyRun) -> list[DutyPart]:
    """What each owner did of a run."""
    mine = (DutyPart.tenant_id == current_tenant(), DutyPart.duty_run_id == run.id)
    return list(session().scalars(select(DutyPart).where(*mine).order_by(DutyPart.owner)))


def _ask_again(run: DutyRun) -> None:
    tries = max(part.tries for part in parts_of(run) if part.state is PartState.FAILED)
    pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 16), LONGEST_PAUSE)
    # The number of the try is part of the word: the job that asks for the next one is itself unfinished.
    enqueue(RETRY, {"duty_run_id": run.id}, dedupe=f"{run.id}-{tries}", run_after=now() + pause)


def _not_loaded() -> set[str]:
    return {record.name for record in current_registry().failed()}


def _added(told: list[Mapping[str, object]]) -> dict[str, object]:
    total: dict[str, object] = {}
    for numbers in told:
        for name, value in numbers.items():
            before = total.get(name)
            if isinstance(value, dict):
                base = before if isinstance(before, dict) else {}
                total[name] = {
                    key: base.get(key, 0) + n for key, n in {**dict.fromkeys(base, 0), **value}.items()
                }
            elif isinstance(value, list):
                total[name] = [*(before if isinstance(before, list) else []), *value]
            elif isinstance(value, int):
                total[name] = value + (before if isinstance(before, int) else 0)
    return total
