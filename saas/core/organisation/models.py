"""Legal entities, stores, departments, employees and work calendars."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Date, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


class Standing(StrEnum):
    """Whether a part of the organisation is in use; what is closed stays readable."""

    OPEN = "open"
    CLOSED = "closed"


class LegalEntity(Versioned, TenantModel):
    """A company of the group; stores of different companies share no personal data without consent.

    uscc: the unified social credit code (统一社会信用代码), 18 characters, `''` while unknown. joint_agreement: which
    agreement on joint processing it is party to, `''` for none; companies that are see each other's customers.
    """

    __tablename__ = "legal_entity"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = code_text()
    uscc: Mapped[str] = code_text(default="")
    joint_agreement: Mapped[str] = mapped_column(default="", server_default="", info=NOT_PERSONAL)
    privacy_contact: Mapped[str] = mapped_column(default="", info=personal(DataCategory.EMPLOYMENT))


class WorkCalendar(Versioned, TenantModel):
    """Working hours of a week: `{"1": [["08:30", "12:00"], …]}` by ISO weekday; feeds all service clocks."""

    __tablename__ = "work_calendar"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = code_text()
    weekly: Mapped[dict[str, Any]] = mapped_column(JSONB, info=NOT_PERSONAL)
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)


class ExceptionKind(StrEnum):
    """A day off, or a make-up workday (调休)."""

    OFF = "off"
    WORK = "work"


class CalendarException(TenantModel):
    """A day that differs from the week; `ranges` is empty for the hours of an ordinary Monday."""

    __tablename__ = "calendar_exception"
    __table_args__ = (UniqueConstraint("tenant_id", "calendar_id", "day"),)

    calendar_id: Mapped[int] = ref("work_calendar", ondelete="CASCADE")
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[ExceptionKind] = choice(ExceptionKind)
    name: Mapped[str] = code_text(default="")
    ranges: Mapped[list[Any]] = mapped_column(JSONB, default=list, info=NOT_PERSONAL)


class Store(Versioned, TenantModel):
    """A 4S store.

    code: short, unique in the group, part of document numbers. timezone: IANA name; days of the store are days there.
    """

    __tablename__ = "store"
    __table_args__ = (UniqueConstraint("tenant_id", "code"), UniqueConstraint("tenant_id", "name"))

    code: Mapped[str] = code_text()
    name: Mapped[str] = code_text()
    legal_entity_id: Mapped[int] = ref("legal_entity")
    calendar_id: Mapped[int | None] = optional_ref("work_calendar")
    region: Mapped[str] = code_text(default="")
    city: Mapped[str] = code_text(default="")
    address: Mapped[str] = code_text(default="")
    phone: Mapped[str] = code_text(default="")
    timezone: Mapped[str] = code_text(default="Asia/Shanghai")
    status: Mapped[Standing] = choice(Standing, default=Standing.OPEN)


class Department(Versioned, TenantModel):
    """A department of a store, or of the group when it has no store."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("tenant_id", "store_id", "name", postgresql_nulls_not_distinct=True),)

    store_id: Mapped[int | None] = optional_ref("store")
    name: Mapped[str] = code_text()
    status: Mapped[Standing] = choice(Standing, default=Standing.OPEN)


class Employee(Versioned, TenantModel):
    """Somebody who works in the group, with or without a sign-in; service advisors of imported orders are found here."""

    __tablename__ = "employee"
    __table_args__ = (
        UniqueConstraint("tenant_id", "employee_no"),
        Index("ix_employee_name", "tenant_id", "name"),
    )

    employee_no: Mapped[str] = code_text()
    name: Mapped[str] = mapped_column(info=personal(DataCategory.EMPLOYMENT))
    store_id: Mapped[int | None] = optional_ref("store")
    department_id: Mapped[int | None] = optional_ref("department")
    position: Mapped[str] = code_text(default="")
    left_on: Mapped[date | None] = mapped_column(Date)
