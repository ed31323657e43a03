"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "customers.customer.merged": _l("Customers put together"),
            "customers.customer.unmerged": _l("Customers taken apart again"),
            "privacy.consent.recorded": _l("Consent recorded"),
            "privacy.contact.blocked": _l("Contact blocked"),
            "privacy.contact.unblocked": _l("Block of contact lifted"),
            "privacy.preference_link.made": _l("Link to the customer's own page made"),
            "privacy.refusal.recorded": _l("Refusal recorded"),
            "privacy.subject.erased": _l("Customer erased"),
            "privacy.subject.exported": _l("Package of a customer's data made"),
        },
        endpoint="customers.show",
        argument="customer_id",
    ),
    *audit_labels(
        {
            "privacy.request.received": _l("Request about own data taken in"),
            "privacy.request.checked": _l("Identity of who asks checked"),
            "privacy.request.assigned": _l("Request about own data assigned"),
            "privacy.request.proposed": _l("Answer to a request proposed"),
            "privacy.request.approved": _l("Answer to a request approved"),
            "privacy.request.answered": _l("Request about own data answered"),
            "privacy.request.refused": _l("Request about own data refused"),
            "privacy.request.withdrawn": _l("Request about own data withdrawn"),
        },
        endpoint="privacy.request",
        argument="request_id",
    ),
    *audit_labels(
        {
            "privacy.notice.published": _l("Notice published"),
            "privacy.group.left": _l("The group is to be destroyed"),
            "privacy.group.came_back": _l("The group works again"),
            "privacy.group.exported": _l("Everything of the group taken out"),
            "privacy.contact_policy.set": _l("Quiet hours set"),
            "privacy.retention.applied": _l("What was kept long enough let go of"),
        },
    ),
)
