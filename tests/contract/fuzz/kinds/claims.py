"""Expense claims at each of their steps; those to be decided on are somebody else's, and passed by others before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState, OverbudgetState
from plugins.budget.models.claims import ClaimLine, CostObject, ExpenseClaim, OverbudgetRequest
from plugins.budget.operations.claim_objects import ObjectDetails
from plugins.budget.operations.claim_paying import prepare_batch
from plugins.budget.operations.claim_reviewing import pass_department, pass_finance
from plugins.budget.operations.claim_submitting import submit_claim
from saas.platform.clock import now
from saas.platform.files import attached_files
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories.application import inside
from saas.testing.factories.members import member
from tests.contract.fuzz.scenes import Kind, Scene, number, shared
from tests.factories.claims import claim, claim_line


def _person(role: str) -> Callable[[Scene], int]:
    def made(scene: Scene) -> int:
        return member(scene.world.group, role=role).member_id

    made.__name__ = f"claims_{role}"
    return shared(made)


CLAIMANT, HEAD, FINANCE = (
    _person(role) for role in ("service_advisor", "department_head", "finance_reviewer")
)


@contextmanager
def _as(scene: Scene, who: Callable[[Scene], int]) -> Iterator[None]:
    with inside(scene.world.id, Actor(kind=ActorKind.MEMBER, id=who(scene))):
        yield


def _lines(scene: Scene, claim_id: int, category_id: int) -> int:
    word = f"{scene.word} {number()}"
    act = ObjectDetails(kind=CostObject.CAMPAIGN, name=word)
    told = {"vendor": word, "note": word, "was_for": act}
    return claim_line(claim_id, category_id=category_id, amount_fen=number() * 100, **told).id


def _own(scene: Scene) -> int:
    store, category = scene["store"], scene["cost_category"]
    with scene.world.acting(scene.person):
        made = claim(store, title=f"{scene.word} {number()}").id
        _lines(scene, made, category)
        return made


def _own_line(scene: Scene) -> int:
    mine, category = scene["claim"], scene["cost_category"]
    with scene.world.acting(scene.person):
        return _lines(scene, mine, category)


def _receipt(scene: Scene) -> int:
    line = scene["claim_line"]
    with scene.world.acting(scene.person):
        return attached_files(ClaimLine, [line])[line][0].id


def _of_another(scene: Scene) -> int:
    store, category = scene["store"], scene["cost_category"]
    with _as(scene, CLAIMANT):
        made = claim(store, title=f"{scene.word} {number()}").id
        _lines(scene, made, category)
        submit_claim(made)
        return made


def _reviewed(scene: Scene) -> int:
    made = _of_another(scene)
    with _as(scene, HEAD):
        pass_department(made, text=scene.word)
    return made


def _passed(scene: Scene) -> int:
    made = _reviewed(scene)
    with _as(scene, FINANCE):
        pass_finance(made, points=list(Point))
    return made


def _held(state: OverbudgetState, *, own: bool = False) -> Callable[[Scene], int]:
    """A claim that is held, as one that exceeded its budget."""

    def made(scene: Scene) -> int:
        held = _own(scene) if own else _of_another(scene)
        agreed = None if state is OverbudgetState.REQUESTED else HEAD(scene)
        with inside(scene.world.id) as work:
            found = work.get_one(ExpenseClaim, (scene.world.id, held))
            found.state, found.round = ClaimState.SUBMITTED, max(found.round, 1)
            work.add(
                OverbudgetRequest(
                    claim_id=held,
                    round=found.round,
                    state=state,
                    amount_fen=found.total_fen,
                    excess_fen=found.total_fen,
                    reason=scene.word,
                    dept_by_id=agreed,
                    expires_at=now() + timedelta(days=9),
                )
            )
        return held

    return made


def _payment(scene: Scene) -> int:
    ready = scene["passed_claim"]
    with scene.world.acting(scene.person):
        return prepare_batch([ready]).id


KINDS = {
    "claims_head": Kind(HEAD),
    "claim": Kind(_own, "budget_expense_claim"),
    "claim_line": Kind(_own_line, "budget_claim_line", changes=True),
    "claim_receipt": Kind(_receipt),
    "waiting_claim": Kind(_of_another, "budget_expense_claim"),
    "reviewed_claim": Kind(_reviewed, "budget_expense_claim"),
    "passed_claim": Kind(_passed, "budget_expense_claim"),
    "held_claim": Kind(_held(OverbudgetState.REQUESTED), "budget_expense_claim"),
    "agreed_claim": Kind(_held(OverbudgetState.DEPT_APPROVED), "budget_expense_claim"),
    "allowed_claim": Kind(_held(OverbudgetState.FINANCE_APPROVED, own=True), "budget_expense_claim"),
    "payment_batch": Kind(_payment, "budget_payment_batch", changes=True),
}
