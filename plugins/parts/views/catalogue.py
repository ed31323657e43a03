"""Keeping the catalogue: the list of parts, and the form of one."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.importers import CATALOGUE_IMPORTER
from plugins.parts.models import Part
from plugins.parts.numbers import plain
from plugins.parts.operations import PartDetails, add_part, change_part
from plugins.parts.permissions import PART_WRITE, STOCK_READ
from plugins.parts.queries import aliases_of, find_parts, part_row, parts_page
from plugins.parts.schemas import PartFormSchema
from plugins.parts.schemas.amounts import in_yuan
from plugins.parts.views.blueprint import WORDS, differences, pages
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    NotFound,
    _,
    allowed,
    form_version,
    import_address,
    load,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
OFFERED = 20


@pages.get("/parts/", endpoint="catalogue")
@requires(STOCK_READ)
def show_catalogue() -> Response:
    """All parts by number."""
    text = request.args.get("q", "")
    page = parts_page(text, limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "parts/catalogue.html",
        page=page,
        text=text,
        may_add=allowed(PART_WRITE),
        bring_in=import_address(CATALOGUE_IMPORTER),
        **WORDS,
    )


@pages.get("/parts/pick", endpoint="pick")
@requires(STOCK_READ)
def pick() -> Response:
    """The parts that a text finds, for pickers."""
    found = find_parts(request.args.get("q", ""), OFFERED)
    return jsonify(items=[{"value": str(part.id), "text": called(part)} for part in found])


@pages.get("/parts/new", endpoint="new_part")
@requires(PART_WRITE)
def show_new() -> Response:
    """The form of a new part."""
    return _page(None)


@pages.post("/parts/new", endpoint="add_part")
@requires(PART_WRITE)
def add() -> AnyResponse:
    """Add a part."""
    try:
        with session().begin_nested():
            part = add_part(PartDetails.from_input(read_form(PartFormSchema, request)))
    except Invalid as error:
        return _page(None, error)
    tell(_("The part was saved."))
    return redirect(url_for("parts.part", part_id=part.id), 303)


@pages.get("/parts/<int:part_id>/edit", endpoint="edit_part")
@requires(PART_WRITE)
def edit(part_id: int) -> Response:
    """The form of a part."""
    return _page(part_row(part_id)[0])


@pages.post("/parts/<int:part_id>/edit", endpoint="change_part")
@requires(PART_WRITE)
def change(part_id: int) -> AnyResponse:
    """Change what is said of a part."""
    part = part_row(part_id)[0]
    try:
        with session().begin_nested():
            details = PartDetails.from_input(read_form(PartFormSchema, request))
            change_part(part_id, details, version=form_version() or 0)
    except Invalid as error:
        return _page(part, error)
    except Conflict as error:
        return _page(part, Invalid("", error.message), status=409)
    tell(_("The part was saved."))
    return redirect(url_for("parts.part", part_id=part_id), 303)


def called(part: Part) -> str:
    """A part as people call it: number, name, brand."""
    return " ".join(filter(None, (part.number, part.name, part.brand)))


def picked(part_id: object, name: str = "part_id") -> dict[str, list[tuple[str, str]]]:
    """The choices of a picker that has, or had before it was refused, this part; none for what is no part."""
    text = str(part_id or "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return {}
    try:
        return {name: [(text, called(load(Part, int(text))))]}
    except NotFound:
        return {}


def _page(part: Part | None, error: Invalid | None = None, *, status: int = 422) -> Response:
    stored: dict[str, Any] = {"quality": "oem", "unit": "piece", "pack": "1", "active": True}
    if part is not None:
        session().refresh(part)
        stored = _stored(part)
    # After a conflict both versions are shown, and saving again is a decision.
    version = form_version() if error and status != 409 else part.row_version if part else None
    choices = picked(stored.get("successor_id"), "successor_id")
    form = Form(
        with_picker(PartFormSchema(), "successor_id"),
        stored,
        error=error,
        version=version,
        choices=choices,
    )
    return render(
        "parts/part_form.html",
        status=status if error else 200,
        form=form,
        part=part,
        action=url_for("parts.change_part", part_id=part.id) if part else url_for("parts.add_part"),
        differences=differences(form, stored) if status == 409 else (),
    )


def with_picker(schema: Schema, name: str = "part_id") -> Schema:
    """A schema whose field of that name finds parts while somebody types."""
    about = schema.load_fields[name].metadata
    schema.load_fields[name].metadata = {**about, "url": url_for("parts.pick")}
    return schema


def _stored(part: Part) -> dict[str, Any]:
    kept = {name: getattr(part, name) for name in PartFormSchema().load_fields if name != "aliases"}
    return kept | {
        "quality": part.quality.value,
        "unit": part.unit.value,
        "pack": plain(part.pack),
        "unit_cost": in_yuan(part.unit_cost),
        "list_price_fen": in_yuan(part.list_price_fen),
        "aliases": aliases_of(part.id),
    }
