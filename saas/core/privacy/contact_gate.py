"""The contact gate: every contact with a customer asks it first and keeps its decision."""

from __future__ import annotations

from datetime import datetime

from saas.core.customers.models import Customer
from saas.core.privacy.decision import is_purpose
from saas.core.privacy.models import ContactChannel, ContactDecision, GateResult
from saas.core.privacy.queries import current_policy, find_blocks, verdicts
from saas.core.privacy.words import reasons_in_words
from saas.platform.clock import now
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden
from saas.platform.i18n import _


def may_contact(
    customer_id: int,
    purpose: str,
    channel: ContactChannel,
    *,
    module: str,
    at: datetime | None = None,
    contact_point_id: int | None = None,
) -> ContactDecision:
    """Ask whether a customer may be contacted, and store the answer, which serves one contact.

    purpose: one of `Purpose`, or `sensitive:<what>`. module: who asks, as `followups`. at: aware, now if not given.
    contact_point_id: the number or address that will be used; without one, a block of any of them denies.
    Raises NotFound for a customer that does not exist, ValueError for a purpose or channel that is none.
    """
    if not is_purpose(purpose) or channel is ContactChannel.ANY:
        raise ValueError(f"the gate knows no contact for {purpose!r} by {channel!r}")
    load(Customer, customer_id)
    moment = at or now()
    policy = current_policy()
    blocks = find_blocks({customer_id}, channel, contact_point_id=contact_point_id)
    verdict = verdicts([(customer_id, purpose)], channel, moment, policy, blocks)[(customer_id, purpose)]
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
    if decision.result is GateResult.DENY:
        raise Forbidden(_("No contact was made. %(reasons)s", reasons=reasons_in_words(decision.reasons)))
    if decision.result is GateResult.DEFER:
        raise Conflict(
            _("No contact was made: not now. %(reasons)s", reasons=reasons_in_words(decision.reasons)),
            current={"defer_until": decision.defer_until},
        )
    return decision
