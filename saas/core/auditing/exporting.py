"""The audit as a table to take out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from saas.core.auditing.permissions import EXPORT
from saas.core.auditing.queries import AuditFilter, EntryLine, entries_page
from saas.core.auditing.schemas import AuditFilterSchema
from saas.core.auditing.words import ACTORS, labels, title_of
from saas.core.contracts.exporters import Exporter
from saas.platform.i18n import _, _l


def entry_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """The entries of a filter, the newest first."""
    known = labels()
    for line in entries_page(AuditFilter(**filters), limit=limit).rows:
        yield _cells(line, title_of(line.action, known))


def _cells(line: EntryLine, title: str) -> list[str]:
    told = {one.name: [one.before, one.after] if one.told else None for one in line.fields}
    return [
        line.occurred_at.isoformat(timespec="seconds"),
        str(ACTORS[line.actor_kind]),
        f"{line.actor} ({_('in the place of %(name)s', name=', '.join(line.in_place_of))})"
        if line.in_place_of
        else line.actor,
        title,
        line.action,
        f"{line.object_type} {line.object_id or ''}".strip(),
        json.dumps({**told, **line.detail}, ensure_ascii=False, sort_keys=True),
        line.reason,
        line.address,
        _("yes") if line.sealed else _("no"),
    ]


EXPORTER = Exporter(
    key="auditing.entry",
    title=_l("Audit"),
    columns=(
        _l("When"),
        _l("Kind of actor"),
        _l("Who"),
        _l("Act"),
        _l("Action"),
        _l("Thing"),
        _l("Changes"),
        _l("Reason"),
        _l("Address"),
        _l("Sealed"),
    ),
    rows=entry_lines,
    permission=EXPORT,
    filters=AuditFilterSchema,
    list_endpoint="auditing.entries",
)
