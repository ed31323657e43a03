"""Special groups that a customer belongs to: sensitive data, known only while the customer's own agreement to it holds."""

from __future__ import annotations

from saas.core.privacy.decision import SpecialGroup, purpose_of
from saas.core.privacy.models import ConsentDecision, ContactChannel
from saas.core.privacy.queries import statements_of


def special_groups_of(customer_id: int) -> list[SpecialGroup]:
    """The groups that the customer lets us know, as their last words say; gone with a withdrawal at once."""
    said = statements_of({customer_id}, ContactChannel.ANY)
    return [one for one in SpecialGroup if said.get((customer_id, purpose_of(one))) is ConsentDecision.GRANT]
