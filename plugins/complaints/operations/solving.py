"""Solutions: proposed, approved where they cost much, offered, declined or agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from plugins.complaints.models import Case, EventKind, WaitReason
from plugins.complaints.operations import spending, times
from plugins.complaints.operations.history import case_for_change, note, take, within_reach
from plugins.complaints.permissions import APPROVE, NOT_ABOUT_ONESELF, PROPOSER_APPROVER, READ, WRITE
from plugins.complaints.settings import approval_limit_fen
from plugins.complaints.states import CaseState, ResultKind, Step
from plugins.complaints.work_models import AgreedHow, OptionState, SolutionOption
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    now,
    require,
    require_another,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A solution as it is proposed. cost_fen: what it costs the group. legal_basis: the rule that entitles to it, if one does."""

    kind: ResultKind
    text: str
    cost_fen: int = 0
    legal_basis: str = ""


def propose_solution(case_id: int, proposal: Proposal, *, version: int | None = None) -> SolutionOption:
    """Propose a solution, or another one beside those there; one above the limit waits for somebody else's approval.

    Raises Invalid for a kind that is no solution, Conflict before the facts are settled and after an offer.
    """
    case = case_for_change(case_id, WRITE, version=version)
    if proposal.kind in (ResultKind.WITHDRAWN, ResultKind.DUPLICATE):
        raise Invalid("kind", _("This is no solution."))
    dear = proposal.cost_fen > approval_limit_fen(case.store_id)
    take(case, Step.PROPOSE_DEAR if dear else Step.PROPOSE)
    option = SolutionOption(
        case_id=case.id,
        kind=proposal.kind,
        text=proposal.text,
        cost_fen=proposal.cost_fen,
        legal_basis=proposal.legal_basis,
        state=OptionState.WAITING if dear else OptionState.READY,
        proposed_by_id=current_actor().member_id,
    )
    session().add(option)
    note(case, EventKind.PROPOSED, text=proposal.text)
    return option


def decide_solution(
    case_id: int, *, option_id: int, approved: bool, text: str = "", version: int | None = None
) -> Case:
    """Approve a solution that costs much, or refuse it with a reason.

    Raises Forbidden for whoever proposed it and whoever the complaint is about, Conflict for one that does not wait,
    Invalid for a refusal without a reason.
    """
    case = _for_decision(case_id, version)
    option = _option(case, option_id)
    require_another(PROPOSER_APPROVER, APPROVE, than=[option.proposed_by_id])
    if case.state is not CaseState.APPROVAL or option.state is not OptionState.WAITING:
        raise Conflict(_("This cannot be done with the complaint as it stands now."))
    if not approved and not text.strip():
        raise Invalid("text", _("Say why not."))
    option.state = OptionState.READY if approved else OptionState.REFUSED
    option.decided_by_id, option.decided_at = current_actor().member_id, now()
    session().flush()
    if not [one for one in options_of(case.id) if one.state is OptionState.WAITING]:
        take(case, Step.DECIDE)
    note(case, EventKind.APPROVED if approved else EventKind.REFUSED, text=text)
    return case


def offer_solutions(case_id: int, *, text: str, version: int | None = None) -> Case:
    """Write down that the customer was told of the solutions that may be offered; their time to think is not ours.

    Raises Conflict where there is none.
    """
    case = case_for_change(case_id, WRITE, version=version)
    ready = [one for one in options_of(case.id) if one.state is OptionState.READY]
    if not ready:
        raise Conflict(_("There is no solution that may be offered."))
    take(case, Step.OFFER)
    for one in ready:
        one.state = OptionState.OFFERED
    if case.waiting_for is None:
        times.hold(case, WaitReason.CUSTOMER)
    note(case, EventKind.OFFERED, text=text)
    return case


def decline_solutions(case_id: int, *, text: str, version: int | None = None) -> Case:
    """Write down that the customer wants none of them, and why; others are to be thought of."""
    return decline(case_for_change(case_id, WRITE, version=version), text)


def agree_solution(
    case_id: int,
    *,
    option_id: int,
    how: AgreedHow,
    agreed_with: str = "",
    agreed_at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Write down to which solution the customer agreed, how, when, and who it was where it was somebody else.

    Its cost is set aside in the budget where the group keeps one. Raises Conflict where the budget does not allow it or it
    was not offered, Invalid for a time to come or before the complaint came in.
    """
    case = case_for_change(case_id, WRITE, version=version)
    if agreed_at is not None and agreed_at > now():
        raise Invalid("agreed_at", _("This time is still to come."))
    if agreed_at is not None and agreed_at < case.received_at:
        raise Invalid("agreed_at", _("The complaint had not come in then."))
    return agree(case, option_id, Agreement(how=how, agreed_with=agreed_with, at=agreed_at or now()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How and when the customer agreed, and who it was where it was somebody else. at: aware."""

    how: AgreedHow
    at: datetime
    agreed_with: str = ""


def agree(case: Case, option_id: int, agreement: Agreement) -> Case:
    """Keep an agreement on a complaint that is held to be changed, whoever writes it down; raises as `agree_solution`."""
    option = _option(case, option_id)
    if option.state is not OptionState.OFFERED:
        raise Conflict(_("This solution was not offered."))
    take(case, Step.AGREE)
    _set_offered(case, OptionState.DECLINED)
    option.state, option.agreed_how = OptionState.ACCEPTED, agreement.how
    option.agreed_at, option.agreed_with = agreement.at, agreement.agreed_with
    spending.set_aside(case, option)
    times.go_on(case)
    note(case, EventKind.AGREED, text=option.text)
    return case


def decline(case: Case, text: str) -> Case:
    """Keep that the customer wants none of what was offered, on a complaint that is held to be changed."""
    take(case, Step.DECLINE)
    _set_offered(case, OptionState.DECLINED)
    times.go_on(case)
    note(case, EventKind.DECLINED, text=text)
    return case


def options_of(case_id: int) -> Sequence[SolutionOption]:
    """The solutions of a complaint, in the order in which they were proposed."""
    mine = (SolutionOption.tenant_id == current_tenant(), SolutionOption.case_id == case_id)
    return session().scalars(select(SolutionOption).where(*mine).order_by(SolutionOption.id)).all()


def accepted_option(case_id: int) -> SolutionOption | None:
    """The solution that the customer agreed to and that is not done yet."""
    found = [one for one in options_of(case_id) if one.state is OptionState.ACCEPTED]
    return found[-1] if found else None


def _for_decision(case_id: int, version: int | None) -> Case:
    """For somebody who decides and need not handle complaints."""
    case = load_for_change(Case, case_id)
    if not within_reach(case, READ):
        raise NotFound(_("This does not exist, or no longer."))
    require(APPROVE, store_id=case.store_id, owner_id=case.handler_id)
    require_another(NOT_ABOUT_ONESELF, APPROVE, than=[case.concerned_id])
    return case if version is None else load_for_change(Case, case_id, version=version)


def _option(case: Case, option_id: int) -> SolutionOption:
    found = next((one for one in options_of(case.id) if one.id == option_id), None)
    if found is None:
        raise Invalid("option_id", _("Choose one of the solutions."))
    return found


def _set_offered(case: Case, state: OptionState) -> None:
    for one in options_of(case.id):
        if one.state is OptionState.OFFERED:
            one.state = state
