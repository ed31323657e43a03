"""Holding spending against budgets: set aside, spent, let go, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from plugins.budget.models import CostCategory, EntryKind, LedgerEntry, Pot, SetAside
from plugins.budget.operations.categories import uncategorised
from plugins.budget.operations.pots import Place, Posting, lock_pots, post, pot_for, written
from plugins.budget.queries.pots import candidates, category_of, covering_budget, months_of, pot_titles
from plugins.budget.settings import SpendRule, spend_rule
from plugins.budget.spending import verdict
from saas.plugin_api import (
    Commitment,
    Conflict,
    Invalid,
    NotFound,
    Spend,
    SpendAction,
    SpendVerdict,
    _,
    current_tenant,
    load,
    money,
    session,
)


class OverBudget(Conflict):
    """The budget is not enough for a spend; `verdict` says by how much."""

    code = "over_budget"

    def __init__(self, message: str, found: SpendVerdict) -> None:
        super().__init__(message)
        self.verdict = found


def check_spend(spend: Spend) -> SpendVerdict:
    """How a spend would stand now; nothing is locked, made or set aside."""
    place = _place(spend)
    found = candidates(place.store_id, place.department_id, place.category_id, spend.day.year)
    if not found:
        return _without_pot(spend, place)
    return _verdict(spend, load(Pot, found[0]), place)


def set_aside(
    spends: Mapping[str, Spend], *, allowed_over_fen: Mapping[str, int] | None = None
) -> list[Commitment]:
    """Set money aside for several spends at once, by their keys; those that were set aside before stay as they are.

    allowed_over_fen: by key, how far beyond the budget somebody approved that it goes. Raises OverBudget for the first
    that the budget does not allow, and Invalid for an amount of 0 or less.
    """
    over = allowed_over_fen or {}
    for spend in spends.values():
        if spend.amount_fen <= 0:
            raise Invalid("amount_fen", _("The amount must be above 0."))
    places = {key: _place(spend) for key, spend in spends.items()}
    pots = {key: pot_for(places[key], spend.day.year) for key, spend in spends.items()}
    locked = lock_pots(set(pots.values()))
    known = _known(spends)
    made = []
    for key, spend in spends.items():
        if key in known:
            made.append(_told(known[key]))
            continue
        found = _verdict(spend, locked[pots[key]], places[key])
        _refuse_beyond(spend, found, over.get(key, 0))
        made.append(_told(_commit(spend, key, pots[key]), found))
    return made


def release(key: str, *, act: str, amount_fen: int | None = None) -> Commitment:
    """Let go of what is still set aside, or of a part; raises NotFound, and Conflict for more than is open."""
    held = _held(key)
    if written([act]):
        return _told(held)
    amount = held.open_fen if amount_fen is None else amount_fen
    if amount < 0 or amount > held.open_fen:
        raise Conflict(_("No more than %(open)s is still set aside.", open=money(held.open_fen)))
    _let_go(held, amount, act)
    return _told(held)


def spent(key: str, *, act: str, amount_fen: int, day: date | None = None, last: bool = False) -> Commitment:
    """Turn what was set aside into what was spent; see SpendControl.actual."""
    if amount_fen < 0:
        raise Invalid("amount_fen", _("The amount must not be below 0."))
    held = _held(key, day)
    if written([act, f"{act}:release"]):
        return _told(held)
    taken = held.open_fen if last else min(held.open_fen, amount_fen)
    _let_go(held, taken, f"{act}:release")
    if amount_fen:
        pot, month = held.pot_id, held.month
        if day is not None:
            pot, month = _pot_in(held.pot_id, day.year), day.month
        when = day or _day_of(held)
        post([_posting(held, EntryKind.ACTUAL, amount_fen, act, pot=pot, month=month, spent_on=when)])
        held.actual_fen += amount_fen
        session().flush()
    return _told(held)


def take_back(key: str, *, act: str, amount_fen: int) -> Commitment:
    """Take back what was spent, the latest first; raises NotFound, and Conflict for more than was spent."""
    held = _held(key)
    if written([f"{act}:0"]):
        return _told(held)
    if amount_fen <= 0 or amount_fen > held.actual_fen:
        raise Conflict(_("No more than %(spent)s was spent.", spent=money(held.actual_fen)))
    left, postings = amount_fen, []
    for number, row in enumerate(_spent_where(held.id)):
        part = min(left, row.amount)
        if part <= 0:
            break
        postings.append(
            _posting(
                held, EntryKind.REVERSE, part, f"{act}:{number}", pot=row.pot_id, month=row.month,
                spent_on=row.spent_on,
            )
        )  # fmt: skip
        left -= part
    post(postings)
    held.actual_fen -= amount_fen
    session().flush()
    return _told(held)


def _place(spend: Spend) -> Place:
    category = category_of(spend.category)
    if category is None:
        category = uncategorised().id
    return Place(category_id=category, store_id=spend.store_id, department_id=spend.department_id)


def _without_pot(spend: Spend, place: Place) -> SpendVerdict:
    if covering_budget(place.store_id, spend.day.year) is None:
        return SpendVerdict(action=SpendAction.ALLOW)
    rule = _rule(place, place.category_id)
    return verdict(
        [], month=spend.day.month, amount_fen=spend.amount_fen, rule=rule, line=_("Nothing planned")
    )


def _verdict(spend: Spend, pot: Pot, place: Place) -> SpendVerdict:
    if pot.budget_id is None:
        return SpendVerdict(action=SpendAction.ALLOW)
    months = months_of([pot.id])[pot.id]
    return verdict(
        months,
        month=spend.day.month,
        amount_fen=spend.amount_fen,
        rule=_rule(place, pot.category_id),
        line=pot_titles([pot.id])[pot.id],
    )


def _rule(place: Place, category_id: int) -> SpendRule:
    return spend_rule(place.store_id, load(CostCategory, category_id).over_action)


def _refuse_beyond(spend: Spend, found: SpendVerdict, allowed_over: int) -> None:
    if found.may_commit or spend.amount_fen - (found.room_fen or 0) <= allowed_over:
        return
    told = {"line": found.line, "room": money(found.room_fen), "needed": money(spend.amount_fen)}
    if found.action is SpendAction.STOP:
        text = _("The budget is not enough: %(line)s has %(room)s left, %(needed)s are needed.", **told)
    else:
        text = _(
            "The budget is not enough: %(line)s has %(room)s left, %(needed)s are needed. It can go on once an "
            "over-budget request is approved.",
            **told,
        )
    raise OverBudget(text, found)


def _commit(spend: Spend, key: str, pot_id: int) -> SetAside:
    held = SetAside(
        key=key,
        pot_id=pot_id,
        month=spend.day.month,
        document=spend.document,
        title=spend.title,
        committed_fen=spend.amount_fen,
        open_fen=spend.amount_fen,
        actual_fen=0,
    )
    session().add(held)
    session().flush()
    post([_posting(held, EntryKind.COMMIT, spend.amount_fen, f"commit:{key}", spent_on=spend.day)])
    return held


def _let_go(held: SetAside, amount: int, act: str) -> None:
    if amount:
        post([_posting(held, EntryKind.RELEASE, amount, act, spent_on=_day_of(held))])
        held.open_fen -= amount
        session().flush()


def _posting(
    held: SetAside, kind: EntryKind, amount: int, act: str, *, spent_on: date, pot: int = 0, month: int = 0
) -> Posting:
    return Posting(
        pot_id=pot or held.pot_id,
        month=month or held.month,
        kind=kind,
        amount_fen=amount,
        act=act,
        document=held.document,
        title=held.title,
        set_aside_id=held.id,
        spent_on=spent_on,
    )


def _known(keys: Mapping[str, Spend]) -> dict[str, SetAside]:
    mine = (SetAside.tenant_id == current_tenant(), SetAside.key.in_(keys))
    found = session().scalars(select(SetAside).where(*mine).execution_options(populate_existing=True))
    return {one.key: one for one in found}


def _held(key: str, day: date | None = None) -> SetAside:
    """What was set aside, locked after its pots; raises NotFound."""
    mine = (SetAside.tenant_id == current_tenant(), SetAside.key == key)
    first = session().scalar(select(SetAside).where(*mine))
    if first is None:
        raise NotFound(_("This does not exist, or no longer."))
    pots = {first.pot_id, *(row.pot_id for row in _spent_where(first.id))}
    if day is not None:
        pots.add(_pot_in(first.pot_id, day.year))
    lock_pots(pots)
    statement = select(SetAside).where(*mine).with_for_update()
    return session().scalars(statement.execution_options(populate_existing=True)).one()


def _pot_in(pot_id: int, year: int) -> int:
    pot = load(Pot, pot_id)
    if pot.year == year:
        return pot_id
    place = Place(category_id=pot.category_id, store_id=pot.store_id, department_id=pot.department_id)
    return pot_for(place, year)


def _day_of(held: SetAside) -> date:
    return date(load(Pot, held.pot_id).year, held.month, 1)


def _spent_where(set_aside_id: int) -> Sequence[Any]:
    sign = case((LedgerEntry.kind == EntryKind.ACTUAL, 1), else_=-1)
    amount = func.sum(sign * LedgerEntry.amount_fen)
    statement = (
        select(
            LedgerEntry.pot_id,
            LedgerEntry.month,
            amount.label("amount"),
            func.max(LedgerEntry.spent_on).label("spent_on"),
        )
        .where(
            LedgerEntry.tenant_id == current_tenant(),
            LedgerEntry.set_aside_id == set_aside_id,
            LedgerEntry.kind.in_((EntryKind.ACTUAL, EntryKind.REVERSE)),
        )
        .group_by(LedgerEntry.pot_id, LedgerEntry.month)
        .having(amount > 0)
        .order_by(func.max(LedgerEntry.id).desc())
    )
    return session().execute(statement).all()


def _told(held: SetAside, found: SpendVerdict | None = None) -> Commitment:
    return Commitment(key=held.key, open_fen=held.open_fen, actual_fen=held.actual_fen, verdict=found)
