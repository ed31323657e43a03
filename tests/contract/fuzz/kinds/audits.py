"""Internal audits at each of their steps, of a claim in which whoever calls had no part."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from plugins.budget.auditing_states import AuditResult, FindingState
from plugins.budget.models.audits import Audit, AuditedClaim
from plugins.budget.models.claims import ClaimLine
from saas.platform.database import session
from saas.platform.files import attached_files
from saas.testing.factories.application import inside
from tests.contract.fuzz.kinds.claims import HEAD
from tests.contract.fuzz.scenes import Kind, Scene
from tests.factories.audits import finding_in, planned_audit, sampled_claim


def _planned(scene: Scene) -> int:
    """With something to draw from: somebody else's claim that two others have passed."""
    store, _claim = scene["store"], scene["passed_claim"]
    with scene.world.acting(scene.person):
        return planned_audit(store, scene.word, points=[scene.word]).id


def _drawn(result: AuditResult) -> Callable[[Scene], int]:
    """That one claim is in its sample, whatever else there is to draw from."""

    def made(scene: Scene) -> int:
        audit_id, claim_id, store = _planned(scene), scene["passed_claim"], scene["store"]
        with inside(scene.world.id) as work:
            audit = work.get_one(Audit, (scene.world.id, audit_id))
            sampled_claim(audit, claim_id, store, result=result)
        return audit_id

    return made


def _sampled(scene: Scene) -> int:
    mine = select(AuditedClaim.id).where(AuditedClaim.audit_id == scene["audit"])
    with inside(scene.world.id):
        return session().scalars(mine).one()


def _line(scene: Scene) -> int:
    mine = select(ClaimLine.id).where(ClaimLine.claim_id == scene["passed_claim"])
    with inside(scene.world.id):
        return session().scalars(mine).one()


def _receipt(scene: Scene) -> int:
    line = scene["audited_line"]
    with inside(scene.world.id):
        return attached_files(ClaimLine, [line])[line][0].id


def _found(state: FindingState, responsible: Callable[[Scene], int]) -> Callable[[Scene], int]:
    def made(scene: Scene) -> int:
        audited_id, answers = scene["audited_claim"], responsible(scene)
        with inside(scene.world.id) as work:
            audited = work.get_one(AuditedClaim, (scene.world.id, audited_id))
            return finding_in(audited, answers, state=state, text=scene.word).id

    return made


KINDS = {
    "planned_audit": Kind(_planned, "budget_audit"),
    "audit": Kind(_drawn(AuditResult.PENDING), "budget_audit"),
    "settled_audit": Kind(_drawn(AuditResult.OK), "budget_audit"),
    "audited_claim": Kind(_sampled, "budget_audited_claim"),
    "audited_line": Kind(_line, "budget_claim_line"),
    "audited_receipt": Kind(_receipt),
    "finding": Kind(_found(FindingState.OPEN, lambda scene: scene.person.member_id), "budget_audit_finding"),
    "answered_finding": Kind(_found(FindingState.ANSWERED, HEAD), "budget_audit_finding"),
}
