"""What is kept about a customer: hand it out, erase it, see what modules still owe."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.contracts.duties import EraseMode
from saas.core.customers.models import Customer
from saas.core.customers.queries import customer_ids_of, visible_customer
from saas.core.organisation.queries import zone_of
from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy.duty_schemas import EraseFormSchema, PackageSchema
from saas.core.privacy.duty_words import KINDS, MODES, NUMBERS, owner_title
from saas.core.privacy.models import DutyRun
from saas.core.privacy.permissions import DUTIES, ERASE, EXPORT
from saas.core.privacy.requesting import ask_erasure
from saas.core.privacy.runner import export_subject, plan_erasure
from saas.core.privacy.runner.queries import duty_lines
from saas.core.privacy.views.blueprint import pages
from saas.platform.database import load
from saas.platform.errors import Invalid, NotFound
from saas.platform.files import Attachment, answer_file
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.plugin_life import table_title
from saas.platform.web import Form, needs_proof, needs_proof_to_read, read_form, render, tell

SURE = "erase"
"""What is typed to be sure, in English; each language has its own word beside it."""

_WORDS = {"kinds": KINDS, "numbers": NUMBERS, "owner_title": owner_title}


@pages.get("/customers/<int:customer_id>/personal-data")
@requires(EXPORT)
def subject(customer_id: int) -> Response:
    """Packages made so far, and a new one."""
    return _subject_page(visible_customer(customer_id, EXPORT))


@pages.post("/customers/<int:customer_id>/personal-data")
@requires(EXPORT)
@needs_proof
def export(customer_id: int) -> Response:
    """Make a package."""
    customer = visible_customer(customer_id, EXPORT)

    def work() -> None:
        run = export_subject(customer_id, **read_form(PackageSchema, request))
        said = _("The package is ready; it is kept below for thirty days.")
        tell(said if run.finished_at else _("The package is not complete yet; see below."))

    faults = save(work)
    if faults is not None:
        return _subject_page(customer, faults)
    return make_response(redirect(url_for("privacy.subject", customer_id=customer_id), 303))


@pages.get("/privacy/packages/<int:run_id>")
@requires(EXPORT)
@needs_proof_to_read
def package(run_id: int) -> Response:
    """A package, for whoever may see the customer whom it is about."""
    run = load(DutyRun, run_id)
    # One who was merged since is the winner: their page lists it.
    visible_customer(run.customer_id or 0, EXPORT, follow=True)
    if run.attachment_id is None:
        raise NotFound(_("This file is no longer there."))
    return answer_file(load(Attachment, run.attachment_id))


@pages.get("/customers/<int:customer_id>/erase", endpoint="erase")
@requires(ERASE)
def plan(customer_id: int) -> Response:
    """What an erasure would do, in numbers."""
    mode = request.args.get("mode", default=EraseMode.ERASE, type=EraseMode)
    return _erase_page(visible_customer(customer_id, ERASE), mode)


@pages.post("/customers/<int:customer_id>/erase", endpoint="do_erase")
@requires(ERASE)
@needs_proof
def erase(customer_id: int) -> Response:
    """Ask for the erasure; whoever asks types a word to be sure."""
    customer = visible_customer(customer_id, ERASE)

    def work() -> None:
        typed = read_form(EraseFormSchema, request)
        if typed["confirmation"].strip().lower() not in (SURE, _("erase")):
            raise Invalid("confirmation", _("Type the word: erase"))
        zone = zone_of(customer.store_id)
        ask_erasure(customer_id, typed["mode"], said=typed["reason"], proof=typed["proof"], zone=zone)
        tell(_("The erasure waits for the approval of somebody else."))

    faults = save(work)
    if faults is not None:
        return _erase_page(
            customer, request.form.get("mode", default=EraseMode.ERASE, type=EraseMode), faults
        )
    return make_response(redirect(url_for("customers.show", customer_id=customer_id), 303))


@pages.get("/settings/personal-data")
@requires(DUTIES)
def duties() -> Response:
    """Packages, erasures, merges and nights of retention, and who has not done their part."""
    return render("privacy/duties.html", lines=duty_lines(), words=_WORDS)


def _subject_page(customer: Customer, faults: Conflicted | None = None) -> Response:
    form = Form(PackageSchema, {}, error=faults.error if faults else None)
    return render(
        "privacy/subject.html",
        status=faults.status if faults else 200,
        customer=customer,
        form=form,
        lines=duty_lines(customer_ids_of(customer.id)),
        words=_WORDS,
    )


def _erase_page(customer: Customer, mode: EraseMode, faults: Conflicted | None = None) -> Response:
    planned = plan_erasure(customer.id, mode)
    form = Form(EraseFormSchema, {"mode": mode.value}, error=faults.error if faults else None)
    rows = [
        (
            owner_title(owner),
            table_title(table),
            report.deleted.get(table, 0),
            report.anonymised.get(table, 0),
        )
        for owner, report in planned.reports.items()
        for table in sorted({*report.deleted, *report.anonymised})
    ]
    kept = [
        (owner_title(owner), table_title(one.table), one)
        for owner, report in planned.reports.items()
        for one in report.kept
    ]
    return render(
        "privacy/erase.html",
        status=faults.status if faults else 200,
        customer=customer,
        mode=mode,
        modes=MODES,
        form=form,
        rows=rows,
        kept=kept,
        failed=[owner_title(owner) for owner in planned.failed],
    )
