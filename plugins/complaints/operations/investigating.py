"""Finding out what happened: beginning, asking somebody outside, settling the facts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from plugins.complaints.models import Case, EventKind, WaitReason
from plugins.complaints.operations import times
from plugins.complaints.operations.history import case_for_change, note, take
from plugins.complaints.permissions import WRITE
from plugins.complaints.states import Step
from plugins.complaints.work_models import CauseClass, Finding, Investigation, ThirdParty
from saas.plugin_api import (
    Conflict,
    Invalid,
    Store,
    _,
    current_actor,
    current_tenant,
    load,
    now,
    session,
    today,
)


def investigate_case(case_id: int, *, version: int | None = None) -> Case:
    """Begin to find out what happened; raises Conflict while nobody handles it, and in other states than it begins in.

    Whoever it is about cannot: `case_for_change` refuses them, and what they are refused is theirs alone.
    """
    case = case_for_change(case_id, WRITE, version=version)
    if case.handler_id is None:
        raise Conflict(_("First give the complaint to a handler."))
    take(case, Step.INVESTIGATE)
    note(case, EventKind.INVESTIGATED)
    session().add(
        Investigation(
            case_id=case.id,
            round=len(investigations(case.id)) + 1,
            investigator_id=current_actor().member_id or case.handler_id,
        )
    )
    session().flush()
    return case


def ask_third_party(
    case_id: int, *, body: str, question: str, due_on: date, version: int | None = None
) -> Case:
    """Ask somebody outside; the complaint's time stands still until they answer. Raises Invalid for a day that has passed."""
    case = case_for_change(case_id, WRITE, version=version)
    if due_on < today(load(Store, case.store_id).timezone):
        raise Invalid("due_on", _("This day has passed."))
    take(case, Step.ASK)
    session().add(ThirdParty(case_id=case.id, body=body, question=question, due_on=due_on))
    times.hold(case, WaitReason.THIRD_PARTY)
    note(case, EventKind.ASKED, text=f"{body}: {question}")
    return case


def answer_of_third_party(case_id: int, *, answer: str, version: int | None = None) -> Case:
    """Write down what they answered; the time runs again."""
    case = case_for_change(case_id, WRITE, version=version)
    take(case, Step.ANSWER)
    mine = (ThirdParty.tenant_id == current_tenant(), ThirdParty.case_id == case.id)
    asked = session().scalars(
        select(ThirdParty).where(*mine, ThirdParty.answered_at.is_(None)).order_by(ThirdParty.id)
    )
    for one in asked:
        one.answer, one.answered_at = answer, now()
    times.go_on(case)
    note(case, EventKind.ANSWERED, text=answer)
    return case


def settle_facts(
    case_id: int,
    *,
    facts: str,
    finding: Finding,
    cause: CauseClass | None = None,
    root_cause: str = "",
    version: int | None = None,
) -> Case:
    """Say what the facts are and whether the customer is right.

    Raises Invalid where the customer is right and no root cause is given, Conflict in other states than `investigating`.
    """
    case = case_for_change(case_id, WRITE, version=version)
    if finding is not Finding.UNFOUNDED and (cause is None or not root_cause.strip()):
        field = "cause" if cause is None else "root_cause"
        raise Invalid(field, _("Say why it could happen."))
    take(case, Step.FIND_UNFOUNDED if finding is Finding.UNFOUNDED else Step.FIND_VALID)
    current = investigations(case.id)[-1]
    current.facts, current.finding, current.finished_at = facts, finding, now()
    current.cause, current.root_cause = cause, root_cause
    note(case, EventKind.FOUND, text=facts)
    return case


def investigations(case_id: int) -> list[Investigation]:
    """The investigations of a complaint, the first one first."""
    mine = (Investigation.tenant_id == current_tenant(), Investigation.case_id == case_id)
    return list(session().scalars(select(Investigation).where(*mine).order_by(Investigation.round)))
