"""What a night and a trip may cost: in any city, in the stores' own, and for those who advise customers."""

from __future__ import annotations

from plugins.budget.operations.limits import LimitDetails, set_limit
from plugins.budget.queries.days import today_of
from plugins.budget.queries.limits import cities_of_stores
from plugins.budget.queries.pots import category_of
from saas.plugin_api import positions_in_use

_NIGHT_FEN, _NIGHT_IN_THE_CITY_FEN, _NIGHT_OF_STAFF_FEN = 350_00, 450_00, 420_00
_TRIP_FEN = 5_000_00


def limit_expenses() -> None:
    """Limits of nights that are pointed out, and one of trips above which a claim is refused."""
    since = today_of(None).replace(month=1, day=1)
    lodging, travel = category_of("lodging"), category_of("travel")
    city, position = next(iter(cities_of_stores()), ""), next(iter(positions_in_use()), "")
    nights = [("", "", _NIGHT_FEN), (city, "", _NIGHT_IN_THE_CITY_FEN), (city, position, _NIGHT_OF_STAFF_FEN)]
    # A group without cities or positions has fewer of them.
    for where, who, fen in nights if city and position else nights[:1]:
        if lodging is not None:
            set_limit(
                LimitDetails(category_id=lodging, amount_fen=fen, city=where, position=who, valid_from=since)
            )
    if travel is not None:
        note = "超过须事先申请。"
        set_limit(
            LimitDetails(category_id=travel, amount_fen=_TRIP_FEN, valid_from=since, hard=True, note=note)
        )
