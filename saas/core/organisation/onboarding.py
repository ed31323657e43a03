"""The steps of a group's set-up, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from saas.platform.i18n import LazyStr, _l


class Step(StrEnum):
    """What a new group sets up; each can be done later, and none forces another."""

    LEGAL_ENTITIES = "legal_entities"
    STORES = "stores"
    DEPARTMENTS = "departments"
    STAFF = "staff"
    CALENDAR = "calendar"
    PLUGINS = "plugins"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepText:
    """How a step is called, and why it matters."""

    title: LazyStr
    why: LazyStr


TEXTS: Mapping[Step, StepText] = {
    Step.LEGAL_ENTITIES: StepText(
        title=_l("Legal entities"),
        why=_l("Each store belongs to a company. Companies share no personal data without consent."),
    ),
    Step.STORES: StepText(
        title=_l("Stores"),
        why=_l(
            "Customers, tasks and figures belong to stores. A store's code stands in its document numbers."
        ),
    ),
    Step.DEPARTMENTS: StepText(
        title=_l("Departments"),
        why=_l("Departments of a store or of the whole group; they can be left out."),
    ),
    Step.STAFF: StepText(
        title=_l("Staff"),
        why=_l("Service advisors of imported orders are found by their number or name. Members can sign in."),
    ),
    Step.CALENDAR: StepText(
        title=_l("Work calendar"),
        why=_l("Deadlines count working time. China's holidays and make-up workdays are entered already."),
    ),
    Step.PLUGINS: StepText(
        title=_l("Plugins"),
        why=_l("Switch on what the group uses. It can be changed at any time."),
    ),
    Step.IMPORT: StepText(
        title=_l("First import"),
        why=_l("Bring customers, vehicles and service records from your dealer system, as XLSX or CSV."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the set-up is: steps done by hand or by what is there already."""

    done: frozenset[Step]

    @property
    def percent(self) -> int:
        """Share of the steps that are done, 0 to 100."""
        return round(100 * len(self.done) / len(Step))

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return len(self.done) == len(Step)

    @property
    def next(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in Step if step not in self.done), None)


def progress_of(noted: Mapping[str, object], present: frozenset[Step]) -> Progress:
    """The progress from what was noted as done and what is there."""
    return Progress(done=frozenset(step for step in Step if step.value in noted or step in present))
