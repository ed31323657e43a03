"""Quality issues, their complaints, whom the house wrote to about them, and what happened to them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugins.complaints.quality.states import Department, IssueLine, IssueState, Outcome, Subcause
from plugins.complaints.states import ResultKind
from plugins.complaints.work_models import CauseClass
from saas.plugin_api import (
    DataCategory,
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


def _said() -> Mapped[str]:
    return mapped_column(default="", info=personal(DataCategory.COMMUNICATION))


class QualityIssue(Versioned, TenantModel):
    """Something that is wrong with a part or a piece of work, from its confirmation to whether what was done has helped.

    store_id: none for one of the whole group. alert_id: the early warning from which it was begun. is_running: it is not
    closed. problem: what is wrong. cause, subcause, subcause_text: why; how_found: and how that is known. part_no, lot,
    supplier: where known. measure, done: what was done about it. watched, watched_until, improved: what is looked at until
    when, and what is done so that it does not come again. outcome, outcome_text: whether it has helped. owner_id: who began
    it. reopen_count: how often it was opened again. The texts are those of the latest time; the history keeps all.
    """

    __tablename__ = "complaints_quality_issue"
    __title__ = _l("Quality issues")
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("cause IN ('product', 'installation', 'usage', 'other')", name="quality_cause"),
        CheckConstraint("measure IN ('replaced', 'repaired', 'compensated')", name="quality_measure"),
        Index(
            "uq_complaints_quality_issue_alert",
            "tenant_id",
            "alert_id",
            unique=True,
            postgresql_where=text("is_running"),
        ),
        Index("ix_complaints_quality_issue_begun", "tenant_id", "begun_at", "id"),
        Index("ix_complaints_quality_issue_state", "tenant_id", "state", "begun_at", "id"),
    )

    number: Mapped[str] = code_text()
    state: Mapped[IssueState] = choice(IssueState, default=IssueState.CONFIRMED)
    is_running: Mapped[bool] = mapped_column(Boolean, default=True)
    store_id: Mapped[int | None] = optional_ref("store")
    alert_id: Mapped[int | None] = optional_ref("complaints_alert")
    owner_id: Mapped[int | None] = optional_ref("member")
    begun_at: Mapped[datetime] = mapped_column(default=now)
    problem: Mapped[str] = _said()
    part_no: Mapped[str] = code_text(default="")
    lot: Mapped[str] = code_text(default="")
    supplier: Mapped[str] = code_text(default="")
    cause: Mapped[CauseClass | None] = choice(CauseClass, nullable=True)
    subcause: Mapped[Subcause | None] = choice(Subcause, nullable=True)
    subcause_text: Mapped[str] = _said()
    how_found: Mapped[str] = _said()
    measure: Mapped[ResultKind | None] = choice(ResultKind, nullable=True)
    done: Mapped[str] = _said()
    watched: Mapped[str] = _said()
    watched_until: Mapped[date | None] = mapped_column(Date)
    improved: Mapped[str] = _said()
    outcome: Mapped[Outcome | None] = choice(Outcome, nullable=True)
    outcome_text: Mapped[str] = _said()
    closed_at: Mapped[datetime | None]
    reopen_count: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))


class IssueCase(TenantModel):
    """A complaint in which a quality issue shows."""

    __tablename__ = "complaints_quality_case"
    __title__ = _l("Complaints of quality issues")
    __table_args__ = (UniqueConstraint("tenant_id", "issue_id", "case_id"),)

    issue_id: Mapped[int] = ref("complaints_quality_issue", index=False)
    case_id: Mapped[int] = ref("complaints_case")


class IssueContact(TenantModel):
    """One time that a department or the supplier was written to about a quality issue, and what they answered.

    who: whom exactly. written_on, answered_on: days of the store's clock.
    """

    __tablename__ = "complaints_quality_contact"
    __title__ = _l("Who was written to about quality issues")
    __table_args__ = (Index("ix_complaints_quality_contact_issue", "tenant_id", "issue_id", "id"),)

    issue_id: Mapped[int] = ref("complaints_quality_issue", index=False)
    department: Mapped[Department] = choice(Department)
    who: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    written_on: Mapped[date] = mapped_column(Date)
    written_by_id: Mapped[int | None] = optional_ref("member")
    question: Mapped[str] = _said()
    answer: Mapped[str] = _said()
    answered_on: Mapped[date | None] = mapped_column(Date)


NOTE = "complaints_quality_event.note"
"""What the notes of the histories of quality issues are bound to."""
KEY = "complaints_quality_issue"
"""Under whose key they are."""


class IssueEvent(TenantModel):
    """One line of a quality issue's history, never changed.

    actor_kind, actor_id: who did it, as in the audit. sealed_note: what was found or done, under the issue's key.
    """

    __tablename__ = "complaints_quality_event"
    __title__ = _l("What happened to quality issues")
    __table_args__ = (Index("ix_complaints_quality_event_issue", "tenant_id", "issue_id", "id"),)
    append_only = True

    issue_id: Mapped[int] = ref("complaints_quality_issue", index=False)
    kind: Mapped[IssueLine] = choice(IssueLine)
    state: Mapped[IssueState] = choice(IssueState)
    happened_at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[str] = code_text()
    actor_id: Mapped[int | None]
    sealed_note: Mapped[bytes | None] = keyed_text("note", NOTE, DataCategory.COMMUNICATION)
