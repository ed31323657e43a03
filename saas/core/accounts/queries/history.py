"""Reads of what happened at a person's own sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from saas.platform.audit import PlatformAudit
from saas.platform.database import Page, keyset_page

SIGN_IN_ACTS = (
    "accounts.sign_in.succeeded",
    "accounts.sign_in.failed",
    "accounts.sign_in.refused",
    "accounts.sign_in.locked",
    "accounts.sign_out",
    "accounts.session.ended",
    "accounts.password.changed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLine:
    """Something that happened at a sign-in. device: browser and system, where they were noted."""

    id: int
    occurred_at: datetime
    action: str
    address: str
    device: str


def sign_in_history(
    account_id: int, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[SignInLine]:
    """One page of what happened at a person's sign-in, the latest first. Raises Invalid for a forged cursor."""
    mine = select(PlatformAudit).where(
        PlatformAudit.account_id == account_id, PlatformAudit.action.in_(SIGN_IN_ACTS)
    )
    keys = [PlatformAudit.occurred_at, PlatformAudit.id]
    page = keyset_page(mine, keys=keys, limit=limit, after=after, before=before, descending=True)
    rows = [
        SignInLine(
            id=row.id,
            occurred_at=row.occurred_at,
            action=row.action,
            address=row.address,
            device=str(row.detail.get("device", "")),
        )
        for row in page.rows
    ]
    return Page(rows=rows, after=page.after, before=page.before)
