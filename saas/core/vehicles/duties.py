"""What this room owes a person: their ties to vehicles, visits, and plates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select, update

from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, Kept, MergeReport, Subject
from saas.core.contracts.duty_rows import erase_rows, rows_of_subject
from saas.core.contracts.merging import move_rows, put_back
from saas.core.vehicles.models import CustomerVehicle, OwnershipRole, PlateHistory, ServiceRecord, Vehicle
from saas.core.vehicles.tokens import refresh_vehicle_tokens
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.i18n import _l
from saas.platform.security.object_keys import forget_keys
from saas.platform.tenancy import current_tenant

NAMED = _l("The vehicle's number stays with the vehicle: recalls and repair records need it.")
RECORDS = _l("Repair records are kept for six years; they no longer say whose visit it was.")


def export(subject: Subject) -> Iterable[ExportFile]:
    """Vehicles, the ties to them, plates and visits."""
    tied = _vehicles(subject)
    yield from rows_of_subject(Vehicle, subject, column="id", through=tied)
    yield from rows_of_subject(CustomerVehicle, subject)
    yield from rows_of_subject(ServiceRecord, subject)


def erase(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Cut the ties; the vehicle and its repair records stay, without plate and without the person."""
    owned = list(session().scalars(_vehicles(subject, OwnershipRole.OWNER)))
    forget_keys("vehicle", owned)
    visits = erase_rows(ServiceRecord, subject, EraseMode.ANONYMISE)
    ties = erase_rows(CustomerVehicle, subject, mode) if mode is EraseMode.ERASE else _end_ties(subject)
    kept = [Kept(table=Vehicle.__tablename__, rows=len(owned), reason=NAMED)] if owned else []
    rows = sum(visits.anonymised.values())
    kept += [Kept(table=ServiceRecord.__tablename__, rows=rows, reason=RECORDS)] if rows else []
    return visits + ties + _forget_plates(owned) + ErasureReport(kept=tuple(kept))


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the ties and the visits; the same tie twice is one."""
    report = move_rows(CustomerVehicle, "customer_id", winner_id, loser_ids)
    report += move_rows(ServiceRecord, "customer_id", winner_id, loser_ids)
    _refresh(_moved_vehicles(report))
    return report


def unmerge(report: MergeReport) -> int:
    """Bring ties and visits back, and what customers are found by with them."""
    vehicles = _moved_vehicles(report)
    back = put_back(report)
    _refresh(vehicles)
    return back


def _vehicles(subject: Subject, *roles: OwnershipRole) -> Select[int]:
    tie = CustomerVehicle
    mine = select(tie.vehicle_id).where(tie.tenant_id == current_tenant(), tie.customer_id.in_(subject.ids))
    return mine.where(tie.role.in_(roles), tie.is_current) if roles else mine


def _end_ties(subject: Subject) -> ErasureReport:
    tie = CustomerVehicle
    ended = (
        update(tie)
        .where(tie.tenant_id == current_tenant(), tie.customer_id.in_(subject.ids), tie.is_current)
        .values(is_current=False, valid_to=now().date(), row_version=tie.row_version + 1)
        .returning(tie.id)
    )
    ids = session().scalars(ended.execution_options(synchronize_session=False)).all()
    return ErasureReport(anonymised={tie.__tablename__: len(ids)} if ids else {})


def _forget_plates(vehicle_ids: Sequence[int]) -> ErasureReport:
    plated = (Vehicle.tenant_id == current_tenant(), Vehicle.id.in_(vehicle_ids), Vehicle.plate != "")
    bare = update(Vehicle).where(*plated).values(plate="", row_version=Vehicle.row_version + 1)
    ids = session().scalars(bare.returning(Vehicle.id).execution_options(synchronize_session=False)).all()
    past = erase_rows(
        PlateHistory,
        Subject(customer_id=0),
        EraseMode.ERASE,
        column="vehicle_id",
        through=select(Vehicle.id).where(Vehicle.tenant_id == current_tenant(), Vehicle.id.in_(vehicle_ids)),
    )
    return past + ErasureReport(anonymised={Vehicle.__tablename__: len(ids)} if ids else {})


def _moved_vehicles(report: MergeReport) -> list[int]:
    ties = [row_id for one in report.moved if one.table == "customer_vehicle" for row_id in one.ids]
    folded = {int(one.content["vehicle_id"] or 0) for one in report.folded if one.table == "customer_vehicle"}
    tie = CustomerVehicle
    moved = select(tie.vehicle_id).where(tie.tenant_id == current_tenant(), tie.id.in_(ties))
    return sorted(folded | set(session().scalars(moved)))


def _refresh(vehicle_ids: Sequence[int]) -> None:
    for vehicle in (
        session()
        .scalars(select(Vehicle).where(Vehicle.tenant_id == current_tenant(), Vehicle.id.in_(vehicle_ids)))
        .all()
    ):
        refresh_vehicle_tokens(vehicle)
