"""Taking rows out of the system: with a reason, in the export log, in a file that runs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from flask import Response
from marshmallow import Schema, fields, validate

from saas.platform.audit.models import ExportLog
from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.files.sheets import Cell, SheetKind, write_sheet
from saas.platform.i18n import _, _l
from saas.platform.security.object_keys import key_of
from saas.platform.tenancy import current_actor

MOST = 5000
"""Rows of one export at most: more than that is a transfer, not a list that somebody works with."""


class ExportSchema(Schema):
    """Why rows are taken out, and in which form."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=4, max=300),
        metadata={"label": _l("Reason"), "help": _l("It is kept with your name and the filter.")},
    )
    form = fields.Enum(
        SheetKind,
        by_value=True,
        load_default=SheetKind.XLSX,
        metadata={"label": _l("Form"), "choices": [("xlsx", "Excel (.xlsx)"), ("csv", "CSV (UTF-8)")]},
    )


def take_out(
    what: str,
    kind: SheetKind,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    filters: Mapping[str, object],
    reason: str,
) -> bytes:
    """The file's bytes; the export log and the audit tell who took what, and why.

    what: `<room>.<resource>`. rows: at most `MOST`, personal numbers masked. filters: what they were narrowed to;
    empty ones are left out. Raises Invalid without a reason, and for more rows than fit.
    """
    if not reason.strip():
        raise Invalid("reason", _("Say what the export is for."))
    found = list(rows)
    if len(found) > MOST:
        raise Invalid("", _("More than %(n)s rows were found. Narrow the filter.", n=MOST))
    log_export(f"{what}.{kind.value}", len(found), filters=filters, reason=reason, masked=True)
    record(f"{what}.exported", what.rpartition(".")[2], None, detail={"rows": len(found)}, reason=reason)
    return write_sheet(kind, header, found)


def log_export(
    kind: str, row_count: int, *, filters: Mapping[str, object], reason: str, masked: bool
) -> None:
    """Note in the export log who takes rows out, and why.

    kind: `<room>.<resource>.<form>`. filters: what the rows were narrowed to; empty ones are left out. masked: whether
    personal numbers are.
    """
    told = {name: str(value) for name, value in filters.items() if value not in (None, "", False)}
    key = key_of("export_log", None)
    session().add(
        ExportLog(
            member_id=current_actor().member_id,
            kind=kind,
            sealed_filters=key.seal("export_log.filters", json.dumps(told, ensure_ascii=False)),
            row_count=row_count,
            masked=masked,
            sealed_reason=key.seal("export_log.reason", reason.strip()),
        )
    )


def answer_sheet(content: bytes, kind: SheetKind, name: str) -> Response:
    """A download named `<name>-<date>-<time>`, which no cache keeps."""
    answer = Response(content, mimetype=kind.mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{now():%Y%m%d-%H%M}.{kind.value}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
