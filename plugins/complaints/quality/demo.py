"""Quality issues to look at: one that an early warning led to and that is closed, one being watched, one just analysed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from plugins.complaints.models import Case
from plugins.complaints.quality import operations
from plugins.complaints.quality.beginning import (
    Problem,
    begin_from_alert,
    begin_from_case,
    link_case,
    running_issue_of_case,
)
from plugins.complaints.quality.operations import Analysis, Letter, Watch
from plugins.complaints.quality.permissions import WRITE
from plugins.complaints.quality.states import Department, Outcome, Subcause
from plugins.complaints.states import ResultKind
from plugins.complaints.warning.models import Alert
from plugins.complaints.work_models import CauseClass, Finding, Investigation
from saas.plugin_api import allowed, current_tenant, session, today, zone_of

LINKED = 3
"""Complaints that belong to each issue that was begun from one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    said: str
    cause: CauseClass
    facts: str
    why: str
    problem: Problem
    found: Analysis
    letter: Letter


_WATCHED = _Told(
    said="更换刹车片后仍有异响。",
    cause=CauseClass.PRODUCT,
    facts="复检确认为刹车片摩擦材料过硬，与安装无关。",
    why="同批次摩擦材料硬度超差。",
    problem=Problem(problem="更换刹车片后低速制动有异响。", part_no="L1TD698151", supplier="华东制动"),
    found=Analysis(
        cause=CauseClass.PRODUCT,
        subcause=Subcause.MATERIAL,
        how_found="拆下的三副刹车片送检，摩擦材料硬度高于标准。",
        lot="2026-08-B",
    ),
    letter=Letter(
        department=Department.PURCHASING,
        who="采购部 周工",
        question="请向供应商核实 2026-08-B 批次的硬度报告。",
    ),
)
_ANALYSED = _Told(
    said="更换机油后底盘渗油，地面有油迹。",
    cause=CauseClass.WORK,
    facts="举升检查，放油螺栓未按扭矩拧紧，垫片未更换。",
    why="保养工序缺少扭矩复核。",
    problem=Problem(problem="更换机油后放油螺栓处渗油。", part_no="N90813202"),
    found=Analysis(
        cause=CauseClass.OTHER,
        subcause=Subcause.REPAIR,
        how_found="调取同期工单并逐台复检，均为放油螺栓扭矩不足。",
    ),
    letter=Letter(
        department=Department.PRODUCTION, who="机修车间 陈主管", question="请说明放油螺栓的紧固与复核做法。"
    ),
)


def seed(size: float) -> None:
    """Begin two issues of complaints of the past, and bring each some way; only where there is a past to look at."""
    if size < 0.5:
        return
    if (watched := _from_cases(_WATCHED)) is not None:
        answer = "供应商确认该批次硬度超差，同意全部退换。"
        operations.answer_of(watched[0], watched[1], answer=answer)
        operations.implement_issue(
            watched[0], measure=ResultKind.REPLACED, done="为三位客户免费更换新批次刹车片，退回库存 12 副。"
        )
        operations.track_issue(watched[0], _watch("同款刹车片的异响投诉", "入库时按批次抽检硬度。"))
    _from_cases(_ANALYSED)


def deal_with(alert: Alert) -> None:
    """Begin an issue of a confirmed warning and take it to its end."""
    problem = Problem(
        problem="新到批次空调滤芯装反，出风有异味。", part_no="5Q0819653", supplier="沪新滤清器"
    )
    issue = begin_from_alert(alert.id, problem)
    found = Analysis(
        cause=CauseClass.PRODUCT,
        subcause=Subcause.MANUFACTURING,
        how_found="逐件比对库存，该批次未印气流方向箭头。",
        lot="20260912",
    )
    operations.analyse_issue(issue.id, found)
    letter = Letter(
        department=Department.SUPPLIER, who="沪新滤清器 品质部", question="该批次漏印方向箭头，请换货。"
    )
    contact = operations.write_to(issue.id, letter)
    session().flush()
    operations.answer_of(issue.id, contact.id, answer="已确认漏印，整批换货，并加装视觉检测。")
    operations.implement_issue(
        issue.id, measure=ResultKind.REPLACED, done="召回已装车辆免费重装，整批退回供应商。"
    )
    operations.track_issue(issue.id, _watch("空调滤芯类投诉", "滤芯入库增加方向标识检查。"))
    operations.close_issue(issue.id, outcome=Outcome.WORKED, outcome_text="连续三周无同类投诉。")


def _watch(watched: str, improved: str) -> Watch:
    until = today(zone_of(None)) + timedelta(days=30)
    return Watch(watched=watched, watched_until=until, improved=improved)


def _from_cases(told: _Told) -> tuple[int, int] | None:
    """The issue and the letter about it; none where no complaint of the past tells of it."""
    mine = (Case.tenant_id == current_tenant(), Case.description == told.said, Case.closed_at.is_not(None))
    latest = select(Case).where(*mine).order_by(Case.received_at.desc(), Case.id.desc()).limit(LINKED)
    cases = [one for one in session().scalars(latest) if allowed(WRITE, store_id=one.store_id)]
    if not cases or running_issue_of_case(cases[0].id) is not None:
        return None
    session().add(
        Investigation(
            case_id=cases[0].id,
            round=1,
            investigator_id=cases[0].handler_id,
            started_at=cases[0].received_at,
            finished_at=cases[0].closed_at,
            facts=told.facts,
            finding=Finding.VALID,
            cause=told.cause,
            root_cause=told.why,
        )
    )
    session().flush()
    issue = begin_from_case(cases[0].id, told.problem)
    for one in cases[1:]:
        link_case(issue.id, one.id)
    operations.analyse_issue(issue.id, told.found)
    contact = operations.write_to(issue.id, told.letter)
    session().flush()
    return issue.id, contact.id
