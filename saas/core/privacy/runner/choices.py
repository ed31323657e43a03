"""Whose value a merged customer takes, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from saas.core.customers.models import Customer, Gender
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.i18n import _

FIELDS = ("name", "kind", "gender", "birth_date", "lifecycle", "store_id", "owner_id", "note")
"""What can be chosen; contacts, vehicles and all else are kept of everybody."""

_WITH: Mapping[str, tuple[str, ...]] = {
    "name": ("name_key", "name_sort"),
    "lifecycle": ("lifecycle_on",),
}
"""What goes along with a field."""

_EMPTY: tuple[object, ...] = (None, "", Gender.UNKNOWN)


def chosen(winner: Customer, losers: Sequence[Customer], choices: Mapping[str, int]) -> dict[str, int]:
    """Each field's customer: the one named, else the first who has a value, the winner before all others.

    Raises Invalid for a field that cannot be chosen and for a customer who is not among them.
    """
    ids = {winner.id, *(loser.id for loser in losers)}
    for field, customer_id in choices.items():
        if field not in FIELDS or customer_id not in ids:
            raise Invalid("choices", _("This cannot be chosen."))
    return {field: choices.get(field) or first_with(field, [winner, *losers]) for field in FIELDS}


def first_with(field: str, customers: Sequence[Customer]) -> int:
    """The first of these who has a value there, or the first of all."""
    return next((one.id for one in customers if getattr(one, field) not in _EMPTY), customers[0].id)


def apply_choices(winner: Customer, losers: Mapping[int, Customer], taken: Mapping[str, int]) -> None:
    """Give the winner the values that were chosen of others."""
    for field, customer_id in taken.items():
        if customer_id != winner.id:
            for name in (field, *_WITH.get(field, ())):
                setattr(winner, name, getattr(losers[customer_id], name))


def take_source(winner: Customer, losers: Sequence[Customer]) -> None:
    """Let a winner whom no other system knows have the first loser's key there, so that an import meets one row only."""
    known = next((loser for loser in losers if loser.source_id is not None), None)
    if winner.source_id is None and known is not None:
        system, source_id = known.source_system, known.source_id
        known.source_system = known.source_id = None
        # Before the winner has it: the key is unique.
        session().flush()
        winner.source_system, winner.source_id = system, source_id
