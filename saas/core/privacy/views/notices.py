"""Settings: what customers are told about the use of their data, by purpose and company."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy.decision import is_purpose
from saas.core.privacy.models import Purpose
from saas.core.privacy.notice_form import NoticeFormSchema, company_names
from saas.core.privacy.notices import check_entity, current_notices, notice_versions, publish_notice
from saas.core.privacy.permissions import NOTICE
from saas.core.privacy.views.blueprint import pages
from saas.core.privacy.words import purpose_title
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, read_form, render, tell


@pages.get("/settings/notices", endpoint="notices")
@requires(NOTICE)
def show() -> Response:
    """The notice that holds for each purpose and company."""
    held = current_notices()
    group_wide = {one.purpose for one in held if one.legal_entity_id is None}
    return render(
        "privacy/notices.html",
        notices=held,
        missing=[purpose.value for purpose in Purpose if purpose.value not in group_wide],
        companies=company_names(),
        purpose_title=purpose_title,
    )


@pages.get("/settings/notices/new", endpoint="new_notice")
@requires(NOTICE)
def write() -> Response:
    """The next version of a notice, beginning with the text of the one that holds."""
    purpose = request.args.get("purpose", Purpose.MARKETING.value)
    company = request.args.get("legal_entity_id", type=int)
    return _page(purpose, company)


@pages.post("/settings/notices/new", endpoint="publish_notice")
@requires(NOTICE)
def publish() -> Response:
    """Publish it; it stays as it is."""

    def work() -> None:
        publish_notice(**read_form(NoticeFormSchema, request), seen=form_version() or 0)
        tell(_("Published. Customers are shown this text from now on."))

    faults = save(work)
    if faults is not None:
        return _page(request.form.get("purpose", ""), request.form.get("legal_entity_id", type=int), faults)
    return make_response(redirect(url_for("privacy.notices"), 303))


def _page(purpose: str, company: int | None, faults: Conflicted | None = None) -> Response:
    try:
        check_entity(company)
    except Invalid:
        company = 0
    if not is_purpose(purpose) or company == 0:
        raise NotFound(_("This does not exist, or no longer."))
    versions = notice_versions(purpose, company)
    held = versions[0] if versions else None
    start = {
        "purpose": purpose,
        "legal_entity_id": company,
        "text_zh": held.text_zh if held else "",
        "text_en": held.text_en if held else "",
    }
    return render(
        "privacy/new_notice.html",
        status=faults.status if faults else 200,
        form=Form(
            NoticeFormSchema,
            start,
            error=faults.error if faults else None,
            version=form_version() if faults and faults.status == 422 else (held.version if held else 0),
        ),
        purpose=purpose,
        title=purpose_title(purpose),
        company=company,
        companies=company_names(),
        versions=versions,
    )
