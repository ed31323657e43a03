"""What customers ask about their own data, from the day it came to the answer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Index
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.i18n import _l
from saas.platform.tenancy import (
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


class RequestKind(StrEnum):
    """What the law lets customers ask for."""

    ACCESS = "access"
    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"
    RESTRICT = "restrict"
    EXPLAIN = "explain"


class RequestState(StrEnum):
    """received → checked → (proposed →) done; from any of the first three also refused or withdrawn."""

    RECEIVED = "received"
    """Nobody has looked yet whether it is the customer who asks."""
    CHECKED = "checked"
    """It is the customer, or somebody who acts for them."""
    PROPOSED = "proposed"
    """What is to be done waits for the approval of somebody else."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class IdentityProof(StrEnum):
    """How it was seen that it is the customer who asks."""

    IN_PERSON = "in_person"
    KNOWN_NUMBER = "known_number"
    DOCUMENT = "document"
    AUTHORISED = "authorised"


class SubjectRequest(Versioned, TenantModel):
    """One request of a customer.

    said: what they want, as somebody took it down. due_on: the last working day for the answer. proof: how their identity
    was seen. proposed_by_id, approved_by_id: two people. mode: how far an erasure goes. answer: what they were told, or
    why it was refused. duty_run_id: the package or erasure that was made for it.
    """

    __tablename__ = "subject_request"
    __title__ = _l("Requests about own data")
    __table_args__ = (
        Index("ix_subject_request_due", "tenant_id", "due_on", "id"),
        Index("ix_subject_request_customer", "tenant_id", "customer_id", "id"),
    )

    customer_id: Mapped[int] = ref("customer", index=False)
    kind: Mapped[RequestKind] = choice(RequestKind)
    state: Mapped[RequestState] = choice(RequestState, default=RequestState.RECEIVED)
    said: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))
    received_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date] = mapped_column(Date)
    proof: Mapped[IdentityProof | None] = choice(IdentityProof, nullable=True)
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = optional_ref("member")
    assignee_id: Mapped[int | None] = optional_ref("member")
    mode: Mapped[str] = code_text(default="")
    proposed_by_id: Mapped[int | None] = optional_ref("member")
    proposed_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = optional_ref("member")
    answer: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))
    closed_at: Mapped[datetime | None]
    duty_run_id: Mapped[int | None] = optional_ref("duty_run")
