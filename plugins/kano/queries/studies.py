"""Reads of studies: lists, one with its questions, how many answered it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from plugins.kano.models import Invitation, Mode, Response, Study, StudyFactor, StudyState
from plugins.kano.permissions import READ
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    _,
    current_tenant,
    keyset_page,
    require,
    session,
)

RUNNING = (StudyState.DRAFT, StudyState.COLLECTING, StudyState.CLOSED, StudyState.ANALYSED)
DONE = (StudyState.PUBLISHED, StudyState.ARCHIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFilter:
    """What a list of studies is narrowed to. state: running, done or all; text: in title or number."""

    state: str = "running"
    text: str = ""


def studies_page(
    wanted: StudyFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of studies with how many answered each, the newest first; one statement."""
    answered = (
        select(func.count(Response.id))
        .where(Response.tenant_id == Study.tenant_id, Response.study_id == Study.id)
        .correlate(Study)
        .scalar_subquery()
    )
    statement = select(Study, answered.label("answered")).where(Study.tenant_id == current_tenant())
    states = {"running": RUNNING, "done": DONE}.get(wanted.state)
    if states is not None:
        statement = statement.where(Study.state.in_(states))
    if wanted.text:
        statement = statement.where(
            Study.title.icontains(wanted.text, autoescape=True) | (Study.document_no == wanted.text.upper())
        )
    keys = [Study.created_at, Study.id]
    return keyset_page(statement, keys=keys, limit=limit, after=after, before=before, descending=True)


def study_by_id(study_id: int) -> Study:
    """One study of the group, for whoever may see studies. Raises Forbidden, NotFound."""
    require(READ)
    study = session().scalar(select(Study).where(Study.tenant_id == current_tenant(), Study.id == study_id))
    if study is None:
        raise NotFound(_("This does not exist, or no longer."))
    return study


def study_factors(study_id: int) -> Sequence[Any]:
    """The factors of a study in its order, each with the name of who decided about it; one statement."""
    by = and_(Member.tenant_id == StudyFactor.tenant_id, Member.id == StudyFactor.decided_by_id)
    statement = (
        select(StudyFactor, Member.display_name.label("decided_by"))
        .outerjoin(Member, by)
        .where(StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study_id)
        .order_by(StudyFactor.position, StudyFactor.id)
    )
    return session().execute(statement).all()


def invitation_counts(study_id: int) -> Any:
    """How many customers were sent a study, and how many of them answered. One statement."""
    mine = (Invitation.tenant_id == current_tenant(), Invitation.study_id == study_id)
    return (
        session()
        .execute(
            select(
                func.count(Invitation.id).label("sent"),
                func.count(Invitation.id).filter(Invitation.answered).label("answered"),
            ).where(*mine)
        )
        .one()
    )


def answer_counts(study_id: int) -> Mapping[Mode, int]:
    """How many answered a study in which way; ways that nobody took are left out. One statement."""
    statement = (
        select(Response.mode, func.count(Response.id).label("answered"))
        .where(Response.tenant_id == current_tenant(), Response.study_id == study_id)
        .group_by(Response.mode)
    )
    return {row.mode: row.answered for row in session().execute(statement)}
