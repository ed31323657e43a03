"""Make a newer key, tell how far the rotation is, destroy what nothing needs any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, delete, select

from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict
from saas.platform.i18n import _
from saas.platform.jobs import enqueue
from saas.platform.key_rotation.files import older_files
from saas.platform.key_rotation.values import sealed_tables, strangers
from saas.platform.security.keys import RENEWED_EVERY, keys
from saas.platform.security.models import KeyKind, TenantSecret
from saas.platform.tenancy import current_tenant

RESEAL = "security.reseal"
SETTLED = timedelta(hours=1)
"""How old a key is before older ones are destroyed: whoever sealed with one of them has committed by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a group's rotation is. values: rows that hold something under an older key. files: likewise.

    strangers: tables of plugins whose code is not here, which keep the older keys.
    """

    versions: tuple[int, ...]
    values: int
    files: int
    strangers: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing needs an older key."""
        return not (self.values or self.files or self.strangers)


def rotate() -> int:
    """Make a newer data key for the current group and ask for the work; the new version.

    What is sealed from now on is sealed with it. Raises Conflict while the last rotation is under way.
    """
    if len(versions()) > 1:
        raise Conflict(_("The last rotation is still under way."))
    version = keys().rotate(current_tenant())
    record("security.key.rotated", "tenant_secret", None, detail={"version": version})
    # When all processes have seen the new key, so that the first round finds nearly all.
    begin = now() + timedelta(seconds=2 * RENEWED_EVERY)
    enqueue(RESEAL, {"period": ""}, dedupe="reseal", run_after=begin)
    return version


def standing() -> Standing:
    """How far the rotation of the current group is; reads every sealed value's first bytes."""
    known = versions()
    newest = known[-1]
    return Standing(
        versions=known,
        values=sum(one.count(newest) for one in sealed_tables()),
        files=sum(1 for _key in older_files(newest)),
        strangers=tuple(strangers()),
    )


def retire() -> list[int]:
    """Destroy the older data keys of the current group, if nothing needs them and the newest has settled; which."""
    newest = session().scalars(_mine().order_by(TenantSecret.version.desc()).limit(1)).one()
    older = [version for version in versions() if version != newest.version]
    if not older or newest.created_at > now() - SETTLED or not standing().whole:
        return []
    gone = delete(TenantSecret).where(
        TenantSecret.tenant_id == current_tenant(),
        TenantSecret.kind == KeyKind.DATA,
        TenantSecret.version.in_(older),
    )
    session().execute(gone.execution_options(synchronize_session=False))
    record("security.key.destroyed", "tenant_secret", None, detail={"versions": older})
    return older


def versions() -> tuple[int, ...]:
    """The versions of the current group's data key, read now, the newest last."""
    return tuple(sorted(one.version for one in session().scalars(_mine())))


def _mine() -> Select[TenantSecret]:
    return select(TenantSecret).where(
        TenantSecret.tenant_id == current_tenant(), TenantSecret.kind == KeyKind.DATA
    )
