"""Recompute the chain of a group's audit and name the first place where it does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from saas.platform.audit.models import AuditEntry
from saas.platform.audit_chain.chain import FIRST, pieces
from saas.platform.audit_chain.models import AuditSeal
from saas.platform.audit_chain.sealing import chain_of, digests_of, moment, newest_seal, signature_of
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

_PAGE = 100


class Fault(StrEnum):
    """What somebody did to the audit past the application."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    ENTRY_ADDED = "entry_added"
    """An entry that claims to be older than a seal, and that no seal names."""
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    SEAL_ADDED = "seal_added"
    """A seal that does not follow the one before, or is not signed with the group's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first place where the chain does not hold. seq: of the seal; entry_id: none when the seal itself is at fault."""

    fault: Fault
    seq: int
    entry_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain, to be kept outside the database. chain: 64 hexadecimal digits."""

    seq: int
    chain: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.chain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at, and the first break if there is one; waiting: entries that the next seal will name."""

    seals: int
    entries: int
    waiting: int
    head: Head | None
    broken: Break | None


def head_of() -> Head | None:
    """The end of the current tenant's chain; none before the first seal."""
    last = newest_seal()
    return Head(seq=last.seq, chain=last.chain.hex()) if last else None


def verify(kept: Head | None = None) -> Verified:
    """Recompute the current tenant's chain from its first seal on.

    kept: an end of the chain that somebody wrote down outside the database; a chain that was cut off behind it, or made
    anew by somebody who has the group's key too, does not contain it.
    """
    seals = entries = 0
    previous: AuditSeal | None = None
    for seal in _seals():
        broken = _broken_seal(previous, seal, kept) or _broken_entry(seal)
        if broken:
            return Verified(seals=seals, entries=entries, waiting=0, head=None, broken=broken)
        seals, entries, previous = seals + 1, entries + len(seal.entry_ids), seal
    end = Head(seq=previous.seq, chain=previous.chain.hex()) if previous else None
    broken = _cut_off(previous, kept) or _slipped_in(previous)
    waiting = session().scalar(select(func.count()).select_from(AuditEntry)) or 0
    return Verified(seals=seals, entries=entries, waiting=waiting - entries, head=end, broken=broken)


def _seals() -> Iterator[AuditSeal]:
    # By pages of their numbers, so that a break in the middle leaves no open cursor behind.
    seq = 0
    while True:
        page = (
            session()
            .scalars(select(AuditSeal).where(AuditSeal.seq > seq).order_by(AuditSeal.seq).limit(_PAGE))
            .all()
        )
        if not page:
            return
        yield from page
        seq = page[-1].seq
        for seal in page:
            session().expunge(seal)


def _broken_seal(previous: AuditSeal | None, seal: AuditSeal, kept: Head | None) -> Break | None:
    expected = previous.seq + 1 if previous else 1
    if seal.seq != expected:
        return Break(fault=Fault.SEAL_MISSING, seq=expected)
    if seal.chain != chain_of(seal):
        return Break(fault=Fault.SEAL_CHANGED, seq=seal.seq)
    follows = seal.previous == (previous.chain if previous else FIRST)
    as_kept = kept is None or kept.seq != seal.seq or kept.chain == seal.chain.hex()
    if not (follows and as_kept and seal.signature == signature_of(seal.chain)):
        return Break(fault=Fault.SEAL_ADDED, seq=seal.seq)
    return None


def _broken_entry(seal: AuditSeal) -> Break | None:
    found = digests_of(seal.entry_ids)
    for entry_id, digest in zip(seal.entry_ids, pieces(seal.digests), strict=True):
        if entry_id not in found:
            return Break(fault=Fault.ENTRY_MISSING, seq=seal.seq, entry_id=entry_id)
        if found[entry_id] != digest:
            return Break(fault=Fault.ENTRY_CHANGED, seq=seal.seq, entry_id=entry_id)
    return None


def _cut_off(last: AuditSeal | None, kept: Head | None) -> Break | None:
    end = last.seq if last else 0
    return Break(fault=Fault.SEAL_MISSING, seq=end + 1) if kept and kept.seq > end else None


def _slipped_in(last: AuditSeal | None) -> Break | None:
    """An entry below the last horizon that no seal names: it cannot have been there when the seal was made."""
    if last is None or last.cluster != moment(session()).cluster:
        return None
    named = select(func.unnest(AuditSeal.entry_ids).label("id")).where(
        AuditSeal.tenant_id == current_tenant()
    )
    older = select(func.min(AuditEntry.id)).where(
        AuditEntry.txid < last.horizon, AuditEntry.id.not_in(select(named.subquery().c.id))
    )
    entry_id = session().scalar(older)
    return Break(fault=Fault.ENTRY_ADDED, seq=last.seq, entry_id=entry_id) if entry_id else None
