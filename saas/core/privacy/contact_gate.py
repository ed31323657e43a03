"""The contact gate: every contact with a customer asks it first, keeps its decision, and uses it once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from saas.core.customers.models import Customer
from saas.core.privacy.decision import VALID_FOR, Verdict, is_purpose
from saas.core.privacy.models import ContactChannel, ContactDecision, ContactUse, GateResult
from saas.core.privacy.queries import Policy, current_policy, find_blocks, verdicts
from saas.core.privacy.turns import take_turn
from saas.core.privacy.words import reasons_in_words
from saas.platform.clock import now
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


def may_contact(
    customer_id: int,
    purpose: str,
    channel: ContactChannel,
    *,
    module: str,
    at: datetime | None = None,
    contact_point_id: int | None = None,
) -> ContactDecision:
    """Ask whether a customer may be contacted, and store the answer.

    One that allows serves one contact, once it is used (`use_decision`); asking alone uses nothing and counts for no cap.

    purpose: one of `Purpose`, or `sensitive:<what>`. module: who asks, as `followups`. at: aware, now if not given.
    contact_point_id: the number or address that will be used; without one, a block of any of them denies.
    Raises NotFound for a customer that does not exist, ValueError for a purpose or channel that is none.
    """
    if not is_purpose(purpose) or channel is ContactChannel.ANY:
        raise ValueError(f"the gate knows no contact for {purpose!r} by {channel!r}")
    load(Customer, customer_id)
    moment = at or now()
    policy = current_policy()
    verdict = _judge(customer_id, purpose, channel, moment, policy=policy, contact_point_id=contact_point_id)
    decision = ContactDecision(
        customer_id=customer_id,
        purpose=purpose,
        channel=channel,
        module=module,
        decided_at=moment,
        result=verdict.result,
        reasons=list(verdict.reasons),
        defer_until=verdict.defer_until,
        policy_version=policy.version,
        valid_until=moment + VALID_FOR if verdict.allowed else None,
    )
    session().add(decision)
    session().flush()
    return decision


def require_contact(
    customer_id: int,
    purpose: str,
    channel: ContactChannel,
    *,
    module: str,
    at: datetime | None = None,
    contact_point_id: int | None = None,
) -> ContactDecision:
    """Like `may_contact`, for those who go on only when it allows.

    Raises Forbidden when the gate denies and Conflict when it defers, with its reasons in words; the decision then
    leaves with the refused transaction, so whoever wants to keep it asks `may_contact`.
    """
    decision = may_contact(
        customer_id, purpose, channel, module=module, at=at, contact_point_id=contact_point_id
    )
    _go_on(Verdict(result=decision.result, reasons=tuple(decision.reasons), defer_until=decision.defer_until))
    return decision


def begin_contact(
    customer_id: int,
    purpose: str,
    channel: ContactChannel,
    *,
    module: str,
    contact_point_id: int | None = None,
) -> ContactDecision:
    """Ask for a contact that is made now, and use the answer at once if it allows.

    To be called before rows of the customer are locked. Nobody else contacts the customer, or notes what they say, before
    this transaction ends; a contact that does not come about is told to `note_not_made`. Raises like `may_contact`.
    """
    person = take_turn(customer_id)
    decision = may_contact(person, purpose, channel, module=module, contact_point_id=contact_point_id)
    if decision.result is GateResult.ALLOW:
        _use(decision)
    return decision


def use_decision(
    decision_id: int,
    *,
    customer_id: int,
    purpose: str,
    channel: ContactChannel,
    contact_point_id: int | None = None,
) -> ContactUse:
    """Use a decision that allowed, for the one contact that is made now; what has changed since is looked at again.

    To be called before rows of the customer are locked, like `begin_contact`. Raises NotFound, Conflict for a decision that
    is of another contact, is not valid any more or was used, and like `require_contact` when the gate would not allow it
    now.
    """
    person = take_turn(customer_id)
    decision = load(ContactDecision, decision_id)
    moment = now()
    asked = load(Customer, decision.customer_id)
    if (asked.merged_into_id or asked.id, decision.purpose, decision.channel) != (person, purpose, channel):
        raise Conflict(_("This decision was made for another contact."))
    if decision.valid_until is None or not decision.decided_at <= moment <= decision.valid_until:
        raise Conflict(_("This decision is not valid any more; ask again."))
    if _is_used(decision.id):
        raise Conflict(_("This decision has served its contact; ask again."))
    policy = current_policy()
    _go_on(_judge(person, purpose, channel, moment, policy=policy, contact_point_id=contact_point_id))
    return _use(decision)


def note_not_made(decision_id: int) -> None:
    """The contact for which a decision was used did not come about: it counts for no cap, and the decision stays used."""
    mine = (ContactUse.tenant_id == current_tenant(), ContactUse.decision_id == decision_id)
    session().execute(update(ContactUse).where(*mine).values(made=False))


def note_made(decision_id: int) -> None:
    """The contact for which a decision was used came about after all: it counts for the caps."""
    mine = (ContactUse.tenant_id == current_tenant(), ContactUse.decision_id == decision_id)
    session().execute(update(ContactUse).where(*mine).values(made=True))


def use_of(decision_id: int) -> ContactUse:
    """That a decision was used, as a channel's adapter asks to see it; raises NoResultFound for one that was not."""
    mine = select(ContactUse).where(
        ContactUse.tenant_id == current_tenant(), ContactUse.decision_id == decision_id
    )
    return session().scalars(mine).one()


def _judge(
    customer_id: int,
    purpose: str,
    channel: ContactChannel,
    moment: datetime,
    *,
    policy: Policy,
    contact_point_id: int | None,
) -> Verdict:
    blocks = find_blocks({customer_id}, channel, contact_point_id=contact_point_id)
    return verdicts([(customer_id, purpose)], channel, moment, policy, blocks)[(customer_id, purpose)]


def _go_on(verdict: Verdict) -> None:
    if verdict.result is GateResult.DENY:
        raise Forbidden(_("No contact was made. %(reasons)s", reasons=reasons_in_words(verdict.reasons)))
    if verdict.result is GateResult.DEFER:
        raise Conflict(
            _("No contact was made: not now. %(reasons)s", reasons=reasons_in_words(verdict.reasons)),
            current={"defer_until": verdict.defer_until},
        )


def _is_used(decision_id: int) -> bool:
    mine = (ContactUse.tenant_id == current_tenant(), ContactUse.decision_id == decision_id)
    return session().execute(select(ContactUse.id).where(*mine)).first() is not None


def _use(decision: ContactDecision) -> ContactUse:
    use = ContactUse(decision_id=decision.id, used_at=now())
    session().add(use)
    session().flush()
    return use
