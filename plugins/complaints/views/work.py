"""The board by stage, the queue of who handles complaints, and the files of a complaint."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.models import Case
from plugins.complaints.operations import add_evidence
from plugins.complaints.permissions import CREATE, HANDLE, READ, WRITE
from plugins.complaints.queries import case_row
from plugins.complaints.schemas import ComplaintBoardSchema
from plugins.complaints.views.blueprint import WORDS, complainant, pages
from plugins.complaints.views.case import show_queued
from plugins.complaints.words import STAGE_NAMES
from plugins.complaints.work_queries import board, next_in_queue, queue_length
from plugins.complaints.work_schemas import ComplaintEvidenceSchema
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    answer_file,
    attached_file,
    now,
    open_stores,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/board")
@requires(READ)
def show_board() -> Response:
    """The open complaints by stage, what is due first on top."""
    store_id = read_filters(ComplaintBoardSchema, request.args)["store_id"]
    return render(
        "complaints/board.html",
        columns=board(store_id=store_id),
        stages=STAGE_NAMES,
        stores=[(store.id, store.name) for store in open_stores()],
        store_id=store_id,
        complainant=complainant,
        now=now(),
        may_create=allowed(CREATE),
        **WORDS,
    )


@pages.get("/queue")
@requires(HANDLE)
def queue() -> Response:
    """The complaint that is due first of those that whoever asks can do something about now."""
    skipped = _number(request.args.get("skipped"))
    found = next_in_queue(g.member.id, skipped=skipped)
    left = queue_length(g.member.id)
    if found is None:
        return render("complaints/queue_empty.html", left=left)
    return show_queued(found, left=left, skipped=skipped)


def _number(text: str | None, *, digits: int = 4) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= digits else 0


@pages.get("/<int:case_id>/files")
@requires(WRITE)
def files(case_id: int) -> Response:
    """The form in which a file is added."""
    return _file_form(case_id)


@pages.post("/<int:case_id>/files", endpoint="add_file")
@requires(WRITE)
def add_file(case_id: int) -> AnyResponse:
    """Keep a file with the complaint."""
    case_row(case_id)
    try:
        with session().begin_nested():
            add_evidence(case_id, read_form(ComplaintEvidenceSchema, request)["file"])
    except Invalid as error:
        return _file_form(case_id, error)
    except Conflict as error:
        return _file_form(case_id, Invalid("", error.message), status=409)
    tell(_("The complaint was saved."))
    return redirect(url_for("complaints.case", case_id=case_id), 303)


@pages.get("/<int:case_id>/file")
@requires(READ)
def file(case_id: int) -> AnyResponse:
    """One file of a complaint within reach, by its number; without one, the complaint."""
    case: Case = case_row(case_id).Case
    wanted = request.args.get("file_id")
    if wanted is None:
        return redirect(url_for("complaints.case", case_id=case_id))
    return answer_file(attached_file(case, _number(wanted, digits=18)))


def _file_form(case_id: int, error: Invalid | None = None, *, status: int = 422) -> Response:
    case: Case = case_row(case_id).Case
    form = Form(ComplaintEvidenceSchema, {}, error=error)
    return render("complaints/file.html", status=status if error else 200, case=case, form=form)
