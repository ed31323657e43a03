"""Reads of the work on complaints: all of one complaint, the board, the queue, the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from plugins.complaints.models import Case, Category
from plugins.complaints.permissions import READ
from plugins.complaints.queries import reachable
from plugins.complaints.states import DONE, OPEN, STAGES, CaseState, Stage
from plugins.complaints.work_models import (
    CaseTask,
    Closure,
    Investigation,
    RoutingRule,
    SolutionOption,
    ThirdParty,
)
from saas.plugin_api import Customer, Member, Store, current_tenant, now, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the work on a complaint left behind, each in its order; names: of the members in it, by id."""

    investigations: Sequence[Investigation]
    third_parties: Sequence[ThirdParty]
    options: Sequence[SolutionOption]
    tasks: Sequence[CaseTask]
    closures: Sequence[Closure]
    names: Mapping[int, str]


def work_of(case_id: int) -> Work:
    """All of a complaint; the caller has checked that it is within reach. Six statements."""
    found = [
        _rows(model, case_id) for model in (Investigation, ThirdParty, SolutionOption, CaseTask, Closure)
    ]
    investigations, third_parties, options, tasks, closures = found
    who = {one.investigator_id for one in investigations} | {one.proposed_by_id for one in options}
    who |= {one.decided_by_id for one in options} | {one.assignee_id for one in tasks}
    who |= {one.asked_by_id for one in closures}
    return Work(
        investigations=investigations,
        third_parties=third_parties,
        options=options,
        tasks=tasks,
        closures=closures,
        names=names_of(who),
    )


def _rows(model: type[Any], case_id: int) -> Sequence[Any]:
    mine = (model.tenant_id == current_tenant(), model.case_id == case_id)
    return session().scalars(select(model).where(*mine).order_by(model.id)).all()


def names_of(member_ids: Iterable[int | None]) -> dict[int, str]:
    """What members are called, by id; one statement."""
    wanted = {one for one in member_ids if one is not None}
    mine = (Member.tenant_id == current_tenant(), Member.id.in_(wanted))
    found = session().execute(select(Member.id, Member.display_name).where(*mine)) if wanted else ()
    return {row[0]: row[1] for row in found}


ON_A_COLUMN = 20
"""Complaints that a column of the board shows; the rest are in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the board. count: of all that are in it."""

    stage: Stage
    count: int
    late: int
    rows: Sequence[Any]


def board(*, store_id: int | None = None) -> list[Column]:
    """The open complaints within reach by stage, what is due first first; two statements whatever their number."""
    mine = [Case.tenant_id == current_tenant(), Case.state.in_(OPEN), reachable(READ)]
    if store_id is not None:
        mine.append(Case.store_id == store_id)
    place = func.row_number().over(partition_by=_stage(), order_by=(due().asc(), Case.id))
    is_late = and_(due() < now(), Case.state.not_in(DONE))
    numbered = (
        select(Case.id, _stage().label("stage"), place.label("place"), is_late.label("is_late"))
        .where(*mine)
        .subquery()
    )
    statement = (
        select(Case, numbered.c.stage, Customer.name.label("customer"), Member.display_name.label("handler"))
        .join(numbered, and_(Case.id == numbered.c.id, Case.tenant_id == current_tenant()))
        .outerjoin(Customer, and_(Customer.tenant_id == Case.tenant_id, Customer.id == Case.customer_id))
        .outerjoin(Member, and_(Member.tenant_id == Case.tenant_id, Member.id == Case.handler_id))
        .where(numbered.c.place <= ON_A_COLUMN)
        .order_by(numbered.c.stage, numbered.c.place)
    )
    shown = session().execute(statement).all()
    too_late = func.count().filter(numbered.c.is_late)
    counts = session().execute(select(numbered.c.stage, func.count(), too_late).group_by(numbered.c.stage))
    by_stage = {stage: (number, overdue) for stage, number, overdue in counts}
    return [
        Column(
            stage=stage,
            count=by_stage.get(stage.value, (0, 0))[0],
            late=by_stage.get(stage.value, (0, 0))[1],
            rows=[row for row in shown if row.stage == stage.value],
        )
        for stage in Stage
    ]


def due() -> ColumnElement[Any]:
    """Until when something is owed for a complaint: the acknowledgement first, then the solution; since when it is resolved."""
    return case(
        (Case.state == CaseState.RECEIVED, Case.acknowledge_by),
        (Case.state.in_(DONE), Case.resolved_at),
        else_=func.coalesce(Case.resolve_by, Case.received_at),
    )


def _stage() -> ColumnElement[Any]:
    return case(
        *(
            (Case.state.in_([state for state, of in STAGES.items() if of is stage]), stage.value)
            for stage in Stage
        )
    )


def queue(member_id: int) -> ColumnElement[bool]:
    """The criterion of the complaints that a member can do something about now: theirs, and not waiting for others."""
    return and_(
        Case.tenant_id == current_tenant(),
        Case.handler_id == member_id,
        Case.state.in_(OPEN),
        Case.state.not_in(DONE),
        Case.waiting_for.is_(None),
    )


def queue_length(member_id: int) -> int:
    """How many complaints are in somebody's queue."""
    return session().scalar(select(func.count()).select_from(Case).where(queue(member_id))) or 0


def next_in_queue(member_id: int, *, skipped: int = 0) -> int | None:
    """The complaint of somebody's queue that is due first, after so many that were skipped; none where there is none left."""
    statement = select(Case.id).where(queue(member_id)).order_by(due(), Case.id)
    return session().scalar(statement.offset(skipped).limit(1))


def rules() -> Sequence[Any]:
    """The group's rules with what they name, in the order in which they count; one statement."""
    statement = (
        select(
            RoutingRule,
            Category.names.label("category"),
            Store.name.label("store"),
            Member.display_name.label("handler"),
        )
        .outerjoin(
            Category,
            and_(Category.tenant_id == RoutingRule.tenant_id, Category.id == RoutingRule.category_id),
        )
        .outerjoin(Store, and_(Store.tenant_id == RoutingRule.tenant_id, Store.id == RoutingRule.store_id))
        .outerjoin(
            Member, and_(Member.tenant_id == RoutingRule.tenant_id, Member.id == RoutingRule.handler_id)
        )
        .where(RoutingRule.tenant_id == current_tenant())
    )
    order = (
        RoutingRule.store_id.is_(None),
        RoutingRule.category_id.is_(None),
        RoutingRule.least_severity.desc(),
        RoutingRule.id,
    )
    return session().execute(statement.order_by(*order)).all()
