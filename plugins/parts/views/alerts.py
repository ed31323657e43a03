"""The list of what nights found wrong, and one alert with what would mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.alert_states import state_after
from plugins.parts.models import RUNNING, AlertStep, StockAlert
from plugins.parts.operations import acknowledge_alert, dismiss_alert
from plugins.parts.permissions import ALERT_WRITE, ORDER_READ, ORDER_WRITE, STOCK_READ, TRANSFER_WRITE
from plugins.parts.queries.alerts import StockAlertFilter, alert_row, alerts_page, remedies_of
from plugins.parts.schemas.alerts import PartAlertDismissSchema, PartAlertFilterSchema
from plugins.parts.views.blueprint import WORDS, pages
from plugins.parts.words import planning as words
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    filter_names,
    form_version,
    kept_filters,
    open_stores,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
FILTERS = filter_names(PartAlertFilterSchema)
ALERT = "/alerts/<int:stock_alert_id>"


@pages.get("/alerts/", endpoint="alerts")
@requires(STOCK_READ)
def show_alerts() -> Response:
    """The alerts of the stores within reach, the newest first."""
    wanted = StockAlertFilter(**read_filters(PartAlertFilterSchema, request.args))
    page = alerts_page(wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "parts/alerts.html",
        page=page,
        wanted=wanted,
        tabs=words.ALERT_TABS,
        stores=[(store.id, store.name) for store in open_stores() if allowed(STOCK_READ, store_id=store.id)],
        remedies=remedies_of([row.StockAlert.id for row in page.rows]),
        link=_link,
        **_WORDS,
    )


@pages.get(ALERT, endpoint="alert")
@requires(STOCK_READ)
def show_alert(stock_alert_id: int) -> Response:
    """An alert of a store within reach."""
    return _show(stock_alert_id)


@pages.post(f"{ALERT}/acknowledge", endpoint="acknowledge_alert")
@requires(ALERT_WRITE)
def acknowledge(stock_alert_id: int) -> AnyResponse:
    """Take it up."""
    return _do(
        stock_alert_id,
        lambda: acknowledge_alert(stock_alert_id, version=form_version()),
        _("You have taken the alert up."),
    )


@pages.post(f"{ALERT}/dismiss", endpoint="dismiss_alert")
@requires(ALERT_WRITE)
def dismiss(stock_alert_id: int) -> AnyResponse:
    """Say why nothing is done."""

    def act() -> None:
        typed = read_form(PartAlertDismissSchema, request)
        dismiss_alert(stock_alert_id, typed["reason"], version=form_version())

    return _do(stock_alert_id, act, _("The alert was dismissed."))


def _do(alert_id: int, act: Callable[[], object], said: str) -> AnyResponse:
    try:
        with session().begin_nested():
            act()
    except Invalid as error:
        return _show(alert_id, error, status=422)
    except Conflict as error:
        # What was typed stays, beside the alert as it stands now.
        return _show(alert_id, Invalid("", error.message), status=409)
    tell(said)
    return redirect(url_for("parts.alert", stock_alert_id=alert_id), 303)


def _show(alert_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    row = alert_row(alert_id)
    alert: StockAlert = row.StockAlert
    session().refresh(alert)
    decides = allowed(ALERT_WRITE, store_id=alert.store_id)
    form = None
    if decides and state_after(alert.state, AlertStep.DISMISS, lasts=alert.lasts):
        form = Form(PartAlertDismissSchema, {}, error=error, version=alert.row_version)
    return render(
        "parts/alert.html",
        status=status,
        row=row,
        alert=alert,
        remedies=remedies_of([alert.id]).get(alert.id, ()),
        facts=words.facts_of(alert.facts),
        form=form,
        # An error belongs to its form; where that is not there any more, it stands above the page.
        refused="" if error is None or form is not None else error.message,
        may_acknowledge=decides and state_after(alert.state, AlertStep.ACKNOWLEDGE, lasts=alert.lasts),
        is_running=alert.state in RUNNING,
        may_order=allowed(ORDER_WRITE, store_id=alert.store_id),
        may_ask=allowed(TRANSFER_WRITE, store_id=alert.store_id),
        **_WORDS,
    )


def _link(**changes: Any) -> str:
    return url_for("parts.alerts", **kept_filters(FILTERS, **changes))


def _may_see_orders(store_id: int) -> bool:
    return allowed(ORDER_READ, store_id=store_id)


_WORDS = {
    **WORDS,
    "alert_kinds": words.ALERT_KINDS,
    "alert_states": words.ALERT_STATES,
    "ways": words.WAYS,
    "why": words.why,
    "may_see_orders": _may_see_orders,
}
