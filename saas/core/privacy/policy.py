"""Set the contact policy: when customers are left in peace, and how often they are contacted at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from sqlalchemy import text

from saas.core.privacy.caps import Cap, stored_caps
from saas.core.privacy.decision import is_purpose
from saas.core.privacy.models import ContactPolicy
from saas.core.privacy.queries import current_policy
from saas.platform.audit.recording import record
from saas.platform.database import session
from saas.platform.errors import Invalid, VersionConflict
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


def set_contact_policy(
    quiet_hours: Mapping[str, Sequence[str]],
    *,
    caps: Sequence[Cap] | None = None,
    seen: int | None = None,
) -> ContactPolicy:
    """Let a new version of the contact policy hold; older ones stay, since decisions name them.

    quiet_hours: purpose (or `*`) to two times `HH:MM`. caps: all that hold from now on; those of before if not given.
    seen: the version that the person saw. Raises Invalid for an unknown purpose, a time that is none or two caps of one
    kind, VersionConflict when another version holds by now.
    """
    for purpose, hours in quiet_hours.items():
        _check_quiet_hours(purpose, hours)
    _check_caps(caps or ())
    # A policy that holds is never changed, so there is no row whose lock would make two writers take turns.
    name = f"{current_tenant()}:privacy.contact_policy"
    session().execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    held = current_policy()
    if seen is not None and seen != held.version:
        raise VersionConflict(_("Somebody else changed this in the meantime."))
    policy = ContactPolicy(
        version=held.version + 1,
        quiet_hours={purpose: list(hours) for purpose, hours in quiet_hours.items()},
        caps=stored_caps(held.caps if caps is None else caps),
    )
    session().add(policy)
    session().flush()
    detail = {"version": policy.version, **policy.quiet_hours, "caps": policy.caps}
    record("privacy.contact_policy.set", "contact_policy", policy.id, detail=detail)
    return policy


def _check_quiet_hours(purpose: str, hours: Sequence[str]) -> None:
    if purpose != "*" and not is_purpose(purpose):
        raise Invalid("quiet_hours", _("There is no such purpose."))
    try:
        start, end = (time.fromisoformat(hour) for hour in hours)
    except ValueError:
        raise Invalid("quiet_hours", _("Write quiet hours as two times, as 20:00 and 08:00.")) from None
    if start.tzinfo or end.tzinfo:
        raise Invalid("quiet_hours", _("Quiet hours are in the store's own zone."))


def _check_caps(caps: Sequence[Cap]) -> None:
    if not all(is_purpose(cap.purpose) for cap in caps):
        raise Invalid("caps", _("There is no such purpose."))
    if any(cap.most < 1 for cap in caps):
        raise Invalid("caps", _("A limit is at least one contact."))
    if len({(cap.purpose, cap.channel, cap.window) for cap in caps}) < len(caps):
        raise Invalid("caps", _("Give one limit for each purpose, channel and span."))
