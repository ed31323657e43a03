"""Take in what customers ask about their data, check who asks, have the grave things approved by somebody else, answer."""

from __future__ import annotations

from datetime import date

from saas.core.accounts.queries import active_members_with
from saas.core.contracts.duties import EraseMode
from saas.core.customers.models import Customer
from saas.core.organisation.models import ExceptionKind
from saas.core.organisation.queries import default_calendar, exceptions_of_year
from saas.core.privacy.deadlines import ANSWER_WITHIN, working_days_after
from saas.core.privacy.models import BlockSource, ConsentDecision, Purpose
from saas.core.privacy.operations import block_contact, record_consent
from saas.core.privacy.permissions import APPROVE_REQUESTS, HANDLE_REQUESTS, TWO_PEOPLE
from saas.core.privacy.request_models import IdentityProof, RequestKind, RequestState, SubjectRequest
from saas.core.privacy.runner import erase_subject, export_subject
from saas.platform.audit.recording import record
from saas.platform.clock import now, today
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import require_another
from saas.platform.tenancy import current_actor

OPEN = (RequestState.RECEIVED, RequestState.CHECKED, RequestState.PROPOSED)
APPROVED_BY_TWO = (RequestKind.DELETE, RequestKind.RESTRICT)
"""What cannot be taken back: one proposes it, somebody else approves it."""
WITH_PACKAGE = (RequestKind.ACCESS, RequestKind.COPY, RequestKind.EXPLAIN)
"""What is answered with all that is kept; the package also says why each contact was allowed."""


def receive_request(customer_id: int, kind: RequestKind, *, said: str = "", zone: str) -> SubjectRequest:
    """Take a request in; its deadline counts from today in `zone`. Raises NotFound, Conflict for one who is erased."""
    customer = load(Customer, customer_id)
    if customer.gone_at is not None and customer.merged_into_id is None:
        raise Conflict(_("This customer was erased already."))
    asked = SubjectRequest(
        customer_id=customer.merged_into_id or customer.id,
        kind=kind,
        said=said.strip(),
        due_on=_due_on(today(zone)),
    )
    session().add(asked)
    session().flush()
    _note(asked, "received")
    return asked


def check_identity(request_id: int, proof: IdentityProof, *, version: int | None = None) -> SubjectRequest:
    """Note how it was seen that the customer asks. Raises NotFound, Conflict where that was noted or all is over."""
    asked = _in_state(request_id, version, RequestState.RECEIVED)
    asked.state, asked.proof = RequestState.CHECKED, proof
    asked.checked_at, asked.checked_by_id = now(), current_actor().member_id
    _note(asked, "checked", proof=proof)
    return asked


def assign_request(request_id: int, member_id: int, *, version: int | None = None) -> SubjectRequest:
    """Give an open request to somebody who may handle it. Raises NotFound, Conflict, Invalid for anybody else."""
    asked = _in_state(request_id, version, *OPEN)
    if member_id not in {one for one, _name in active_members_with(HANDLE_REQUESTS)}:
        raise Invalid("member_id", _("Choose somebody who may handle requests."))
    asked.assignee_id = member_id
    _note(asked, "assigned", member_id=member_id)
    return asked


def propose_request(
    request_id: int, *, mode: EraseMode = EraseMode.ERASE, version: int | None = None
) -> SubjectRequest:
    """Have a deletion or restriction approved by somebody else. Raises NotFound, Conflict before the identity is known."""
    asked = _in_state(request_id, version, RequestState.CHECKED)
    if asked.kind not in APPROVED_BY_TWO:
        raise Conflict(_("This needs no approval: answer it."))
    asked.state, asked.mode = RequestState.PROPOSED, mode.value
    asked.proposed_by_id, asked.proposed_at = current_actor().member_id, now()
    _note(asked, "proposed", mode=mode)
    return asked


def ask_erasure(
    customer_id: int, mode: EraseMode, *, said: str, proof: IdentityProof, zone: str
) -> SubjectRequest:
    """Take in, with its identity checked, that a customer is to be erased, and have it approved by somebody else."""
    asked = receive_request(customer_id, RequestKind.DELETE, said=said, zone=zone)
    check_identity(asked.id, proof)
    return propose_request(asked.id, mode=mode)


def approve_request(request_id: int, *, version: int | None = None) -> SubjectRequest:
    """Do what was proposed. Raises NotFound, Conflict, and Forbidden for whoever took it in, checked or proposed it."""
    asked = _in_state(request_id, version, RequestState.PROPOSED)
    require_another(
        TWO_PEOPLE, APPROVE_REQUESTS, than=(asked.created_by, asked.checked_by_id, asked.proposed_by_id)
    )
    asked.approved_by_id = current_actor().member_id
    _close(asked, RequestState.DONE)
    _note(asked, "approved")
    if asked.kind is RequestKind.DELETE:
        reason = _("Request no. %(number)s of the customer", number=asked.id)
        run = erase_subject(asked.customer_id, EraseMode(asked.mode), reason=reason)
        # The erasure emptied what the request says of the customer.
        session().refresh(asked)
        asked.duty_run_id = run.id
    else:
        _restrict(asked)
    session().flush()
    return asked


def answer_request(request_id: int, answer: str, *, version: int | None = None) -> SubjectRequest:
    """Answer a request that nobody has to approve; a package is made where one is due.

    Raises NotFound, Conflict before the identity is known and for what needs approval, Invalid without an answer.
    """
    asked = _in_state(request_id, version, RequestState.CHECKED)
    if asked.kind in APPROVED_BY_TWO:
        raise Conflict(_("This has to be approved by somebody else: propose it."))
    asked.answer = _wanted("answer", answer)
    if asked.kind in WITH_PACKAGE:
        reason = _("Request no. %(number)s of the customer", number=asked.id)
        asked.duty_run_id = export_subject(asked.customer_id, reason=reason).id
    _close(asked, RequestState.DONE)
    _note(asked, "answered")
    return asked


def refuse_request(request_id: int, reason: str, *, version: int | None = None) -> SubjectRequest:
    """Refuse an open request; the customer is told why. Raises NotFound, Conflict, Invalid without a reason."""
    asked = _in_state(request_id, version, *OPEN)
    asked.answer = _wanted("answer", reason)
    _close(asked, RequestState.REFUSED)
    _note(asked, "refused")
    return asked


def withdraw_request(request_id: int, *, version: int | None = None) -> SubjectRequest:
    """Note that the customer does not want it any more. Raises NotFound, Conflict for one that is over."""
    asked = _in_state(request_id, version, *OPEN)
    _close(asked, RequestState.WITHDRAWN)
    _note(asked, "withdrawn")
    return asked


def _restrict(asked: SubjectRequest) -> None:
    """Nothing but keeping: no contact in any way, no profile, no handing on."""
    block_contact(asked.customer_id, source=BlockSource.STAFF)
    for purpose in (Purpose.PROFILING, Purpose.SHARE, Purpose.MARKETING, Purpose.SURVEY):
        evidence = {"kind": "subject_request", "id": asked.id}
        record_consent(asked.customer_id, purpose, ConsentDecision.WITHDRAW, evidence=evidence)


def _in_state(request_id: int, version: int | None, *states: RequestState) -> SubjectRequest:
    asked = load_for_change(SubjectRequest, request_id, version=version)
    if asked.state not in states:
        raise Conflict(_("This cannot be done with the request as it stands now."))
    return asked


def _close(asked: SubjectRequest, state: RequestState) -> None:
    asked.state, asked.closed_at = state, now()
    session().flush()


def _wanted(field: str, text: str) -> str:
    if not text.strip():
        raise Invalid(field, _("Write what the customer is told."))
    return text.strip()


def _due_on(start: date) -> date:
    calendar = default_calendar()
    days = [*exceptions_of_year(calendar.id, start.year), *exceptions_of_year(calendar.id, start.year + 1)]
    exceptions = {one.day: one.kind is ExceptionKind.WORK for one in days}
    return working_days_after(start, ANSWER_WITHIN, exceptions)


def _note(asked: SubjectRequest, what: str, **detail: object) -> None:
    session().flush()
    told = {"kind": asked.kind, "customer_id": asked.customer_id, **detail}
    record(f"privacy.request.{what}", "subject_request", asked.id, detail=told)
