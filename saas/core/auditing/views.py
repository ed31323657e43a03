"""The page of the audit: narrowed by who, what and when; each entry with all it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from werkzeug.routing import BuildError

from saas.core.accounts.queries import member_names
from saas.core.auditing.exporting import EXPORTER
from saas.core.auditing.permissions import EXPORT, READ
from saas.core.auditing.queries import AuditFilter, EntryLine, entries_page, entry_line
from saas.core.auditing.schemas import AuditFilterSchema
from saas.core.auditing.words import ACTORS, areas, labels, title_of
from saas.platform.permissions import allowed, requires
from saas.platform.plugins import CORE, effective_plugins
from saas.platform.web import GroupPages, filter_names, kept_filters, read_filters, render
from saas.platform.web.filters import day

PAGE = 50
FILTERS = filter_names(AuditFilterSchema)

pages = GroupPages("auditing", "saas.core.auditing", path="settings/audit")


@pages.get("/", endpoint="entries")
@requires(READ)
def show_entries() -> Response:
    """The group's entries, the newest first."""
    wanted = AuditFilter(**read_filters(AuditFilterSchema, request.args))
    page = entries_page(
        wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render(
        "auditing/entries.html",
        page=page,
        wanted=wanted,
        areas=areas(),
        actors=[(kind.value, title) for kind, title in ACTORS.items()],
        chips=_chips(wanted),
        link=_link,
        titles=_titles(page.rows),
        kinds=ACTORS,
        export_url=_export_url() if allowed(EXPORT) else "",
    )


@pages.get("/<int:entry_id>", endpoint="entry")
@requires(READ)
def show_entry(entry_id: int) -> Response:
    """One entry with all it says."""
    line = entry_line(entry_id)
    return render(
        "auditing/entry.html",
        line=line,
        title=_titles([line])[line.action],
        thing=_thing_url(line),
        kinds=ACTORS,
    )


def _titles(lines: Sequence[EntryLine]) -> dict[str, str]:
    known = labels()
    return {line.action: title_of(line.action, known) for line in lines}


def _thing_url(line: EntryLine) -> str:
    label = labels().get(line.action)
    if label is None or not label.value.endpoint or line.object_id is None:
        return ""
    if label.owner != CORE and label.owner not in effective_plugins():
        return ""
    try:
        values: dict[str, Any] = {label.value.argument: line.object_id}
        return url_for(label.value.endpoint, **values)
    except BuildError:
        # A plugin that names a page it does not have costs the link, not the page.
        return ""


def _link(**changes: Any) -> str:
    return url_for("auditing.entries", **kept_filters(FILTERS, **changes))


def _export_url() -> str:
    return url_for("exports.export", table_key=EXPORTER.key, **kept_filters(FILTERS))


def _chips(wanted: AuditFilter) -> list[tuple[str, str]]:
    shown = {
        "area": dict(areas()).get(wanted.area, wanted.area),
        "actor_kind": str(ACTORS[wanted.actor_kind]) if wanted.actor_kind else "",
        "member_id": member_names([wanted.member_id]).get(wanted.member_id, "—") if wanted.member_id else "",
        "object_type": f"{wanted.object_type} {wanted.object_id or ''}".strip(),
        "since": f"≥ {day(wanted.since)}" if wanted.since else "",
        "until": f"≤ {day(wanted.until)}" if wanted.until else "",
    }
    return [
        (text, _link(**{name: "", **({"object_id": ""} if name == "object_type" else {})}))
        for name, text in shown.items()
        if text
    ]
