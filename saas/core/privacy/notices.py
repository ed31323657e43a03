"""Publish what customers are told about a purpose, and find which notice counts for whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute

from saas.core.customers.models import CustomerShare
from saas.core.organisation.models import LegalEntity
from saas.core.privacy.decision import is_purpose
from saas.core.privacy.models import ConsentDecision, ConsentEvent, Purpose
from saas.core.privacy.notice_models import ConsentNotice
from saas.platform.audit.recording import record
from saas.platform.database import session
from saas.platform.errors import Invalid, VersionConflict
from saas.platform.i18n import _
from saas.platform.tenancy import current_actor, current_tenant

Entity = ColumnElement[int] | ColumnElement[int | None] | InstrumentedAttribute[int]
"""A company, as a column or a subquery."""


def publish_notice(
    purpose: str,
    *,
    text_zh: str,
    text_en: str = "",
    legal_entity_id: int | None = None,
    asks_again: bool = False,
    seen: int | None = None,
) -> ConsentNotice:
    """Publish the next version of a notice; it is what customers are shown from now on, and stays as it is.

    seen: the version that the person saw, 0 for none. Raises Invalid, VersionConflict when another one was published since.
    """
    if not is_purpose(purpose):
        raise Invalid("purpose", _("There is no such purpose."))
    if not text_zh.strip():
        raise Invalid("text_zh", _("Write a text."))
    check_entity(legal_entity_id)
    # Nothing of a published notice is changed, so there is no row whose lock would make two writers take turns.
    name = f"{current_tenant()}:privacy.notice:{purpose}:{legal_entity_id or 0}"
    session().execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    held = _newest_version(purpose, legal_entity_id)
    if seen is not None and seen != held:
        raise VersionConflict(_("Somebody else changed this in the meantime."))
    notice = ConsentNotice(
        purpose=purpose,
        legal_entity_id=legal_entity_id,
        version=held + 1,
        text_zh=text_zh.strip(),
        text_en=text_en.strip(),
        asks_again=asks_again,
        published_by=current_actor().member_id,
    )
    session().add(notice)
    session().flush()
    if asks_again and purpose == Purpose.SHARE:
        session().execute(delete(CustomerShare).where(CustomerShare.tenant_id == current_tenant()))
    detail = {"purpose": purpose, "version": notice.version, "asks_again": asks_again}
    record("privacy.notice.published", "consent_notice", notice.id, detail=detail)
    return notice


def check_entity(legal_entity_id: int | None) -> None:
    """Raise Invalid for a company that the group does not have; none is the whole group."""
    if (
        legal_entity_id is not None
        and session().get(LegalEntity, (current_tenant(), legal_entity_id)) is None
    ):
        raise Invalid("legal_entity_id", _("There is no such company."))


def current_notices() -> list[ConsentNotice]:
    """The newest version of each purpose and company, those of the whole group first."""
    newest = (
        select(ConsentNotice)
        .where(ConsentNotice.tenant_id == current_tenant())
        .order_by(
            ConsentNotice.purpose, ConsentNotice.legal_entity_id.nulls_first(), ConsentNotice.version.desc()
        )
        .ext(distinct_on(ConsentNotice.purpose, ConsentNotice.legal_entity_id))
    )
    return list(session().scalars(newest))


def notice_versions(purpose: str, legal_entity_id: int | None) -> list[ConsentNotice]:
    """All versions of one notice, the newest first."""
    mine = (
        ConsentNotice.tenant_id == current_tenant(),
        ConsentNotice.purpose == purpose,
        ConsentNotice.legal_entity_id.is_not_distinct_from(legal_entity_id),
    )
    return list(
        session().scalars(
            select(ConsentNotice).where(*mine).order_by(ConsentNotice.version.desc()).limit(200)
        )
    )


def notices_for(legal_entity_id: int | None) -> dict[str, ConsentNotice]:
    """Purpose to the notice that a company tells: its own, else that of the whole group."""
    told: dict[str, ConsentNotice] = {}
    for notice in current_notices():
        if notice.legal_entity_id is None or notice.legal_entity_id == legal_entity_id:
            told[notice.purpose] = notice
    return told


def check_notice(
    purpose: str, decision: ConsentDecision, notice_id: int | None, legal_entity_id: int | None
) -> ConsentNotice | None:
    """The notice that the customer was shown; an agreement names the one that is current, where there is one.

    Raises Invalid for a notice of something else, an old one under a new agreement, and none where there is one.
    """
    told = _told_to(purpose, legal_entity_id)
    if notice_id is None:
        if told and decision is ConsentDecision.GRANT:
            raise Invalid("notice_id", _("Say which notice the customer was shown before they agreed."))
        return None
    notice = session().get(ConsentNotice, (current_tenant(), notice_id))
    if notice is None or notice.purpose != purpose:
        raise Invalid("notice_id", _("This notice is not about this purpose."))
    if decision is ConsentDecision.GRANT and notice.id not in {one.id for one in told}:
        raise Invalid("notice_id", _("This is not the notice that holds now. Show the customer the newest."))
    return notice


def _told_to(purpose: str, legal_entity_id: int | None) -> Sequence[ConsentNotice]:
    """The current notices that somebody may have been shown: any company's for a word to the whole group."""
    return [
        one
        for one in current_notices()
        if one.purpose == purpose
        and (legal_entity_id is None or one.legal_entity_id in (None, legal_entity_id))
    ]


def outdated(said: type[ConsentEvent], entity: Entity) -> ColumnElement[bool]:
    """Whether an agreement was given before a notice that asks everybody again.

    entity: the company that looks after the customer.
    """
    renewed = exists().where(
        ConsentNotice.tenant_id == said.tenant_id,
        ConsentNotice.purpose == said.purpose,
        ConsentNotice.asks_again,
        ConsentNotice.published_at > said.occurred_at,
        or_(ConsentNotice.legal_entity_id.is_(None), ConsentNotice.legal_entity_id == entity),
    )
    return and_(said.decision == ConsentDecision.GRANT, renewed)


def said_to(said: type[ConsentEvent], entity: Entity) -> ColumnElement[bool]:
    """Whether a statement counts for the company that looks after the customer.

    entity: that company, none when nobody knows it; then a refusal counts, to whomever it was said.
    """
    refused_somewhere = and_(entity.is_(None), said.decision != ConsentDecision.GRANT)
    return or_(said.legal_entity_id.is_(None), said.legal_entity_id == entity, refused_somewhere)


def _newest_version(purpose: str, legal_entity_id: int | None) -> int:
    mine = (
        ConsentNotice.tenant_id == current_tenant(),
        ConsentNotice.purpose == purpose,
        ConsentNotice.legal_entity_id.is_not_distinct_from(legal_entity_id),
    )
    return session().scalar(select(func.max(ConsentNotice.version)).where(*mine)) or 0
