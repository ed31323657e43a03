"""The timeline of a customer: the rooms' entries page by page, those of each plugin for the same stretch of time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request, url_for

from saas.core.customers.hooks import TimelineEntry, customer_timeline
from saas.core.customers.permissions import READ
from saas.core.customers.queries import visible_customer
from saas.core.customers.timeline import timeline, timeline_of
from saas.core.customers.views.blueprint import pages
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.plugins import ask_plainly, plugins_of
from saas.platform.web import render


@pages.get("/<int:customer_id>/timeline")
@requires(READ)
def history(customer_id: int) -> Response:
    """A page of the timeline."""
    visible_customer(customer_id, READ)
    before = request.args.get("before", type=_moment)
    found = timeline(customer_id, before=before)
    stretch = _stretch(before, since=found.before)
    return render(
        "customers/timeline.html",
        block="content",
        entries=[_shown(entry) for entry in found.entries],
        more=url_for("customers.history", customer_id=customer_id, **_stretch(found.before))
        if found.before
        else "",
        later=[
            url_for("customers.history_of", customer_id=customer_id, plugin=plugin, **stretch)
            for plugin in found.later
        ],
        first=before is None,
    )


@pages.get("/<int:customer_id>/timeline/<plugin>")
@requires(READ)
def history_of(customer_id: int, plugin: str) -> Response:
    """The entries of a plugin for the stretch of time that a page of the timeline shows."""
    visible_customer(customer_id, READ)
    if plugin not in plugins_of(customer_timeline):
        raise NotFound(_("This does not exist, or no longer."))
    since = request.args.get("since", type=_moment)
    answer = timeline_of(plugin, customer_id, before=request.args.get("before", type=_moment), since=since)
    found = answer.value
    shown = ask_plainly(
        plugin, "hook.customer_timeline", lambda: [_shown(entry) for entry in found.entries] if found else []
    )
    more = (
        url_for(
            "customers.history_of",
            customer_id=customer_id,
            plugin=plugin,
            **_stretch(found.before, since=since),
        )
        if found and found.before
        else ""
    )
    return render(
        "customers/timeline_of.html",
        block="content",
        entries=shown.value or (),
        more=more,
        plugin=plugin,
        failed=next((one for one in (answer, shown) if one.failed), None),
    )


def _stretch(before: datetime | None, *, since: datetime | None = None) -> dict[str, Any]:
    edges = {"before": before, "since": since}
    return {name: edge.isoformat() for name, edge in edges.items() if edge}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _shown(entry: TimelineEntry) -> dict[str, Any]:
    values: dict[str, Any] = dict(entry.values or {})
    return {
        "at": entry.at,
        "title": entry.title,
        "text": entry.text,
        "icon": entry.icon,
        "tone": entry.tone,
        "actor": entry.actor,
        "href": url_for(entry.endpoint, **values) if entry.endpoint else "",
    }
