"""Note who may be the same customer, and settle it."""

from __future__ import annotations

from sqlalchemy import text

from saas.core.customers.models import CandidateStatus, DuplicateCandidate
from saas.platform.audit.recording import Change, record
from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.tenancy import current_actor, current_tenant

PHONE_SCORE, DOCUMENT_SCORE = 60, 90

# A family shares a phone, so a shared number under another name is a question, not an answer. The set-based twin in
# `bulk` runs the same statement over its touched customers.
NOTE_DUPLICATES = """
INSERT INTO duplicate_candidate (tenant_id, first_id, second_id, reason, score, status,
                                 created_at, created_by, updated_at, updated_by)
SELECT :tenant, least(a, b), greatest(a, b), (array_agg(reason ORDER BY score DESC))[1], max(score), 'open',
       :now, :member, :now, :member
FROM (
    SELECT mine.customer_id a, other.customer_id b, 'phone' reason, CAST(:phone_score AS integer) score
    FROM customer_contact_point mine
    JOIN customer_contact_point other ON other.tenant_id = mine.tenant_id AND other.value_hash = mine.value_hash
         AND other.kind = 'phone' AND other.customer_id <> mine.customer_id
    WHERE mine.tenant_id = :tenant AND mine.kind = 'phone' AND mine.customer_id {touched}
    UNION ALL
    SELECT mine.customer_id, other.customer_id, 'document', CAST(:document_score AS integer)
    FROM customer_id_document mine
    JOIN customer_id_document other ON other.tenant_id = mine.tenant_id AND other.kind = mine.kind
         AND other.number_hash = mine.number_hash AND other.customer_id <> mine.customer_id
    WHERE mine.tenant_id = :tenant AND mine.customer_id {touched}
) shared
GROUP BY least(a, b), greatest(a, b)
ON CONFLICT (tenant_id, first_id, second_id) DO UPDATE
SET score = excluded.score, reason = excluded.reason, row_version = duplicate_candidate.row_version + 1
WHERE duplicate_candidate.score < excluded.score AND duplicate_candidate.status = 'open'
"""


def note_duplicates(customer_id: int) -> None:
    """Add a candidate for each other customer with the same phone or identity number; settled ones stay settled."""
    session().flush()
    statement = text(NOTE_DUPLICATES.format(touched="= :customer"))
    session().execute(statement, {**duplicate_parameters(), "customer": customer_id})


def duplicate_parameters() -> dict[str, object]:
    """The parameters of `NOTE_DUPLICATES`, but for those of `touched`."""
    return {
        "tenant": current_tenant(),
        "now": now(),
        "member": current_actor().member_id,
        "phone_score": PHONE_SCORE,
        "document_score": DOCUMENT_SCORE,
    }


def settle_candidate(candidate_id: int, status: CandidateStatus) -> DuplicateCandidate:
    """Say that two customers are distinct, or open the question again; raises NotFound."""
    candidate = load_for_change(DuplicateCandidate, candidate_id)
    if candidate.status is not status:
        before, candidate.status = candidate.status, status
        session().flush()
        changes = {"status": Change(before=before, after=status)}
        detail = {"other_id": candidate.second_id}
        record("customers.duplicate.settled", "customer", candidate.first_id, changes=changes, detail=detail)
    return candidate
