"""The pages: the list of recalled vehicles, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from saas.plugin_api import (
    Conflict,
    Form,
    GroupPages,
    Invalid,
    Level,
    _,
    allowed,
    filter_names,
    kept_filters,
    read_filters,
    read_form,
    render,
    requires,
    tell,
)
from werkzeug.wrappers import Response as AnyResponse

from aftercare_recalls.exporting import EXPORTER
from aftercare_recalls.importers import KEY
from aftercare_recalls.operations import note_done, note_told
from aftercare_recalls.permissions import EXPORT, IMPORT, READ, WRITE
from aftercare_recalls.queries import match_row, matches_page, notices_of
from aftercare_recalls.schemas import RecallsFilterSchema, RecallsToldSchema
from aftercare_recalls.words import STATES

FILTERS = filter_names(RecallsFilterSchema)

pages = GroupPages("recalls", "aftercare_recalls", path="x/recalls")


@pages.get("/")
@requires(READ)
def matches() -> Response:
    """The recalled vehicles within reach, the newest first."""
    wanted = read_filters(RecallsFilterSchema, request.args)
    after, before = request.args.get("after"), request.args.get("before")
    return render(
        "recalls/matches.html",
        page=matches_page(**wanted, after=after, before=before),
        wanted=wanted,
        states=STATES,
        link=_link,
        import_url=url_for("imports.new", importer=KEY) if allowed(IMPORT) else "",
        export_url=_export_url() if allowed(EXPORT) else "",
    )


def _link(**changes: Any) -> str:
    return url_for("recalls.matches", **kept_filters(FILTERS, **changes))


def _export_url() -> str:
    return url_for("exports.export", table_key=EXPORTER.key, **kept_filters(FILTERS))


@pages.get("/<int:match_id>")
@requires(READ)
def show(match_id: int) -> Response:
    """One recalled vehicle."""
    return _show(match_id)


@pages.post("/<int:match_id>/told")
@requires(WRITE)
def told(match_id: int) -> AnyResponse:
    """Note that the owner was told."""
    try:
        typed = read_form(RecallsToldSchema, request)
    except Invalid as error:
        return _show(match_id, error)
    return _acted(
        match_id, lambda: note_told(match_id, typed["note"]), _("It was noted that the owner was told.")
    )


@pages.post("/<int:match_id>/done")
@requires(WRITE)
def done(match_id: int) -> AnyResponse:
    """Note that the work was done."""
    return _acted(match_id, lambda: note_done(match_id), _("It was noted that the work is done."))


def _acted(match_id: int, act: Callable[[], object], words: str) -> AnyResponse:
    try:
        act()
    except Conflict as error:
        tell(error.message, Level.WARNING)
    else:
        tell(words)
    return redirect(url_for("recalls.show", match_id=match_id), 303)


def _show(match_id: int, error: Invalid | None = None) -> Response:
    row = match_row(match_id)
    return render(
        "recalls/match.html",
        status=422 if error else 200,
        row=row,
        states=STATES,
        notices=notices_of(match_id),
        form=Form(RecallsToldSchema, error=error),
        may_write=allowed(WRITE),
    )
