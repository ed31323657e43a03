"""Looking over expense claims as the subject: a job for each of many claims of a group, which are compared with each other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select

from plugins.budget.claim_checks import Check, Finding, Level
from plugins.budget.claim_states import ClaimState
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from plugins.budget.operations.claim_submitting import LOOK_OVER
from saas.platform.clock import now, today
from saas.platform.database import session, unit_of_work
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from tests.factories.budget import group_with_budget
from tests.factories.claims import first_category

USUAL_FEN, UNUSUAL_FEN = 100_00, 987_654_00
UNUSUAL = 10
"""One pair of claims in so many stands out."""
BEFORE = Finding(check=Check.TAX, level=Level.RED, lines=(1,)).kept()
"""What the machine said when it was handed in; it stays."""


class Claims:
    """Claims in pairs of the same amount to the same payee, a few of them far above the others."""

    application = "saas:create_app"
    queue = "short"

    def __init__(self) -> None:
        self._claims: dict[int, list[int]] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes a group of its own."""

    def ask(self, size: int) -> None:
        """Hand in this many claims, an even number, and ask for the looking over of each."""
        made = group_with_budget()
        at = store(made)
        claimant = member(made, role="service_advisor", stores=[at])
        with inside(made.id, as_member(claimant)):
            ids = _handed_in(made.id, at, claimant.member_id, size)
            for claim_id in ids:
                enqueue(LOOK_OVER, {"claim_id": claim_id, "claim_round": 1})
        self._claims[made.id] = ids

    def done(self) -> int:
        """Claims that were looked over."""
        return sum(_looked_over(tenant) for tenant in self._claims)

    def finished(self) -> bool:
        """Whether no looking over is open."""
        return not any(_jobs(tenant, *UNFINISHED) for tenant in self._claims)

    def faults(self) -> list[str]:
        """Claims that lack a finding, have one twice or a wrong one, or that were not looked over once."""
        found = []
        for tenant, ids in self._claims.items():
            claims = _stored(tenant)
            for number, claim in enumerate(claims):
                if claim.checks != _expected(number) or claim.looked_over_at is None:
                    found.append(f"group {tenant}, claim {number}: {claim.checks}")
            if len(claims) != len(ids) or _jobs(tenant, JobState.DONE) != len(ids):
                found.append(f"group {tenant}: not each looking over is done once")
        return found


def _expected(number: int) -> list[dict[str, object]]:
    """What stands on a claim in the end: what stood there before, and how it compares."""
    far = (1,) if _stands_out(number) else ()
    above = Finding(check=Check.OUTLIER, level=Level.AMBER if far else Level.GREEN, lines=far)
    alike = Finding(check=Check.DUPLICATE, level=Level.AMBER, lines=(1,), others=(_name(number ^ 1),))
    return [BEFORE, above.kept(), alike.kept()]


def _stands_out(number: int) -> bool:
    return number // 2 % UNUSUAL == 0


def _name(number: int) -> str:
    return f"BX-KILL-{number:05}"


def _stored(tenant: int) -> list[ExpenseClaim]:
    with tenant_context(tenant), unit_of_work() as work:
        found = list(work.scalars(select(ExpenseClaim).order_by(ExpenseClaim.document_no)))
        work.expunge_all()
        return found


def _looked_over(tenant: int) -> int:
    with tenant_context(tenant), unit_of_work() as work:
        return work.execute(select(func.count(ExpenseClaim.looked_over_at))).scalar_one()


def _jobs(tenant: int, *states: JobState) -> int:
    with tenant_context(tenant), unit_of_work() as work:
        statement = select(func.count()).where(JobRow.key == LOOK_OVER, JobRow.state.in_(states))
        return work.execute(statement).scalar_one()


def _handed_in(tenant: int, at: int, claimant_id: int, size: int) -> list[int]:
    category = first_category()
    claims = [
        {
            "tenant_id": tenant,
            "document_no": _name(number),
            "state": ClaimState.DEPT_REVIEW,
            "store_id": at,
            "claimant_id": claimant_id,
            "title": "差旅",
            "round": 1,
            "submitted_at": now(),
            "checks": [BEFORE],
        }
        for number in range(size)
    ]
    inserted = insert(ExpenseClaim).returning(ExpenseClaim.id, sort_by_parameter_order=True)
    ids = list(session().scalars(inserted, claims))
    session().execute(
        insert(ClaimLine),
        [
            {
                "tenant_id": tenant,
                "claim_id": claim_id,
                "category_id": category,
                "spent_on": today("Asia/Shanghai") - timedelta(days=2),
                "amount_fen": (UNUSUAL_FEN if _stands_out(number) else USUAL_FEN) + number // 2,
                "vendor": f"宾馆{number // 2}",
            }
            for number, claim_id in enumerate(ids)
        ],
    )
    return ids
