"""The analysis of Kano studies as the subject: one study in each of many groups, each analysis a transaction of its own."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from plugins.kano.jobs import ANALYSE
from plugins.kano.models import Answers, Mode, Response, Result, Run, Study, StudyState
from plugins.kano.operations import ask_for_analysis, close_study
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.database import session, unit_of_work
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.tenancy import Actor, tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group
from saas.testing.factories.members import as_member, member
from tests.factories.kano import asked_of, group_with_kano, open_for_answers

PEOPLE = 120
FACTORS = 10


class Analyses:
    """In each group a study that many answered: its analysis leaves one run with a result of each factor."""

    application = "saas:create_app"
    queue = "long"

    def __init__(self, groups: int) -> None:
        self._groups = groups
        self._studies: dict[int, int] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes groups of its own."""

    def ask(self, size: int) -> None:
        """Have the studies answered, then ask for the analysis of each. size: of all results."""
        assert size == self._groups * FACTORS
        for made, keeper in [self._answered() for _number in range(self._groups)]:
            with inside(made.id, keeper):
                ask_for_analysis(self._studies[made.id])

    def _answered(self) -> tuple[Group, Actor]:
        made = group_with_kano()
        keeper = as_member(member(made, role="data_analyst"))
        with inside(made.id, keeper):
            study_id = open_for_answers(asked=FACTORS).id
            _answer(made.id, study_id)
            close_study(study_id)
        self._studies[made.id] = study_id
        return made, keeper

    def done(self) -> int:
        """Results that are there."""
        return sum(self._number(tenant, Result) for tenant in self._studies)

    def _number(self, tenant: int, model: type[Run | Result]) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            return work.execute(select(func.count()).select_from(model)).scalar_one()

    def finished(self) -> bool:
        """Whether no analysis is open."""
        return not any(self._jobs(tenant, *UNFINISHED) for tenant in self._studies)

    def _jobs(self, tenant: int, *states: JobState) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.key == ANALYSE, JobRow.state.in_(states))
            return work.execute(statement).scalar_one()

    def faults(self) -> list[str]:
        """Studies without exactly one run of everybody, its results, one line of audit and one job that is done."""
        found = []
        for tenant, study_id in self._studies.items():
            with tenant_context(tenant), unit_of_work() as work:
                state = work.get_one(Study, (tenant, study_id)).state
                read = list(work.scalars(select(Run.respondents)))
                told = select(func.count()).where(AuditEntry.action == "kano.study.analysed")
                there = [self._number(tenant, Result), work.execute(told).scalar_one()]
            if (state, read, there) != (StudyState.ANALYSED, [PEOPLE], [FACTORS, 1]):
                found.append(f"group {tenant}: {state}, runs of {read}, results and audit {there}")
            if self._jobs(tenant, JobState.DONE) != 1:
                found.append(f"group {tenant}: its analysis is not done once")
        return found


def _answer(tenant: int, study_id: int) -> None:
    people = [
        {
            "tenant_id": tenant,
            "study_id": study_id,
            "mode": Mode.LINK,
            "submission": f"kill-{number:05}",
            "answered_at": now(),
        }
        for number in range(PEOPLE)
    ]
    responses = session().scalars(insert(Response).returning(Response.id), people).all()
    session().execute(
        insert(Answers),
        [
            {
                "tenant_id": tenant,
                "response_id": response,
                "study_factor_id": factor,
                "functional": 1 + (number + place) % 3,
                "dysfunctional": 3 + number % 3,
            }
            for number, response in enumerate(responses)
            for place, factor in enumerate(asked_of(study_id))
        ],
    )
