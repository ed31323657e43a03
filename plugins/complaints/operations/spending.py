"""What solutions cost, held against the group's budgets where it keeps some."""

from __future__ import annotations

from plugins.complaints.models import Case
from plugins.complaints.work_models import OptionState, SolutionOption
from saas.plugin_api import Spend, SpendControl, Store, load, service, today

CATEGORY = "complaints"


def set_aside(case: Case, option: SolutionOption) -> None:
    """Set aside what a solution costs; raises Conflict where the budget does not allow it. Nothing without budgets."""
    control = service(SpendControl)
    if control is None or option.cost_fen == 0:
        return
    control.commit(spend_of(case, option), _key(option))
    option.committed = True


def spent(option: SolutionOption) -> None:
    """What was set aside for a solution has been spent."""
    control = service(SpendControl)
    if option.committed and control is not None:
        control.actual(_key(option), act=f"{_key(option)}:spent", amount_fen=option.cost_fen, last=True)


def let_go_of(options: list[SolutionOption]) -> None:
    """What was set aside for solutions that will not be carried out is free again."""
    control = service(SpendControl)
    for option in options:
        if option.state is OptionState.ACCEPTED:
            option.state = OptionState.DECLINED
            if option.committed and control is not None:
                control.release(_key(option), act=f"{_key(option)}:released")


def spend_of(case: Case, option: SolutionOption) -> Spend:
    """The solution as spending of the store today."""
    return Spend(
        store_id=case.store_id,
        day=today(load(Store, case.store_id).timezone),
        amount_fen=option.cost_fen,
        document=f"complaints.case:{case.id}",
        title=case.document_no,
        category=CATEGORY,
    )


def _key(option: SolutionOption) -> str:
    return f"complaints.option:{option.id}"
