"""Hand a subject all that is kept about them: a package of files of all rooms and plugins, with an index to read."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import current_app

from saas.core.contracts.duties import ExportFile, Subject, export_personal_data
from saas.core.privacy.models import DutyKind, DutyRun
from saas.core.privacy.runner.parts import begin, carry_out, parts_of
from saas.core.privacy.runner.subjects import subject_of
from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.files import Attachment, remove_file, store_file
from saas.platform.files.exports import log_export
from saas.platform.files.kinds import ZIP
from saas.platform.i18n import _, current_locale
from saas.platform.plugins import Answer, perform_for
from saas.platform.tenancy import current_tenant

OWNER = "duty_run"
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")

Files = Mapping[str, Sequence[ExportFile]]


def export_subject(customer_id: int, *, reason: str) -> DutyRun:
    """Make the package of a customer; it is stored sealed, and logged as an export that masks nothing.

    Who fails is left out, which the package says, and asked again by a job, which then stores a whole one. Raises
    NotFound, Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid("reason", _("Say what the export is for."))
    subject = subject_of(customer_id)
    run = begin(DutyKind.EXPORT, customer_id=subject.customer_id)
    count = build_package(run)
    log_export(
        "privacy.subject.zip",
        count,
        filters={"customer_id": subject.customer_id},
        reason=reason,
        masked=False,
    )
    detail = {"duty_run_id": run.id, "files": count}
    record("privacy.subject.exported", "customer", subject.customer_id, detail=detail, reason=reason)
    return run


def build_package(run: DutyRun) -> int:
    """Ask everybody and store what they give, in place of an earlier package; how many files it has."""
    subject = subject_of(run.customer_id or 0)
    files: dict[str, list[ExportFile]] = {}

    def ask(owed: Collection[str]) -> list[Answer[Any]]:
        # Those who gave theirs before give it again: a package is of one moment.
        done = {part.owner for part in parts_of(run)}
        answers = _ask({*owed, *done}, subject)
        for answer in answers:
            if not answer.failed:
                files.setdefault(answer.owner, []).extend(answer.value or ())
        return [answer for answer in answers if answer.owner in owed]

    outcome = carry_out(run, export_personal_data, ask, lambda given: {"files": len(list(given))})
    package = _zipped(files, sorted(outcome.failed))
    _replace(run, package)
    return sum(map(len, files.values()))


def _ask(owners: Collection[str], subject: Subject) -> list[Answer[Any]]:
    return perform_for(owners, export_personal_data, tenant_id=current_tenant(), subject=subject)


def _replace(run: DutyRun, package: bytes) -> None:
    before = session().get(Attachment, (current_tenant(), run.attachment_id)) if run.attachment_id else None
    if before is not None:
        remove_file(before)
    stored = store_file(
        io.BytesIO(package),
        name=f"personal-data-{run.customer_id}-{now():%Y%m%d}.zip",
        owner_type=OWNER,
        owner_id=run.id,
        accepted={ZIP},
    )
    session().flush()
    run.attachment_id = stored.id
    session().flush()


def _zipped(files: Files, missing: Sequence[str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("index.html", _index(files, missing))
        for owner, given in files.items():
            for number, one in enumerate(given):
                package.writestr(_path(owner, one, given[:number]), one.content)
    return target.getvalue()


def _path(owner: str, one: ExportFile, before: Sequence[ExportFile]) -> str:
    name = one.name if _NAME.fullmatch(one.name) else "file"
    twins = sum(other.name == one.name for other in before)
    return f"{owner}/{f'{twins + 1}-' if twins else ''}{name}"


def _index(files: Files, missing: Sequence[str]) -> str:
    sections = [
        {"title": one.title, "path": _path(owner, one, given[:number]), "records": _records(one)}
        for owner, given in files.items()
        for number, one in enumerate(given)
    ]
    # Not as a page: a job makes it too, and there is no request then.
    template = current_app.jinja_env.get_template("privacy/package.html")
    return template.render(sections=sections, missing=missing, made_at=now(), locale=current_locale())


def _records(one: ExportFile) -> list[list[tuple[str, str]]]:
    if not one.name.endswith(".json"):
        return []
    try:
        raw = json.loads(one.content)
    except ValueError:
        return []
    rows = raw if isinstance(raw, list) else [raw]
    return [
        [(key, str(value)) for key, value in row.items() if value not in (None, "")]
        for row in rows
        if isinstance(row, dict)
    ]
