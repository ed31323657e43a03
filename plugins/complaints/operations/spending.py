"""What solutions cost, held against the group's budgets where it keeps some."""

from __future__ import annotations

from sqlalchemy import select

from plugins.complaints.models import Case
from plugins.complaints.work_models import OptionState, SolutionOption
from saas.plugin_api import (
    NotFound,
    Spend,
    SpendControl,
    Store,
    current_tenant,
    load,
    load_for_change,
    service,
    session,
    today,
)

CATEGORY = "complaints"
_ENDED = (OptionState.DONE, OptionState.DECLINED)


def set_aside(case: Case, option: SolutionOption) -> None:
    """Set aside what a solution costs; raises Conflict where the budget does not allow it. Nothing without budgets."""
    control = service(SpendControl)
    if control is None or option.cost_fen == 0:
        return
    control.commit(spend_of(case, option), _key(option))
    option.committed = True


def spent(option: SolutionOption) -> None:
    """What was set aside for a solution has been spent."""
    _tell(option)


def let_go_of(options: list[SolutionOption]) -> None:
    """What was set aside for solutions that will not be carried out is free again."""
    for option in options:
        if option.state is OptionState.ACCEPTED:
            option.state = OptionState.DECLINED
            _tell(option)


def options_owing() -> list[int]:
    """Solutions that were carried out or given up while the budget was off, so that it has not heard of it. None while it is."""
    if service(SpendControl) is None:
        return []
    mine = select(SolutionOption.id).where(
        SolutionOption.tenant_id == current_tenant(),
        SolutionOption.committed,
        SolutionOption.state.in_(_ENDED),
    )
    return list(session().scalars(mine.order_by(SolutionOption.id)))


def tell_what_was_missed(option_id: int) -> None:
    """Settle with the budget what became of a solution. Twice tells once."""
    option = load_for_change(SolutionOption, option_id)
    if option.state in _ENDED:
        _tell(option)


def _tell(option: SolutionOption) -> None:
    """Settle a solution that has ended, once; while the budget is off it stays as it is, and the night tells."""
    control, key = service(SpendControl), _key(option)
    if control is None or not option.committed:
        return
    try:
        if option.state is OptionState.DONE:
            control.actual(key, act=f"{key}:spent", amount_fen=option.cost_fen, last=True)
        else:
            control.release(key, act=f"{key}:released")
    except NotFound:
        # The budget's rows were purged meanwhile: there is nothing to settle with.
        pass
    option.committed = False
    session().flush()


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
