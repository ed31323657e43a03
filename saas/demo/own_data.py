"""What customers of the demo ask about their own data, and how far the privacy officer has come with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from saas.core.customers.models import Customer
from saas.core.privacy.request_models import IdentityProof, RequestKind, RequestState, SubjectRequest
from saas.core.privacy.requesting import (
    answer_request,
    approve_request,
    check_identity,
    propose_request,
    receive_request,
    refuse_request,
)
from saas.demo.agenda import Act
from saas.demo.founding import ZONE, at
from saas.demo.past import Stage
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

_ANSWERS = {
    RequestKind.COPY: "已将资料副本交给您本人，请妥善保管。",
    RequestKind.ACCESS: "已当面向您说明我们保存的资料及用途。",
    RequestKind.CORRECT: "已按您提供的证件更正姓名写法。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks, so many days before the last one that is lived. steps: of the work on it, in words."""

    days_ago: int
    kind: RequestKind
    said: str
    proof: IdentityProof = IdentityProof.IN_PERSON
    steps: tuple[str, ...] = ("check", "answer")


_WISHES = (
    Wish(days_ago=47, kind=RequestKind.COPY, said="想要一份门店保存的我的全部资料。"),
    Wish(
        days_ago=38, kind=RequestKind.RESTRICT, said="除保养到期外不要再联系我。",
        proof=IdentityProof.KNOWN_NUMBER, steps=("check", "propose", "approve"),
    ),
    Wish(days_ago=26, kind=RequestKind.CORRECT, said="我的姓名写错了一个字。", proof=IdentityProof.DOCUMENT),
    Wish(
        days_ago=15, kind=RequestKind.DELETE, said="车已经卖了，请删除我的资料。", steps=("refuse",),
    ),
    Wish(days_ago=9, kind=RequestKind.ACCESS, said="你们从哪里得到我的手机号？", proof=IdentityProof.KNOWN_NUMBER),
    Wish(days_ago=4, kind=RequestKind.DELETE, said="我已搬到外地，请删除我的资料。", steps=("check", "propose")),
    Wish(days_ago=2, kind=RequestKind.EXPLAIN, said="为什么总给我打回访电话？", steps=("check",)),
    Wish(days_ago=1, kind=RequestKind.COPY, said="请把我的维修记录发给我一份。", steps=()),
)  # fmt: skip


def wishes(stage: Stage, day: date) -> Iterator[tuple[datetime, int, Act]]:
    """What is asked on a working day, and the next step of what was asked before it; an administrator approves."""
    officers = stage.cast.with_role("privacy_officer")
    if not officers:
        return
    officer, admin = stage.ground.members[officers[0].login], stage.ground.members[stage.cast.admin.login]
    asked = _asked()
    for wish in _WISHES:
        known = asked.get(wish.said)
        if known is None:
            if day >= stage.world.last - timedelta(days=wish.days_ago):
                yield at(day, 10, 12), officer, _receive(wish)
        elif known.state in _DONE_BEFORE and len(wish.steps) > _DONE_BEFORE[known.state]:
            step = wish.steps[_DONE_BEFORE[known.state]]
            yield at(day, 11, 5), admin if step == "approve" else officer, _go_on(known.id, wish, step)


def _asked() -> dict[str, SubjectRequest]:
    mine = select(SubjectRequest).where(SubjectRequest.tenant_id == current_tenant())
    return {one.said: one for one in session().scalars(mine)}


def _receive(wish: Wish) -> Act:
    def receive(_moment: datetime) -> datetime | None:
        asking = _somebody(wish)
        if asking is not None:
            receive_request(asking, wish.kind, said=wish.said, zone=ZONE.key)
        return None

    return receive


def _somebody(wish: Wish) -> int | None:
    """A customer of some years, always the same for a wish; none in a group that has hardly any."""
    mine = (
        Customer.tenant_id == current_tenant(),
        Customer.gone_at.is_(None),
        Customer.store_id.is_not(None),
    )
    some = session().scalars(select(Customer.id).where(*mine).order_by(Customer.id).limit(200)).all()
    return Random(wish.said).choice(some) if len(some) > len(_WISHES) else None


def _go_on(request_id: int, wish: Wish, step: str) -> Act:
    def go_on(_moment: datetime) -> datetime | None:
        _STEPS[step](request_id, wish)
        return None

    return go_on


_DONE_BEFORE = {RequestState.RECEIVED: 0, RequestState.CHECKED: 1, RequestState.PROPOSED: 2}
_STEPS: dict[str, Callable[[int, Wish], object]] = {
    "check": lambda number, wish: check_identity(number, wish.proof),
    "propose": lambda number, _wish: propose_request(number),
    "approve": lambda number, _wish: approve_request(number),
    "answer": lambda number, wish: answer_request(number, _ANSWERS[wish.kind]),
    "refuse": lambda number, _wish: refuse_request(
        number, "来电人无法证明是车主本人，已告知可携证件到店办理。"
    ),
}
