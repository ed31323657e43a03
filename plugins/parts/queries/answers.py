"""Reads of what suppliers said to an order, and what was made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from plugins.parts.models import (
    REMARK,
    Part,
    PromiseDecision,
    PurchaseLine,
    SupplierAnswer,
    SupplierPromise,
)
from saas.plugin_api import Member, current_tenant, open_keyed, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer. remark: none where it was forgotten in time. promises: rows with the promise, the line, the part, and as
    far as somebody decided, the decision and by whom."""

    answer: SupplierAnswer
    remark: str | None
    promises: Sequence[Any]


def answers_to(order_id: int) -> list[Said]:
    """What the supplier of an order said, the newest first, with what was made of each; three statements."""
    mine = (SupplierAnswer.tenant_id == current_tenant(), SupplierAnswer.order_id == order_id)
    answers = session().scalars(select(SupplierAnswer).where(*mine).order_by(SupplierAnswer.id.desc())).all()
    if not answers:
        return []
    of: dict[int, list[Any]] = {answer.id: [] for answer in answers}
    for row in session().execute(_promises(order_id)):
        of[row.SupplierPromise.answer_id].append(row)
    remarks = open_keyed(REMARK, [answer.sealed_remark for answer in answers])
    return [
        Said(answer=answer, remark=remark, promises=of[answer.id])
        for answer, remark in zip(answers, remarks, strict=True)
    ]


def _promises(order_id: int) -> Any:
    tenant = SupplierPromise.tenant_id
    return (
        select(SupplierPromise, PurchaseLine, Part, PromiseDecision, Member.display_name.label("decided_by"))
        .join(
            SupplierAnswer,
            and_(SupplierAnswer.tenant_id == tenant, SupplierAnswer.id == SupplierPromise.answer_id),
        )
        .join(
            PurchaseLine,
            and_(PurchaseLine.tenant_id == tenant, PurchaseLine.id == SupplierPromise.order_line_id),
        )
        .join(Part, and_(Part.tenant_id == tenant, Part.id == PurchaseLine.part_id))
        .outerjoin(
            PromiseDecision,
            and_(PromiseDecision.tenant_id == tenant, PromiseDecision.promise_id == SupplierPromise.id),
        )
        .outerjoin(Member, and_(Member.tenant_id == tenant, Member.id == PromiseDecision.decided_by_id))
        .where(tenant == current_tenant(), SupplierAnswer.order_id == order_id)
        .order_by(SupplierPromise.id)
    )
