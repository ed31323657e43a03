"""Expense claims of a store's people in every state, with their receipts and history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState, OverbudgetState
from plugins.budget.demo.paper import receipt
from plugins.budget.models.claims import (
    CLAIM_NOTE,
    BatchState,
    ClaimEvent,
    ClaimEventKind,
    ClaimLine,
    CostObject,
    ExpenseClaim,
    OverbudgetRequest,
    PaymentBatch,
)
from plugins.budget.operations.claim_checking import check_claim
from plugins.budget.operations.claim_lines import RECEIPTS
from plugins.budget.operations.claim_money import set_aside, spend_claims
from plugins.budget.operations.claim_paying import NUMBER_LETTERS as PAYMENT_LETTERS
from plugins.budget.operations.claim_submitting import GOOD_FOR, LOOK_OVER
from plugins.budget.operations.claiming import NUMBER_LETTERS
from plugins.budget.operations.spending import check_spend
from plugins.budget.permissions.claims import CLAIM_CHECK, CLAIM_PAY, CLAIM_REVIEW
from plugins.budget.queries.pots import category_of
from saas.plugin_api import (
    Member,
    Spend,
    Store,
    Vehicle,
    active_members_with,
    attach_file,
    current_tenant,
    enqueue,
    home_stores,
    key_of,
    local_day,
    now,
    session,
    take_number,
)

_K, _S = ClaimEventKind, ClaimState
_WAYS: Mapping[ClaimState, tuple[ClaimEventKind, ...]] = {
    _S.DRAFT: (_K.CREATED,),
    _S.SUBMITTED: (_K.CREATED, _K.HELD),
    _S.DEPT_REVIEW: (_K.CREATED, _K.SUBMITTED),
    _S.FINANCE_REVIEW: (_K.CREATED, _K.SUBMITTED, _K.DEPARTMENT_PASSED),
    _S.APPROVED: (_K.CREATED, _K.SUBMITTED, _K.DEPARTMENT_PASSED, _K.FINANCE_PASSED),
    _S.PAID: (_K.CREATED, _K.SUBMITTED, _K.DEPARTMENT_PASSED, _K.FINANCE_PASSED, _K.PAID),
    _S.RETURNED: (_K.CREATED, _K.SUBMITTED, _K.RETURNED),
    _S.REJECTED: (_K.CREATED, _K.SUBMITTED, _K.DEPARTMENT_PASSED, _K.REJECTED),
}
_HOLDING = (_S.DEPT_REVIEW, _S.FINANCE_REVIEW, _S.APPROVED, _S.PAID)
"""The states in which a claim's money is set aside or spent."""
_NIGHTS = {"如家酒店": 2}
"""How many nights were paid, by the payee."""
_FOR: Mapping[str, Mapping[str, Any]] = {
    "神州租车": {"object_kind": CostObject.REPAIR_ORDER, "object_code": "RO-240917"},
    "客户本人": {"object_kind": CostObject.REPAIR_ORDER, "object_code": "RO-240903"},
    "外婆家餐厅": {
        "object_kind": CostObject.CAMPAIGN,
        "object_code": "HD-11",
        "object_name": "冬季空调检测活动",
    },
}
"""What some were for, by the payee."""
_BEYOND_FEN = 3_860_00
"""What the claim that exceeds the budget needs more than there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A claim. ago: days since it was begun. lines: category, yuan, payee. word: what was said where it was decided."""

    state: ClaimState
    ago: int
    title: str
    lines: tuple[tuple[str, int, str], ...]
    word: str = ""


_CLAIMS = (
    _Told(state=_S.DRAFT, ago=1, title="上门取送车交通费", lines=(("travel", 86, "滴滴出行"),)),
    _Told(
        state=_S.SUBMITTED, ago=3, title="举升机应急维修", lines=(("equipment", 0, "鼎力汽保设备"),),
        word="举升机漏油停用，影响进厂车辆，须当天修复。",
    ),
    _Told(
        state=_S.DEPT_REVIEW, ago=2, title="厂家技术培训差旅",
        lines=(("travel", 1_268, "中国铁路"), ("lodging", 968, "如家酒店")),
    ),
    _Told(state=_S.FINANCE_REVIEW, ago=5, title="客户代步车补偿", lines=(("compensation", 640, "神州租车"),), word="已核实。"),
    _Told(
        state=_S.RETURNED, ago=6, title="车间耗材急购", lines=(("materials", 418, "五金机电城"),),
        word="发票抬头不是本公司，请重新开具。",
    ),
    _Told(state=_S.APPROVED, ago=8, title="诊断仪年度标定", lines=(("equipment", 1_850, "元征科技"),)),
    _Told(state=_S.APPROVED, ago=9, title="拜访车队客户", lines=(("travel", 372, "中国石化"),)),
    _Told(
        state=_S.REJECTED, ago=19, title="培训餐费", lines=(("training", 980, "外婆家餐厅"),),
        word="与培训通知不符，不予报销。",
    ),
    _Told(state=_S.PAID, ago=20, title="新能源高压作业取证", lines=(("training", 1_500, "职业技能培训中心"),)),
    _Told(state=_S.PAID, ago=23, title="外出救援过路费", lines=(("travel", 215, "高速公路"), ("travel", 300, "中国石化"))),
    _Told(state=_S.PAID, ago=26, title="返修客户补偿", lines=(("compensation", 520, "客户本人"),)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """Through whose hands the claims of a store go: four different members."""

    claimants: Sequence[int]
    head: int
    finance: int
    payer: int

    def of(self, kind: ClaimEventKind, state: ClaimState, claimant: int) -> int:
        """Who did it."""
        if kind in (_K.CREATED, _K.SUBMITTED, _K.HELD):
            return claimant
        if kind is _K.PAID:
            return self.payer
        by_head = kind is _K.DEPARTMENT_PASSED or state is _S.RETURNED
        return self.head if by_head else self.finance


def claim_expenses(rng: Random, store: Store) -> bool:
    """Write the claims of a store; whether it has the four people that a claim goes through."""
    people = _people(store)
    if people is None:
        return False
    paid = []
    for number, told in enumerate(_CLAIMS):
        claimant = people.claimants[number % len(people.claimants)]
        claim, lines = _claim(rng, store, told, claimant)
        _pass(claim, told, people)
        if told.state is _S.SUBMITTED:
            _hold(claim, lines, told)
        elif told.state is not _S.DRAFT:
            tight = (
                set_aside(claim, lines, beyond_fen=claim.total_fen).tight if told.state in _HOLDING else ()
            )
            check_claim(claim, lines, tight=tight)
            enqueue(LOOK_OVER, {"claim_id": claim.id, "claim_round": claim.round})
        if told.state is _S.PAID:
            paid.append(claim)
    spend_claims(paid)
    _pay(store, paid, people)
    return True


def _people(store: Store) -> _People | None:
    having = {
        one: [member_id for member_id, _name in active_members_with(one, store_id=store.id)]
        for one in (CLAIM_PAY, CLAIM_REVIEW, CLAIM_CHECK)
    }
    chosen: list[int] = []
    for members in having.values():
        # Those who hold one of these rights alone come first: the others stand in for somebody.
        free = [one for one in members if one not in chosen]
        if not free:
            return None
        chosen.append(min(free, key=lambda one: sum(one in found for found in having.values())))
    everybody = session().scalars(select(Member.id).where(Member.tenant_id == current_tenant())).all()
    claimants = [
        one for one, home in sorted(home_stores(everybody).items()) if home == store.id and one not in chosen
    ]
    if not claimants:
        return None
    payer, head, finance = chosen
    return _People(claimants=claimants, head=head, finance=finance, payer=payer)


def _claim(rng: Random, store: Store, told: _Told, claimant: int) -> tuple[ExpenseClaim, list[ClaimLine]]:
    begun = now() - timedelta(days=told.ago)
    day = local_day(begun, store.timezone)
    period = day.strftime("%Y%m")
    amounts = [yuan * 100 or _beyond(store, told.lines[0][0], begun) for _code, yuan, _payee in told.lines]
    taxes = [amount * 6 // 106 for amount in amounts]
    claim = ExpenseClaim(
        document_no=take_number(NUMBER_LETTERS, period=period, store_id=store.id, store_code=store.code),
        state=told.state,
        store_id=store.id,
        claimant_id=claimant,
        title=told.title,
        total_fen=sum(amounts),
        tax_fen=sum(taxes),
        round=0 if told.state is _S.DRAFT else 1,
        submitted_at=None if told.state is _S.DRAFT else begun + timedelta(hours=1),
        created_at=begun,
    )
    session().add(claim)
    session().flush()
    lines = [
        ClaimLine(
            claim_id=claim.id,
            category_id=category_of(code) or 0,
            spent_on=day - timedelta(days=1),
            amount_fen=amount,
            tax_fen=tax,
            quantity=_NIGHTS.get(payee, 1),
            **(_of_vehicle(store) if payee == "高速公路" else _FOR.get(payee, {})),
            vendor=payee,
            invoice_no=f"24{rng.randrange(10**18):018}",
            counts=told.state.counts,
        )
        for (code, _yuan, payee), amount, tax in zip(told.lines, amounts, taxes, strict=True)
    ]
    session().add_all(lines)
    session().flush()
    for line in lines:
        attach_file(line, receipt(line.invoice_no, line.amount_fen, f"{line.spent_on}"), RECEIPTS)
    return claim, lines


def _of_vehicle(store: Store) -> Mapping[str, Any]:
    """A vehicle of the store that was towed; nothing where it has none."""
    mine = (Vehicle.tenant_id == current_tenant(), Vehicle.store_id == store.id)
    found = session().scalar(select(Vehicle.id).where(*mine).order_by(Vehicle.id).limit(1))
    return {"object_kind": CostObject.VEHICLE, "vehicle_id": found} if found else {}


def _beyond(store: Store, code: str, begun: datetime) -> int:
    """More than the budget has for it."""
    room = check_spend(_spend(store, code, begun)).room_fen
    return max(room or 0, 0) + _BEYOND_FEN


def _spend(store: Store, code: str, begun: datetime) -> Spend:
    day = local_day(begun, store.timezone) - timedelta(days=1)
    return Spend(store_id=store.id, day=day, amount_fen=1, document="demo", title="demo", category=code)


def _pass(claim: ExpenseClaim, told: _Told, people: _People) -> None:
    """The claim's history, a day for each step, the last one at its latest now; and who passed it."""
    sealed = key_of("budget_expense_claim", claim.id).seal(CLAIM_NOTE, told.word) if told.word else None
    way = _WAYS[told.state]
    rows = []
    for number, kind in enumerate(way):
        actor = people.of(kind, told.state, claim.claimant_id)
        happened = now() - timedelta(days=told.ago) + timedelta(hours=20 * number - 19 if number else 0)
        if kind is _K.DEPARTMENT_PASSED:
            claim.dept_by_id = actor
        elif kind is _K.FINANCE_PASSED:
            claim.finance_by_id = actor
        elif kind is _K.PAID:
            claim.paid_by_id, claim.paid_at = actor, happened
        rows.append(
            {
                "tenant_id": current_tenant(),
                "claim_id": claim.id,
                "kind": kind,
                "round": claim.round,
                "total_fen": claim.total_fen,
                "points": [point.value for point in Point] if kind is _K.FINANCE_PASSED else [],
                "happened_at": min(happened, now()),
                "actor_kind": "member",
                "actor_id": actor,
                "sealed_note": sealed if number == len(way) - 1 else None,
            }
        )
    session().execute(insert(ClaimEvent), rows)


def _hold(claim: ExpenseClaim, lines: Sequence[ClaimLine], told: _Told) -> None:
    """Held, until somebody approves that it exceeds the budget by what is missing."""
    found = check_spend(
        Spend(
            store_id=claim.store_id,
            day=lines[0].spent_on,
            amount_fen=claim.total_fen,
            document=f"budget.claim:{claim.id}",
            title=claim.document_no,
            category=told.lines[0][0],
        )
    )
    check_claim(claim, lines, tight=range(1, len(lines) + 1))
    session().add(
        OverbudgetRequest(
            claim_id=claim.id,
            round=claim.round,
            state=OverbudgetState.REQUESTED,
            amount_fen=claim.total_fen,
            excess_fen=claim.total_fen - max(found.room_fen or 0, 0),
            year_end_fen=found.year_end_fen,
            year_planned_fen=found.year_planned_fen,
            reason=told.word,
            expires_at=now() + GOOD_FOR,
        )
    )
    session().flush()


def _pay(store: Store, claims: Sequence[ExpenseClaim], people: _People) -> None:
    """One payment of the claims that are paid."""
    paid_on = local_day(max(claim.paid_at or now() for claim in claims), store.timezone)
    batch = PaymentBatch(
        document_no=take_number(PAYMENT_LETTERS, period=paid_on.strftime("%Y%m")),
        state=BatchState.PAID,
        total_fen=sum(claim.total_fen for claim in claims),
        prepared_by_id=people.payer,
        paid_on=paid_on,
        reference=f"ICBC{paid_on:%Y%m%d}{store.id:04}",
    )
    session().add(batch)
    session().flush()
    for claim in claims:
        claim.batch_id = batch.id
    session().flush()
