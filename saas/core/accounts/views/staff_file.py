"""Bringing in staff by a CSV file: upload, report of every row that was not taken, links to hand over."""

from __future__ import annotations

from flask import Response, g, request
from werkzeug.datastructures import FileStorage

from saas.core.accounts.links import invitation_link
from saas.core.accounts.member_schemas import StaffFileSchema
from saas.core.accounts.operations.staff_import import StaffReport, import_staff
from saas.core.accounts.permissions import MEMBER_WRITE
from saas.core.accounts.queries import role_titles
from saas.core.accounts.staff_file import MOST_BYTES, read_staff_file
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.views.saving import save
from saas.platform.errors import Invalid
from saas.platform.permissions import requires
from saas.platform.security.repeats import keep_no_answer
from saas.platform.web import Form, needs_proof, read_form, render

PLACE = "/t/<group>/settings/staff-file"
SAMPLE = """工号,姓名,门店,部门,岗位,邮箱,角色
A001,李娜,SH01,售后部,回访专员,lina@example.com,回访专员
A002,张强,SH01,售后部,服务顾问,,
"""


@pages.get(PLACE, endpoint="staff_file")
@requires(MEMBER_WRITE)
def show() -> Response:
    """The form, and what the file must look like."""
    return _page(Form(StaffFileSchema))


@pages.get(f"{PLACE}/sample.csv", endpoint="staff_sample")
@requires(MEMBER_WRITE)
def sample() -> Response:
    """A file to fill in; with a mark at its beginning, so that spreadsheets read it as UTF-8."""
    answer = Response(SAMPLE.encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="staff.csv"'
    return answer


@pages.post(PLACE, endpoint="staff_import")
@requires(MEMBER_WRITE)
@needs_proof
def bring_in() -> Response:
    """Take the good rows and report the bad ones."""
    reports: list[StaffReport] = []

    def work() -> None:
        file: FileStorage = read_form(StaffFileSchema, request)["file"]
        found = read_staff_file(file.stream.read(MOST_BYTES + 1))
        if found.problem:
            raise Invalid("file", found.problem)
        reports.append(import_staff(found.rows, role_titles()))

    faults = save(work)
    if faults is not None:
        return _page(Form(StaffFileSchema, error=faults.error), status=faults.status)
    # The report holds links, which are stored nowhere; a file that is brought in again changes nothing.
    keep_no_answer()
    return _page(Form(StaffFileSchema), report=reports[0])


def _page(form: Form, *, report: StaffReport | None = None, status: int = 200) -> Response:
    links = [
        (one.name, invitation_link(g.tenant.code, one.token)) for one in (report.handovers if report else ())
    ]
    return render("accounts/staff_file.html", status=status, form=form, report=report, links=links)
