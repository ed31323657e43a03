"""What a unit costs by the group's own standard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from plugins.budget.models import Driver, StandardRate
from plugins.budget.operations.categories import check_category
from plugins.budget.permissions import STANDARDS
from saas.plugin_api import Invalid, NotFound, Store, _, current_tenant, load, record, require, session


@dataclass(frozen=True, slots=True, kw_only=True)
class RateDetails:
    """A standard from a day on. rate_fen: for a unit of the driver; of `fixed`, for a month."""

    category_id: int
    driver: Driver
    rate_fen: Decimal
    valid_from: date
    store_id: int | None = None
    note: str = ""


def set_rate(details: RateDetails) -> StandardRate:
    """Set a standard rate; one of the same category, store, driver and day is replaced.

    Raises Forbidden, and Invalid for a category or store that cannot be.
    """
    require(STANDARDS)
    check_category(details.category_id)
    if details.store_id is not None:
        try:
            load(Store, details.store_id)
        except NotFound:
            raise Invalid("store_id", _("This does not exist, or no longer.")) from None
    mine = (
        StandardRate.tenant_id == current_tenant(),
        StandardRate.category_id == details.category_id,
        StandardRate.store_id.is_not_distinct_from(details.store_id),
        StandardRate.driver == details.driver,
        StandardRate.valid_from == details.valid_from,
    )
    rate = session().scalar(select(StandardRate).where(*mine).with_for_update())
    if rate is None:
        rate = StandardRate(
            category_id=details.category_id,
            store_id=details.store_id,
            driver=details.driver,
            valid_from=details.valid_from,
        )
    rate.rate_fen, rate.note = details.rate_fen, details.note
    session().add(rate)
    session().flush()
    record("budget.rate.set", "budget_standard_rate", rate.id, detail={"rate_fen": str(rate.rate_fen)})
    return rate
