"""The customer list and what is taken out of it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for

from saas.core.customers.exporting import EXPORTER
from saas.core.customers.hooks import customer_list_facts
from saas.core.customers.permissions import EXPORT, READ, WRITE
from saas.core.customers.queries import CustomerFilter, CustomerRow, count_customers, customer_page
from saas.core.customers.queries.lists import LIST_SLOT
from saas.core.customers.schemas import CustomerFilterSchema
from saas.core.customers.views.blueprint import pages
from saas.core.customers.views.list_facts import facts_of_rows
from saas.core.customers.words import KINDS, LIFECYCLE_TONES, LIFECYCLES
from saas.core.organisation.queries import open_stores
from saas.platform.database.paging import COUNT_CAP
from saas.platform.i18n import _, _l
from saas.platform.permissions import allowed, requires
from saas.platform.plugins import CORE, plugins_of
from saas.platform.web import filter_names, kept_filters, list_filters, read_filters, render

PAGE = 50
IMPORT = "imports.run:write"
FILTERS = filter_names(CustomerFilterSchema)
UPDATE_WANTED = _l("New contact data wanted")


@pages.get("/")
@requires(READ)
def index() -> Response:
    """The customers within reach, by pinyin."""
    wanted = wanted_customers()
    page = customer_page(
        wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    stores = {store.id: store.name for store in open_stores()}
    return render(
        "customers/list.html",
        page=page,
        wanted=wanted,
        count=_counted(count_customers(wanted)),
        facts=facts_of_rows(CORE, [row.id for row in page.rows]),
        later=_later([row.id for row in page.rows]),
        stores=stores,
        lifecycles=LIFECYCLES,
        tones=LIFECYCLE_TONES,
        kinds=KINDS,
        extras=list_filters(LIST_SLOT),
        chips=_chips(wanted, stores),
        link=_link,
        nothing_yet=_nothing_yet(),
        may_write=allowed(WRITE),
        export_url=_export_url() if allowed(EXPORT) else "",
    )


def _export_url() -> str:
    return url_for("exports.export", table_key=EXPORTER.key, **kept_filters(FILTERS))


def _nothing_yet() -> str:
    """What whoever looks can do about an empty list."""
    if allowed(IMPORT) and allowed(WRITE):
        return _("Import the customers of your present system, or add one.")
    if allowed(IMPORT):
        return _("Import the customers of your present system.")
    if allowed(WRITE):
        return _("Add the first customer.")
    return _("The customers that are yours or your stores' stand here once there are any.")


@pages.get("/pick")
@requires(READ)
def pick() -> Response:
    """The first customers that a picker's typed text finds, with what tells namesakes apart."""
    text = request.args.get("q", "").strip()[:64]
    rows = customer_page(CustomerFilter(text=text), limit=20).rows if text else []
    return jsonify(items=[{"value": str(row.id), "text": _told_apart(row)} for row in rows])


def _told_apart(row: CustomerRow) -> str:
    return " · ".join(filter(None, [row.name, row.phone_tail, row.store]))


def wanted_customers() -> CustomerFilter:
    """The filter that the address asks for; what is not known is left out."""
    return CustomerFilter(**read_filters(CustomerFilterSchema, request.args))


def _later(customer_ids: list[int]) -> dict[str, str]:
    ids = ",".join(map(str, customer_ids))
    plugins = plugins_of(customer_list_facts) if ids else ()
    return {plugin: url_for("customers.list_facts", plugin=plugin, ids=ids) for plugin in plugins}


def _counted(count: int) -> str:
    return f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)


def _link(**changes: Any) -> str:
    """The address of this list with some filters changed, from its first page."""
    return url_for("customers.index", **kept_filters(FILTERS, **changes))


def _chips(wanted: CustomerFilter, stores: dict[int, str]) -> list[tuple[str, str]]:
    chips = []
    if wanted.text:
        chips.append((_("Search: %(text)s", text=wanted.text), _link(q="")))
    if wanted.store_id is not None:
        chips.append((stores.get(wanted.store_id, "—"), _link(store_id="")))
    if wanted.lifecycle is not None:
        chips.append((str(LIFECYCLES[wanted.lifecycle]), _link(lifecycle="")))
    if wanted.kind is not None:
        chips.append((str(KINDS[wanted.kind]), _link(kind="")))
    if wanted.update_wanted:
        chips.append((str(UPDATE_WANTED), _link(update_wanted="")))
    if (extra := list_filters(LIST_SLOT).get(wanted.extra)) is not None:
        chips.append((str(extra), _link(**{"with": ""})))
    return chips
