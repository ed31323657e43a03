"""Reads of requests, and the proof of an erasure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from saas.core.privacy.models import DutyKind, DutyRun, DutyState
from saas.core.privacy.request_models import RequestState, SubjectRequest
from saas.core.privacy.runner.parts import parts_of
from saas.platform.database import Page, keyset_page, load
from saas.platform.database.paging import capped_count
from saas.platform.errors import Conflict, NotFound
from saas.platform.i18n import _
from saas.platform.security.keys import keyed_hash
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """That a customer was erased.

    content: who (by number), when, and what each module deleted, emptied and kept. digest: SHA-256 of the content as JSON
    with sorted names. signature: of the digest under the group's key.
    """

    content: Mapping[str, Any]
    digest: str
    signature: str


def request_page(
    state: RequestState | None, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[SubjectRequest]:
    """Requests in a state, or all: the open ones first, and of these who has to be answered first.

    Raises Invalid for a forged cursor.
    """
    mine = select(SubjectRequest).where(SubjectRequest.tenant_id == current_tenant())
    if state is not None:
        mine = mine.where(SubjectRequest.state == state)
    keys = (SubjectRequest.closed_at.is_not(None), SubjectRequest.due_on, SubjectRequest.id)
    return keyset_page(mine, keys=keys, limit=limit, after=after, before=before)


def open_requests() -> int | None:
    """How many requests of the group wait for an answer; None for none."""
    mine = (SubjectRequest.tenant_id == current_tenant(), SubjectRequest.closed_at.is_(None))
    return capped_count(select(SubjectRequest.id).where(*mine)) or None


def certificate_of(run_id: int) -> Certificate:
    """The proof of an erasure. Raises NotFound for another run, Conflict while a module has not done its part."""
    run = load(DutyRun, run_id)
    if run.kind is not DutyKind.ERASE:
        raise NotFound(_("This does not exist, or no longer."))
    if run.state is not DutyState.DONE or run.finished_at is None:
        raise Conflict(_("A module has not done its part yet; the certificate is made when all have."))
    content = {
        "group": run.tenant_id,
        "customer": run.customer_id,
        "mode": run.mode,
        "run": run.id,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat(),
        "parts": {part.owner: part.told for part in parts_of(run)},
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return Certificate(content=content, digest=digest, signature=keyed_hash("certificate", digest))
