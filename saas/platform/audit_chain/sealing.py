"""Seal what the audit has gained; the scheduler does it every minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from saas.platform.audit.models import AuditEntry
from saas.platform.audit_chain.chain import FIRST, chained, digest_of
from saas.platform.audit_chain.models import AuditSeal
from saas.platform.clock import now
from saas.platform.database import session, unit_of_work
from saas.platform.security.keys import UnreadableValue, keyed_hash
from saas.platform.tenancy import current_tenant, tenant_context, tenant_key
from saas.platform.tenancy.tenant import Tenant

log = structlog.get_logger(__name__)

MOST = 5000
"""Entries in one seal."""
_HERE = text(
    "SELECT system_identifier::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM pg_control_system()"
)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where a database stands. cluster: its identity. horizon: every transaction below this number has ended."""

    cluster: str
    horizon: int


def moment(work: Session) -> Moment:
    """Where the database stands now."""
    cluster, horizon = work.execute(_HERE).one()
    return Moment(cluster=cluster, horizon=horizon)


def seal_entries() -> int:
    """Seal the current tenant's entries whose transactions have ended and that no seal names; how many.

    Two who seal at once go one after the other. What a transaction that is still open has written waits for the next
    time, whatever number it took, since the horizon stays below it. In another cluster, as after a restore, numbers
    of transactions begin anew: there all entries are looked through once.
    """
    session().execute(_LOCK, {"key": tenant_key("audit-seal")})
    last = newest_seal()
    # The horizon is read before the rows: what ends in between is sealed the next time.
    here = moment(session())
    waiting = _unsealed(last, here)
    for start in range(0, len(waiting), MOST):
        last = _add_seal(last, waiting[start : start + MOST], here)
    return len(waiting)


def newest_seal() -> AuditSeal | None:
    """The current tenant's newest seal."""
    return session().scalar(select(AuditSeal).order_by(AuditSeal.seq.desc()).limit(1))


def sealed_among(ids: Sequence[int]) -> set[int]:
    """Which of these entries of the current tenant a seal names."""
    if not ids:
        return set()
    near = select(func.unnest(AuditSeal.entry_ids).label("id")).where(
        AuditSeal.tenant_id == current_tenant(),
        AuditSeal.highest_id >= min(ids),
        AuditSeal.lowest_id <= max(ids),
    )
    return set(session().scalars(near)).intersection(ids)


def digests_of(ids: Sequence[int]) -> dict[int, bytes]:
    """The digest of each of these entries that is there, by id."""
    rows = session().execute(select(*AuditEntry.__table__.columns).where(AuditEntry.id.in_(ids))).mappings()
    return {row["id"]: digest_of(dict(row)) for row in rows}


def chain_of(seal: AuditSeal) -> bytes:
    """The chain that a seal must have by what it says."""
    told = {
        "tenant_id": seal.tenant_id,
        "seq": seal.seq,
        "sealed_at": seal.sealed_at,
        "horizon": seal.horizon,
        "cluster": seal.cluster,
        "lowest_id": seal.lowest_id,
        "highest_id": seal.highest_id,
        "entry_ids": list(seal.entry_ids),
    }
    return chained(seal.previous, told, seal.digests)


def signature_of(chain: bytes) -> str:
    """The signature of a chain under the current tenant's key."""
    return keyed_hash("audit-seal", chain.hex())


def _unsealed(last: AuditSeal | None, here: Moment) -> list[int]:
    wanted = select(AuditEntry.id).where(AuditEntry.tenant_id == current_tenant())
    if last is not None and last.cluster == here.cluster and last.horizon <= here.horizon:
        wanted = wanted.where(AuditEntry.txid >= last.horizon, AuditEntry.txid < here.horizon)
    found = session().scalars(wanted.order_by(AuditEntry.id)).all()
    named = sealed_among(found)
    return [one for one in found if one not in named]


def _add_seal(last: AuditSeal | None, ids: Sequence[int], here: Moment) -> AuditSeal:
    digests = digests_of(ids)
    seal = AuditSeal(
        tenant_id=current_tenant(),
        seq=last.seq + 1 if last else 1,
        sealed_at=now(),
        horizon=here.horizon,
        cluster=here.cluster,
        lowest_id=min(ids),
        highest_id=max(ids),
        entry_ids=list(ids),
        digests=b"".join(digests[one] for one in ids),
        previous=last.chain if last else FIRST,
    )
    seal.chain = chain_of(seal)
    seal.signature = signature_of(seal.chain)
    session().add(seal)
    session().flush()
    # Kept outside the database by whoever keeps the log: see `saas audit verify --head`.
    log.info("audit_sealed", tenant=seal.tenant_id, seq=seal.seq, chain=seal.chain.hex(), entries=len(ids))
    return seal


class Sealer:
    """Seals the audit of every group; the scheduler's process remembers how far it has looked."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._looked: int | None = None
        self._failed: set[int] = set()

    def seal(self) -> int:
        """Seal what the groups have gained since the last time; how many entries.

        One statement finds the groups; one group's failure stops no other, and is tried again with the next call.
        """
        with self._sessions.begin() as work:
            until = moment(work).horizon
            groups = {*work.scalars(_gained(self._looked, until)), *self._failed}
        sealed = {tenant_id: _seal_group(tenant_id) for tenant_id in sorted(groups)}
        self._looked = until
        self._failed = {tenant_id for tenant_id, count in sealed.items() if count is None}
        return sum(count or 0 for count in sealed.values())


def _gained(since: int | None, until: int) -> Select[int]:
    if since is None:
        return select(Tenant.id).order_by(Tenant.id)
    found = select(AuditEntry.tenant_id).where(AuditEntry.txid >= since, AuditEntry.txid < until)
    return found.distinct().order_by(AuditEntry.tenant_id)


def _seal_group(tenant_id: int) -> int | None:
    try:
        with tenant_context(tenant_id), unit_of_work():
            return seal_entries()
    except (SQLAlchemyError, UnreadableValue) as error:
        log.error("audit_not_sealed", tenant=tenant_id, error=type(error).__name__)
        return None
