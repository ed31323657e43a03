"""How much one expense may cost, and which limit holds for the lines of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.dialects.postgresql import insert

from plugins.budget.claim_limits import LineLimit, Whose, limit_that_holds
from plugins.budget.claim_settings import ClaimRule
from plugins.budget.models import ClaimLine, ExpenseClaim, ExpenseLimit
from plugins.budget.operations.categories import check_category
from plugins.budget.permissions import STANDARDS
from plugins.budget.queries.categories import above, all_categories
from plugins.budget.queries.limits import cities_of_stores, limits_that_may_hold
from saas.plugin_api import (
    Invalid,
    Store,
    _,
    current_tenant,
    load,
    now,
    positions_in_use,
    positions_of,
    record,
    require,
    session,
)

_KEY = ("tenant_id", "category_id", "position", "city", "valid_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitDetails:
    """A limit from a day on. amount_fen: none where nothing is limited any more. position, city: empty for all."""

    category_id: int
    amount_fen: int | None
    valid_from: date
    position: str = ""
    city: str = ""
    hard: bool = False
    note: str = ""


def set_limit(details: LimitDetails) -> ExpenseLimit:
    """Set a limit; one of the same category, position, city and day is replaced, so that no two contradict.

    Raises Forbidden, and Invalid for a category that cannot be, a position that nobody has and a city without a store.
    """
    require(STANDARDS)
    check_category(details.category_id)
    if details.position and details.position not in positions_in_use():
        raise Invalid("position", _("Nobody on the staff list has this position. Choose one of the list."))
    if details.city and details.city not in cities_of_stores():
        raise Invalid("city", _("There is no store in this city. Choose one of the list."))
    said = {"amount_fen": details.amount_fen, "hard": details.hard, "note": details.note}
    new = insert(ExpenseLimit).values(
        tenant_id=current_tenant(),
        category_id=details.category_id,
        position=details.position,
        city=details.city,
        valid_from=details.valid_from,
        created_at=now(),
        updated_at=now(),
        **said,
    )
    # Two people may set the same limit at this moment: the later one replaces it, as it does a minute later.
    kept = new.on_conflict_do_update(
        index_elements=_KEY,
        set_={**said, "updated_at": now(), "row_version": ExpenseLimit.row_version + 1},
    )
    limit_id = session().scalars(kept.returning(ExpenseLimit.id)).one()
    detail = {"amount_fen": details.amount_fen, "hard": details.hard}
    record("budget.limit.set", "budget_expense_limit", limit_id, detail=detail)
    return session().get_one(ExpenseLimit, (current_tenant(), limit_id), populate_existing=True)


def limits_of_lines(
    claim: ExpenseClaim, lines: Sequence[ClaimLine], rule: ClaimRule
) -> list[LineLimit | None]:
    """The limit of each line, in their order; where no row holds, the store's own for any expense. A few statements.

    Which row holds: see `limit_that_holds`. A row that limits nothing frees the line from the store's own too.
    """
    known = {one.id: one for one in all_categories()}
    chains = {line.category_id: above(line.category_id, known) for line in lines}
    position = positions_of([claim.claimant_id]).get(claim.claimant_id, "")
    whose = Whose(position=position, city=load(Store, claim.store_id).city)
    latest = max((line.spent_on for line in lines), default=date.min)
    rows = limits_that_may_hold({one for chain in chains.values() for one in chain}, whose, latest)
    found: list[LineLimit | None] = []
    for line in lines:
        row = limit_that_holds(rows, chains[line.category_id], whose, line.spent_on)
        if row is None:
            found.append(LineLimit(amount_fen=rule.line_limit_fen) if rule.line_limit_fen else None)
        elif row.amount_fen is None:
            found.append(None)
        else:
            found.append(
                LineLimit(
                    amount_fen=row.amount_fen,
                    times=line.quantity,
                    hard=row.hard,
                    names=known[row.category_id].names,
                    position=row.position,
                    city=row.city,
                )
            )
    return found
