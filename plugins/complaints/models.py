"""Complaints, what happened to them, and the group's categories."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.complaints import work_models
from plugins.complaints.completeness import Told
from plugins.complaints.quality import models as quality_models
from plugins.complaints.states import DONE, CaseState, ResultKind
from plugins.complaints.warning import models as warning_models
from saas.plugin_api import (
    NOT_PERSONAL,
    DataCategory,
    Sealed,
    TenantModel,
    Versioned,
    _l,
    choice,
    code_text,
    keyed_text,
    now,
    optional_ref,
    personal,
    ref,
)


class Channel(StrEnum):
    """How a complaint reached the group."""

    PHONE = "phone"
    FOLLOWUP_CALL = "followup_call"
    WALK_IN = "walk_in"
    WECHAT = "wechat"
    EMAIL = "email"
    WEB = "web"
    QR = "qr"
    SOCIAL = "social"
    REGULATOR = "regulator"


class WaitReason(StrEnum):
    """Why the time of a complaint stands still."""

    CUSTOMER = "customer"
    PART = "part"
    THIRD_PARTY = "third_party"


class Category(Versioned, TenantModel):
    """What a complaint is about, a list of the group's own; `names` by locale."""

    __tablename__ = "complaints_category"
    __title__ = _l("Categories of complaints")
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = code_text()
    names: Mapped[dict[str, str]] = mapped_column(JSONB, info=NOT_PERSONAL)
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))


class Case(Versioned, TenantModel):
    """One complaint.

    severity: 1 (slight) to 4 (grave). safety: somebody could come to harm. occurred_on: a day in the store's zone.
    complainant_name, complainant_phone, complainant_tail: of somebody who is no customer; the tail is the number's last
    four digits. model_text: the vehicle's model where the vehicle is not on record. task_id: the follow-up in which it
    was heard. concerned_id: the member whose work it is about. acknowledge_by: until when the customer should know that it
    was heard. overdue_at: when the nightly look found that nobody had. resolve_by: until when it should be resolved, none
    for those that were over before such times were kept. waiting_for: why its time stands still. escalation: how often its
    time or the customer went over somebody's head. closure_task_id: the call that asks whether it is well. link_token:
    opens the customer's own page, none until somebody wants it.
    """

    __tablename__ = "complaints_case"
    __title__ = _l("Complaints")
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_no"),
        UniqueConstraint("tenant_id", "link_token"),
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity"),
        Index("ix_complaints_case_received_at", "tenant_id", "received_at", "id"),
        Index("ix_complaints_case_state", "tenant_id", "state", "received_at", "id"),
        Index("ix_complaints_case_customer", "tenant_id", "customer_id", "received_at", "id"),
        Index("ix_complaints_case_store", "tenant_id", "store_id", "received_at", "id"),
        Index("ix_complaints_case_handler", "tenant_id", "handler_id", "received_at", "id"),
    )

    document_no: Mapped[str] = code_text()
    state: Mapped[CaseState] = choice(CaseState, default=CaseState.RECEIVED)
    channel: Mapped[Channel] = choice(Channel)
    store_id: Mapped[int] = ref("store", index=False)
    customer_id: Mapped[int | None] = optional_ref("customer", index=False)
    vehicle_id: Mapped[int | None] = optional_ref("vehicle")
    task_id: Mapped[int | None] = optional_ref("followup_task")
    complainant_name: Mapped[str] = mapped_column(default="", info=personal(DataCategory.IDENTITY))
    complainant_phone: Mapped[str | None] = mapped_column(
        Sealed("complaints_case.complainant_phone"), info=personal(DataCategory.CONTACT)
    )
    complainant_tail: Mapped[str] = mapped_column(default="", info=personal(DataCategory.CONTACT))
    model_text: Mapped[str] = mapped_column(default="", info=personal(DataCategory.VEHICLE))
    category_id: Mapped[int | None] = optional_ref("complaints_category")
    severity: Mapped[int] = mapped_column(SmallInteger, default=2)
    safety: Mapped[bool] = mapped_column(Boolean, default=False)
    description: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))
    demand: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))
    occurred_on: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime]
    acknowledge_by: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    registered_by_id: Mapped[int | None] = optional_ref("member")
    handler_id: Mapped[int | None] = optional_ref("member", index=False)
    concerned_id: Mapped[int | None] = optional_ref("member")
    closed_at: Mapped[datetime | None]
    result_kind: Mapped[ResultKind | None] = choice(ResultKind, nullable=True)
    result_text: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))
    reopen_count: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    resolve_by: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = optional_ref("member")
    waiting_for: Mapped[WaitReason | None] = choice(WaitReason, nullable=True)
    escalation: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    closure_task_id: Mapped[int | None] = optional_ref("followup_task")
    # Goes with the words when the case is forgotten: whoever has it reads what the customer said.
    link_token: Mapped[str | None] = mapped_column(info=personal(DataCategory.IDENTITY))

    @property
    def told(self) -> Told:
        """What it says, for the check of completeness."""
        return Told(
            reachable=self.customer_id is not None or bool(self.complainant_name and self.complainant_tail),
            vehicle=self.vehicle_id is not None or bool(self.model_text),
            description=self.description,
            demand=self.demand,
        )

    @property
    def is_overdue(self) -> bool:
        """Whether the customer should know by now that it was heard, and does not."""
        return self.state is CaseState.RECEIVED and self.acknowledge_by < now()

    @property
    def is_late(self) -> bool:
        """Whether it should be resolved by now, and is not."""
        working = self.state.is_open and self.state not in DONE
        return working and self.resolve_by is not None and self.resolve_by < now()


class EventKind(StrEnum):
    """What happened to a complaint."""

    REGISTERED = "registered"
    EDITED = "edited"
    ACKNOWLEDGED = "acknowledged"
    CLASSIFIED = "classified"
    ASSIGNED = "assigned"
    OVERDUE = "overdue"
    INVESTIGATED = "investigated"
    ASKED = "asked"
    ANSWERED = "answered"
    FOUND = "found"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    OFFERED = "offered"
    DECLINED = "declined"
    AGREED = "agreed"
    PLANNED = "planned"
    DONE = "done"
    RESOLVED = "resolved"
    CALL_PLANNED = "call_planned"
    UNREACHED = "unreached"
    WAITING = "waiting"
    WENT_ON = "went_on"
    ESCALATED = "escalated"
    EVIDENCE = "evidence"
    CLOSED = "closed"
    REOPENED = "reopened"
    LINKED = "linked"


NOTE = "complaints_event.note"
"""What the notes of histories are bound to."""


class CaseEvent(TenantModel):
    """One line of a complaint's history, never changed.

    actor_kind, actor_id: who did it, as in the audit. member_id: whom it was given to. sealed_note: what was
    said, under the complaint's key.
    """

    __tablename__ = "complaints_event"
    __title__ = _l("What happened to complaints")
    __table_args__ = (Index("ix_complaints_event_case", "tenant_id", "case_id", "id"),)
    append_only = True

    case_id: Mapped[int] = ref("complaints_case", index=False)
    kind: Mapped[EventKind] = choice(EventKind)
    state: Mapped[CaseState] = choice(CaseState)
    happened_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
    member_id: Mapped[int | None]
    sealed_note: Mapped[bytes | None] = keyed_text("note", NOTE, DataCategory.COMMUNICATION)


WORK_MODELS = (
    work_models.Investigation,
    work_models.ThirdParty,
    work_models.SolutionOption,
    work_models.CaseTask,
    work_models.Closure,
    work_models.RoutingRule,
)
"""What the work on complaints leaves behind, and the rules for who gets them."""
WARNING_MODELS = (
    warning_models.WarningRun,
    warning_models.Alert,
    warning_models.AlertEvidence,
    warning_models.AlertCase,
    warning_models.AlertEvent,
)
"""The tables of the early warning, kept in its own package."""
QUALITY_MODELS = (
    quality_models.QualityIssue,
    quality_models.IssueCase,
    quality_models.IssueContact,
    quality_models.IssueEvent,
)
"""The tables of quality issues, kept in their own package."""
