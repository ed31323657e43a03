"""Who answered a study, in what way, and what they answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.plugin_api import (
    DataCategory,
    TenantModel,
    _l,
    choice,
    code_text,
    now,
    optional_ref,
    personal,
    ref,
)


class Mode(StrEnum):
    """How answers came in."""

    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    INTERVIEW = "interview"
    FILE = "file"


class Response(TenantModel):
    """One respondent's answers to a study.

    submission: names the filled-in questionnaire, so that what is sent twice counts once; for files the respondent's
    number. customer_id: who answered, none where that is not known. store_id: of whose service they spoke.
    """

    __tablename__ = "kano_response"
    __title__ = _l("Answers to Kano studies")
    __table_args__ = (
        UniqueConstraint("tenant_id", "study_id", "mode", "submission"),
        Index("ix_kano_response_study", "tenant_id", "study_id", "id"),
        Index("ix_kano_response_answered_at", "tenant_id", "answered_at"),
    )

    study_id: Mapped[int] = ref("kano_study", index=False)
    mode: Mapped[Mode] = choice(Mode)
    submission: Mapped[str] = code_text()
    customer_id: Mapped[int | None] = optional_ref("customer")
    store_id: Mapped[int | None] = optional_ref("store")
    entered_by_id: Mapped[int | None] = optional_ref("member")
    answered_at: Mapped[datetime] = mapped_column(default=now)


class Invitation(TenantModel):
    """That a customer was sent a study, with a link of their own that is answered once.

    token: of its address. answered: never when, so that of an anonymous study nobody can tell whose answers are whose.
    """

    __tablename__ = "kano_invitation"
    __title__ = _l("Customers who were sent a Kano study")
    __table_args__ = (
        UniqueConstraint("tenant_id", "token"),
        Index("ix_kano_invitation_study", "tenant_id", "study_id", "customer_id"),
        Index("ix_kano_invitation_sent_at", "tenant_id", "sent_at"),
    )

    study_id: Mapped[int] = ref("kano_study", index=False)
    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE")
    token: Mapped[str] = code_text()
    answered: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    sent_at: Mapped[datetime] = mapped_column(default=now)
    sent_by_id: Mapped[int | None] = optional_ref("member")


_LIKERT = "BETWEEN 1 AND 5"


class Answers(TenantModel):
    """The pair of answers of one respondent to one factor, from 1 (like) to 5 (dislike). importance: 1 to 9, as told."""

    __tablename__ = "kano_answer"
    __title__ = _l("Pairs of answers")
    __table_args__ = (
        UniqueConstraint("tenant_id", "response_id", "study_factor_id"),
        CheckConstraint(f"functional {_LIKERT} AND dysfunctional {_LIKERT}", name="answers"),
        CheckConstraint("importance BETWEEN 1 AND 9", name="importance"),
    )

    response_id: Mapped[int] = ref("kano_response", ondelete="CASCADE", index=False)
    study_factor_id: Mapped[int] = ref("kano_study_factor")
    functional: Mapped[int] = mapped_column(SmallInteger, info=personal(DataCategory.PREFERENCE))
    dysfunctional: Mapped[int] = mapped_column(SmallInteger, info=personal(DataCategory.PREFERENCE))
    importance: Mapped[int | None] = mapped_column(SmallInteger, info=personal(DataCategory.PREFERENCE))
