"""Vehicles and what is known of their life."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Computed, Date, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

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


class Energy(StrEnum):
    """What drives it, by the codes of `EnergyKind`, or that nobody said."""

    PETROL = "petrol"
    DIESEL = "diesel"
    GAS = "gas"
    HYBRID = "hybrid"
    PLUG_IN_HYBRID = "plug_in_hybrid"
    RANGE_EXTENDED = "range_extended"
    ELECTRIC = "electric"
    FUEL_CELL = "fuel_cell"
    UNKNOWN = "unknown"


class Vehicle(Versioned, TenantModel):
    """A vehicle that the group sold or serves.

    vin: 17 characters as given, unique in the group when present. vin_problem: a warning such as a wrong check digit.
    invoice_date, delivery_date, last_service_on, next_maintenance_on: days in the store's zone.
    odometer_km: the latest reading, taken on odometer_on.
    delivered_or_never: the day of delivery, long before all others where it is not known: the list by the newest
    delivery is paged by it, with the unknown ones last.
    next_maintenance_on: predicted from the plan and the odometer rate; kept up by the operations that change either.
    """

    __tablename__ = "vehicle"
    __title__ = _l("Vehicles")
    __table_args__ = (
        # A vehicle may come without VIN or source id: NULLs are distinct on purpose.
        UniqueConstraint("tenant_id", "vin"),
        UniqueConstraint("tenant_id", "source_system", "source_id"),
        Index("ix_vehicle_plate", "tenant_id", "plate"),
        Index("ix_vehicle_delivery_date", "tenant_id", "delivery_date"),
        Index("ix_vehicle_delivered", "tenant_id", "delivered_or_never", "id"),
        Index("ix_vehicle_last_service_on", "tenant_id", "last_service_on"),
        Index("ix_vehicle_next_maintenance_on", "tenant_id", "next_maintenance_on"),
    )

    vin: Mapped[str | None] = mapped_column(info=personal(DataCategory.VEHICLE))
    vin_problem: Mapped[str] = code_text(default="")
    plate: Mapped[str] = mapped_column(default="", info=personal(DataCategory.VEHICLE))
    make: Mapped[str] = code_text(default="")
    series: Mapped[str] = code_text(default="")
    model: Mapped[str] = code_text(default="")
    model_year: Mapped[int | None] = mapped_column(Integer)
    energy: Mapped[Energy] = choice(Energy, default=Energy.UNKNOWN)
    colour: Mapped[str] = code_text(default="")
    store_id: Mapped[int | None] = optional_ref("store")
    invoice_date: Mapped[date | None] = mapped_column(Date)
    delivery_date: Mapped[date | None] = mapped_column(Date)
    delivered_or_never: Mapped[date] = mapped_column(
        Date, Computed("COALESCE(delivery_date, '1900-01-01'::date)", persisted=True)
    )
    odometer_km: Mapped[int | None] = mapped_column(Integer)
    odometer_on: Mapped[date | None] = mapped_column(Date)
    last_service_on: Mapped[date | None] = mapped_column(Date)
    next_maintenance_on: Mapped[date | None] = mapped_column(Date)
    source_system: Mapped[str | None] = code_text(nullable=True)
    source_id: Mapped[str | None] = code_text(nullable=True)


class PlateHistory(TenantModel):
    """Plates of a vehicle over time; plates change hands."""

    __tablename__ = "plate_history"
    __title__ = _l("Number plates")
    __table_args__ = (Index("ix_plate_history_plate", "tenant_id", "plate"),)

    vehicle_id: Mapped[int] = ref("vehicle", ondelete="CASCADE")
    plate: Mapped[str] = mapped_column(info=personal(DataCategory.VEHICLE))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class OwnershipRole(StrEnum):
    """What a customer is to a vehicle."""

    OWNER = "owner"
    DRIVER = "driver"
    PAYER = "payer"


class CustomerVehicle(Versioned, TenantModel):
    """A customer's tie to a vehicle over time; `is_current` marks the rows that hold now, at most one owner."""

    __tablename__ = "customer_vehicle"
    __title__ = _l("Since when which vehicle")
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "vehicle_id", "customer_id", "role", "valid_from", postgresql_nulls_not_distinct=True
        ),
        Index(
            "uq_customer_vehicle_current_owner",
            "tenant_id",
            "vehicle_id",
            unique=True,
            postgresql_where=text("is_current AND role = 'owner'"),
        ),
    )

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE")
    vehicle_id: Mapped[int] = ref("vehicle", ondelete="CASCADE", index=False)
    role: Mapped[OwnershipRole] = choice(OwnershipRole, default=OwnershipRole.OWNER)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    price_fen: Mapped[int | None] = mapped_column(BigInteger)


class OdometerReading(TenantModel):
    """A reading in kilometres.

    anomaly: `backwards` for one that was kept though it does not fit the others, `''` otherwise; why it is right all
    the same was typed, so it stands in the audit entry's reason and not here.
    """

    __tablename__ = "odometer_reading"
    __table_args__ = (UniqueConstraint("tenant_id", "vehicle_id", "read_on", "km", "source"),)

    vehicle_id: Mapped[int] = ref("vehicle", ondelete="CASCADE", index=False)
    read_on: Mapped[date] = mapped_column(Date)
    km: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = code_text()
    anomaly: Mapped[str] = code_text(default="")


class ServiceKind(StrEnum):
    """What a repair order was for."""

    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    BODY = "body"
    WARRANTY = "warranty"
    RECALL = "recall"
    INSPECTION = "inspection"
    OTHER = "other"


class ServiceRecord(Versioned, TenantModel):
    """A visit to the workshop, as the store's own system tells it.

    order_no: number of the repair order (工单号), unique in the store. completed_at: instant; a file that gives only a day
    is read as 18:00 of that day in the store's zone. amount_fen: in fen. adviser_name: as written there; adviser_id when
    it is an employee of ours.
    """

    __tablename__ = "service_record"
    __title__ = _l("Visits to the workshop")
    __table_args__ = (
        # Records made by store and order number have no source id: NULLs are distinct on purpose.
        UniqueConstraint("tenant_id", "source_system", "source_id"),
        UniqueConstraint("tenant_id", "store_id", "order_no"),
        Index("ix_service_record_vehicle", "tenant_id", "vehicle_id", "completed_at"),
        Index("ix_service_record_customer", "tenant_id", "customer_id", "completed_at"),
        Index("ix_service_record_completed", "tenant_id", "completed_at"),
    )

    store_id: Mapped[int] = ref("store", index=False)
    vehicle_id: Mapped[int] = ref("vehicle", index=False)
    customer_id: Mapped[int | None] = optional_ref("customer", index=False)
    order_no: Mapped[str] = code_text()
    kind: Mapped[ServiceKind] = choice(ServiceKind, default=ServiceKind.OTHER)
    kind_text: Mapped[str] = code_text(default="")
    opened_on: Mapped[date | None] = mapped_column(Date)
    completed_at: Mapped[datetime | None]
    settled_on: Mapped[date | None] = mapped_column(Date)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    odometer_km: Mapped[int | None] = mapped_column(Integer)
    adviser_name: Mapped[str] = mapped_column(default="", info=personal(DataCategory.EMPLOYMENT))
    adviser_id: Mapped[int | None] = optional_ref("employee")
    note: Mapped[str] = mapped_column(default="", info=personal(DataCategory.SERVICE_HISTORY))
    source_system: Mapped[str | None] = code_text(nullable=True)
    source_id: Mapped[str | None] = code_text(nullable=True)


class MaintenancePlan(Versioned, TenantModel):
    """When a vehicle is due: after so many months or kilometres since the last maintenance, whichever comes first.

    make, series: which vehicles, `''` for all; the most exact plan holds. first_…: from delivery to the first maintenance.
    """

    __tablename__ = "maintenance_plan"
    __table_args__ = (UniqueConstraint("tenant_id", "make", "series"),)

    make: Mapped[str] = code_text(default="")
    series: Mapped[str] = code_text(default="")
    first_months: Mapped[int] = mapped_column(Integer, default=6)
    first_km: Mapped[int] = mapped_column(Integer, default=5000)
    interval_months: Mapped[int] = mapped_column(Integer, default=12)
    interval_km: Mapped[int] = mapped_column(Integer, default=10000)
