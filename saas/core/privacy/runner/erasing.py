"""Erase a subject from all rooms and plugins, or say beforehand what that would do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from saas.core.contracts.duties import (
    EraseMode,
    ErasureReport,
    Subject,
    erase_personal_data,
)
from saas.core.customers.events import CustomerErased
from saas.core.customers.models import Customer
from saas.core.privacy.models import DutyKind, DutyRun
from saas.core.privacy.runner.locking import lock_people, people_parted_from, with_merged
from saas.core.privacy.runner.merging import finish_undoings
from saas.core.privacy.runner.parts import begin, carry_out, outcome_of, owners_of
from saas.core.privacy.runner.subjects import sealed_subject, subject_of, unsealed_subject
from saas.platform.audit.recording import record
from saas.platform.database import load, session
from saas.platform.errors import Conflict
from saas.platform.events import publish
from saas.platform.i18n import _
from saas.platform.plugins import Answer, perform_for
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """What an erasure would do, by owner, and whose part would fail now."""

    reports: Mapping[str, ErasureReport]
    failed: Mapping[str, str]


def plan_erasure(customer_id: int, mode: EraseMode) -> ErasurePlan:
    """What erasing the customer would do: the work itself, undone. Raises like `erase_subject`."""
    attempt = session().begin_nested()
    try:
        subject = _locked_subject(customer_id)
        owners = owners_of(erase_personal_data)
        outcome = outcome_of(_ask(owners, subject, mode), owners)
    finally:
        attempt.rollback()
        session().expire_all()
    return ErasurePlan(
        reports={owner: _total(given) for owner, given in outcome.reports.items()}, failed=outcome.failed
    )


def erase_subject(customer_id: int, mode: EraseMode, *, reason: str) -> DutyRun:
    """Erase the customer, and those merged into them, from all rooms and plugins; it cannot be undone.

    Who fails loses only their own part and is asked again by a job. Raises NotFound, Conflict for one who is erased, and
    while an undone merge still leaves rows of one customer with the other.
    """
    subject = _locked_subject(customer_id)
    run = begin(DutyKind.ERASE, customer_id=subject.customer_id)
    run.mode, run.subject = mode, sealed_subject(subject)
    carry_out_erasure(run)
    publish(CustomerErased(customer_id=subject.customer_id))
    detail = {"mode": mode, "duty_run_id": run.id}
    record("privacy.subject.erased", "customer", subject.customer_id, detail=detail, reason=reason)
    return run


def carry_out_erasure(run: DutyRun) -> None:
    """Ask everybody who has not erased their part yet."""
    subject, mode = unsealed_subject(run.subject or ""), EraseMode(run.mode)
    carry_out(run, erase_personal_data, lambda owners: _ask(owners, subject, mode), told)


def told(report: ErasureReport) -> dict[str, object]:
    """The numbers of a report, for the run's page."""
    return {
        "deleted": dict(report.deleted),
        "anonymised": dict(report.anonymised),
        "files": report.files,
        "kept": {kept.table: kept.rows for kept in report.kept},
    }


def _ask(owners: Collection[str], subject: Subject, mode: EraseMode) -> list[Answer[ErasureReport]]:
    return perform_for(owners, erase_personal_data, tenant_id=current_tenant(), subject=subject, mode=mode)


def _total(reports: Collection[ErasureReport]) -> ErasureReport:
    return sum(reports, ErasureReport())


def _locked_subject(customer_id: int) -> Subject:
    customer = load(Customer, customer_id)
    # Those who are still owed rows that are this customer's until then are no less concerned.
    meant = with_merged([customer.merged_into_id or customer.id])
    undone = people_parted_from(meant)
    lock_people(meant | undone)
    if customer.merged_into_id not in meant | {None}:
        raise Conflict(_("These customers were merged or parted at this moment. Try again."))
    if load(Customer, customer.merged_into_id or customer.id).gone_at is not None:
        raise Conflict(_("This customer was erased already."))
    finish_undoings(meant)
    return subject_of(customer_id)
