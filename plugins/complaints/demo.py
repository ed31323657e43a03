"""What a handler finds in the morning: complaints that have just come in, and one that everybody forgot."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from plugins.complaints.models import Case, Channel
from plugins.complaints.operations import (
    CaseDetails,
    NewCase,
    acknowledge_case,
    classify_case,
    close_case,
    register_case,
)
from plugins.complaints.quality import demo as quality
from plugins.complaints.queries import categories, vehicles_of
from plugins.complaints.states import ResultKind
from saas.plugin_api import Customer, current_tenant, now, session

CASES = 6
JUST_NOW = (4, 25)
"""Minutes since complaints came that are not late yet, from and to."""
_FORGOTTEN = timedelta(days=12)  # no holidays make up for it that nobody acknowledged the complaint

_CHANNELS = (Channel.PHONE, Channel.PHONE, Channel.WALK_IN, Channel.WECHAT, Channel.EMAIL, Channel.REGULATOR)
_TOLD = (
    ("repair_quality", "保养后发动机舱有异响，返厂两次仍未解决。", "彻底检查并给出书面说明。"),
    ("waiting_time", "预约上午保养，等到下午三点才交车。", "说明原因，下次优先安排。"),
    ("price", "结算金额比报价高出六百多元，事先没有告知。", "退还差额。"),
    ("service_attitude", "服务顾问态度敷衍，问题没有得到正面答复。", "希望管理人员致歉。"),
    ("parts", "订的配件三周未到货，多次询问没有准信。", "给出确切到货时间。"),
)
_ENDS = (
    (ResultKind.EXPLAINED, "已说明原因，客户表示理解。"),
    (ResultKind.APOLOGISED, "服务经理致电致歉，客户接受。"),
    (ResultKind.REPAIRED, "已免费返修，客户确认故障排除。"),
)


def seed(rng: Random, size: float) -> None:
    """Register complaints of the group's customers and bring most of them some way, as whoever acts; one was forgotten."""
    known = _customers(rng, max(2, round(CASES * size)))
    codes = {one.code: one.id for one in categories() if one.active}
    for number, customer in enumerate(known):
        code, description, demand = rng.choice(_TOLD)
        ago = timedelta(minutes=rng.uniform(*JUST_NOW)) if number else _FORGOTTEN
        case = _register(rng, customer, description, demand, received_at=now() - ago)
        if number:
            _go_on(rng, case, codes.get(code) or next(iter(codes.values())))
    quality.seed(size)


def _customers(rng: Random, wanted: int) -> list[Customer]:
    mine = (
        Customer.tenant_id == current_tenant(),
        Customer.gone_at.is_(None),
        Customer.store_id.is_not(None),
    )
    # Not all of a large group: every so-manyth of its first is as good a choice.
    some = session().scalars(select(Customer).where(*mine).order_by(Customer.id).limit(wanted * 10)).all()
    return rng.sample(some, min(wanted, len(some)))


def _register(
    rng: Random, customer: Customer, description: str, demand: str, *, received_at: datetime
) -> Case:
    vehicles = vehicles_of(customer.id)
    details = CaseDetails(
        description=description,
        demand=demand,
        severity=rng.choice((1, 2, 2, 3)),
        vehicle_id=vehicles[0][0] if vehicles else None,
        model_text="" if vehicles else "朗逸",
    )
    assert customer.store_id is not None  # noqa: S101  only such were chosen
    return register_case(
        NewCase(
            store_id=customer.store_id,
            channel=rng.choice(_CHANNELS),
            details=details,
            customer_id=customer.id,
            received_at=received_at,
        )
    )


def _go_on(rng: Random, case: Case, category_id: int) -> None:
    steps = rng.randint(0, 3)
    if steps > 0:
        acknowledge_case(case.id, text="已致电客户，确认投诉内容与诉求。")
    if steps > 1:
        classify_case(case.id, category_id=category_id, severity=case.severity, safety=False)
    if steps > 2:
        result, words = rng.choice(_ENDS)
        close_case(case.id, result=result, text=words)
