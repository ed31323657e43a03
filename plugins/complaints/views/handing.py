"""What staff hand to customers: the address of each store's form, and a sheet with its QR code to print."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.links import form_link
from plugins.complaints.operations import make_link, stores_taking_complaints
from plugins.complaints.permissions import CREATE, READ, WRITE
from plugins.complaints.public_schemas import ComplaintSheetSchema
from plugins.complaints.queries import case_row
from plugins.complaints.views.blueprint import pages
from saas.plugin_api import (
    Conflict,
    Level,
    NotFound,
    Store,
    _,
    allowed,
    form_version,
    open_stores,
    qr_svg,
    read_filters,
    render,
    requires,
    session,
    tell,
)

DOT = 6
"""Pixels of a dot of the printed code: on paper it is as wide as a hand, on a telephone as the screen."""


@pages.get("/intake", endpoint="intake")
@requires(READ)
def show_addresses() -> Response:
    """Where customers of the stores within reach complain themselves."""
    taking = {store.id for store in stores_taking_complaints()}
    mine = [store for store in open_stores() if _reaches(store)]
    links = {store.id: form_link(store.code) for store in mine if store.id in taking}
    return render(
        "complaints/intake.html",
        stores=mine,
        links=links,
        # The page of choice leads to all stores, so it is for those who answer for more than one.
        of_all=form_link() if len(links) > 1 else "",
        may_set=allowed("organisation.settings:write"),
    )


@pages.get("/intake/sheet", endpoint="sheet")
@requires(READ)
def show_sheet() -> AnyResponse:
    """A sheet to print for a store, or for the whole group."""
    store_id = read_filters(ComplaintSheetSchema, request.args)["store_id"]
    taking = [store for store in stores_taking_complaints() if _reaches(store)]
    store = next((one for one in taking if one.id == store_id), None)
    if store_id is None and not taking:
        # There is nothing to print yet; that page says how it is switched on.
        return redirect(url_for("complaints.intake"))
    if store is None and store_id is not None:
        raise NotFound(_("This does not exist, or no longer."))
    code = store.code if store else ""
    return render(
        "complaints/sheet.html",
        name=store.name if store else g.tenant.name,
        link=form_link(code),
        picture=Markup(qr_svg(form_link(code, scanned=True), scale=DOT)),  # noqa: S704  # drawn by the house; the address is in it as dots
    )


@pages.post("/<int:case_id>/link", endpoint="make_link")
@requires(WRITE)
def give_link(case_id: int) -> AnyResponse:
    """Make a link to the customer's own page, which ends the one before."""
    case_row(case_id)
    try:
        with session().begin_nested():
            make_link(case_id, version=form_version())
    except Conflict as error:
        tell(error.message, Level.WARNING)
    return redirect(url_for("complaints.case", case_id=case_id), 303)


def _reaches(store: Store) -> bool:
    return allowed(READ, store_id=store.id) or allowed(CREATE, store_id=store.id)
