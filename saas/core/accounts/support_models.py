"""Support access: what a group lets the operators of this service see, for how long, and who of them came in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.clock import now
from saas.platform.i18n import _l
from saas.platform.tenancy import DataCategory, GlobalModel, TenantModel, Versioned, code_text, personal, ref


class SupportGrant(Versioned, TenantModel):
    """A group's leave for operators to come in until a moment, with the rights of one of its roles.

    reason: what they are to help with, as typed. role: the code of a role, whose rights they have in the whole group.
    writes: whether they may change something. until: it ends by itself. revoked_at: when the group ended it before.
    """

    __tablename__ = "support_grant"
    __title__ = _l("Leave for support to come in")

    reason: Mapped[str] = mapped_column(info=personal(DataCategory.COMMUNICATION))
    role: Mapped[str] = code_text()
    writes: Mapped[bool] = mapped_column(Boolean, default=False)
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SupportVisit(TenantModel):
    """An operator who came in under a grant, in one session; what they do names this visit as the actor.

    session_id: of the browser that the visit counts in. operator_name: as the operator was called then.
    """

    __tablename__ = "support_visit"
    __title__ = _l("Visits of support")
    __table_args__ = (Index("ix_support_visit_session", "tenant_id", "session_id"),)

    grant_id: Mapped[int] = ref("support_grant", ondelete="CASCADE")
    account_id: Mapped[int] = mapped_column(BigInteger)
    session_id: Mapped[int] = mapped_column(BigInteger)
    operator_name: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    entered_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]


class SupportDoor(GlobalModel):
    """Which groups let support in, until when: asked before any group is bound, so that without it none ever is.

    Written in the transaction of the grant that it is about. It only says that one may knock: who comes in and with
    which rights, the group's own rows decide.
    """

    __tablename__ = "support_door"
    __table_args__ = (
        UniqueConstraint("group_id", "grant_id"),
        Index("ix_support_door_code", "code", "until"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    group_id: Mapped[int] = mapped_column(BigInteger)
    grant_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = code_text()
    until: Mapped[datetime]
    closed_at: Mapped[datetime | None]
