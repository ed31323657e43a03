"""A plugin's data in this group: how many rows, taking them out, having them removed after a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO

from flask import Response, make_response, redirect, request, url_for
from marshmallow import Schema, fields, validate

from saas.core.organisation.catalogue import plugin_view
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.clock import now
from saas.platform.errors import Invalid, Unavailable
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.permissions import requires
from saas.platform.plugin_life import (
    GRACE,
    PURGE,
    ask_purge,
    cancel_purge,
    export_group,
    purge_counts,
    stored_counts,
    table_title,
)
from saas.platform.security.repeats import keep_no_answer
from saas.platform.web import Form, needs_proof, read_form, render, tell

_PIECE = 256 * 1024
_WORDS: Mapping[str, LazyStr] = {
    "jobs": _l("Jobs that wait"),
    "deliveries": _l("Messages that wait"),
    "files": _l("Files"),
}


class PurgeSchema(Schema):
    """The name of the plugin, typed by whoever wants its data gone."""

    typed = fields.String(
        required=True,
        validate=validate.Length(max=40),
        metadata={"label": _l("Name of the plugin"), "autocomplete": "off", "maxlength": 40},
    )


class TakeOutSchema(Schema):
    """Why the data are taken out."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=4, max=300),
        metadata={"label": _l("Reason"), "help": _l("It is kept with your name."), "maxlength": 300},
    )


@pages.get("/settings/plugins/<plugin>/data", endpoint="plugin_data")
@requires(PURGE)
def show_data(plugin: str) -> Response:
    """How much a plugin holds of this group, and the ways to take it out or have it removed."""
    return _page(plugin)


@pages.post("/settings/plugins/<plugin>/data/export", endpoint="plugin_data_export")
@requires(PURGE)
@needs_proof
def take_out(plugin: str) -> Response:
    """Everything of the plugin's tables as a ZIP file."""
    found: list[Response] = []

    def work() -> None:
        found.append(_download(plugin, export_group(plugin, read_form(TakeOutSchema, request)["reason"])))

    faults = save(work)
    if faults:
        return _page(plugin, taking=faults)
    # Each file that is handed out is logged: a repeated request makes it anew.
    keep_no_answer()
    return found[0]


@pages.post("/settings/plugins/<plugin>/data/purge", endpoint="plugin_data_purge")
@requires(PURGE)
@needs_proof
def ask(plugin: str) -> Response:
    """Have the data removed after the time of grace."""

    def work() -> None:
        # People type what they read; the name that programs know is taken as well.
        typed, title = read_form(PurgeSchema, request)["typed"], str(plugin_view(plugin).info.title)
        if typed.casefold() not in (plugin, title.casefold()):
            raise Invalid("typed", _("Type %(name)s to confirm.", name=title))
        ask_purge(plugin, plugin)

    faults = save(work)
    if faults:
        return _page(plugin, purging=faults)
    return _back(plugin)


@pages.post("/settings/plugins/<plugin>/data/keep", endpoint="plugin_data_keep")
@requires(PURGE)
def keep(plugin: str) -> Response:
    """Call the removal off."""
    cancel_purge(plugin)
    tell(_("The data stay."))
    return _back(plugin)


def _download(plugin: str, file: IO[bytes]) -> Response:
    answer = Response(_pieces(file), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{plugin}-{now():%Y%m%d-%H%M}.zip"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _back(plugin: str) -> Response:
    return make_response(redirect(url_for("organisation.plugin_data", plugin=plugin), 303))


def _counts(plugin: str) -> tuple[Mapping[str, int], str]:
    # A plugin that cannot say what it keeps elsewhere costs the page that part.
    try:
        return purge_counts(plugin), ""
    except Unavailable as error:
        return stored_counts(plugin), error.message


def _page(plugin: str, *, taking: Conflicted | None = None, purging: Conflicted | None = None) -> Response:
    view, faults = plugin_view(plugin), taking or purging
    counts, untold = _counts(plugin)
    return render(
        "organisation/plugin_data.html",
        status=faults.status if faults else 200,
        view=view,
        counts=[(_WORDS.get(thing) or table_title(thing), count) for thing, count in counts.items()],
        untold=untold,
        days=GRACE.days,
        taking=Form(TakeOutSchema, error=taking.error if taking else None),
        purging=Form(PurgeSchema, error=purging.error if purging else None),
    )
