"""Lots where the price depends on the quantity: the planning finds the best one, the page says why, proposals follow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from plugins.parts.jobs.planning import plan
from plugins.parts.models import PartPlan, PartStore, Proposal, ProposalKind
from plugins.parts.offer import DiscountKind, Offer, PriceBreak
from plugins.parts.operations import order_of_proposal
from plugins.parts.planning.lots import Costs, Lots, Wanted, plan_lots
from plugins.parts.planning.ways import PartAtNight, Short, ways
from plugins.parts.planning_pictures import cost_chart
from plugins.parts.queries.orders import lines_of_order
from plugins.parts.settings.planning import PlanningRules
from plugins.parts.stock_class import StockClass
from plugins.parts.tests.conftest import Browser, Depot
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member, member
from tests.factories.parts import asked_for, part, stock_up, supplier, terms

pytestmark = pytest.mark.usefixtures("english")
COSTS = Costs(order=3000, holding=0.2)


def offer(*breaks: tuple[object, object], price: object = 1000, **fields: Any) -> Offer:
    lower = tuple(PriceBreak(quantity=Decimal(str(a)), unit_price=Decimal(str(b))) for a, b in breaks)
    return Offer(**{"supplier_id": 1, "unit_price": Decimal(str(price)), "breaks": lower, **fields})


def planned(*offers: Offer, yearly: float = 240, valid: bool = True, covered: float = 20) -> Lots:
    """The lots of that part beside one without offers, which is as it would be alone."""
    wanted = Wanted(
        cost=np.array([1000.0, 1000.0]),
        pack=np.array([1.0, 5.0]),
        yearly=np.array([yearly, 240.0]),
        covered=np.array([covered, covered]),
        valid=np.array([valid, True]),
        offers=[offers, ()],
    )
    found = plan_lots(wanted, COSTS)
    assert (found.quantity[1], 1 in found.priced) == (85.0, False)
    return found


def yearly_cost(one: Offer, lot: int, yearly: float) -> float:
    """What so many at a time cost a year, as the definition has it."""
    paid = float(one.total(Decimal(lot)))
    return yearly * paid / lot + COSTS.order * yearly / lot + COSTS.holding * paid / 2


@settings(max_examples=25)
@given(
    yearly=st.integers(1, 5000), first=st.integers(2, 300), gap=st.integers(1, 300), beyond=st.booleans(),
    prices=st.lists(st.integers(1, 1999), min_size=2, max_size=2, unique=True), pack=st.integers(1, 12),
)  # fmt: skip
def test_no_quantity_that_is_delivered_costs_less_a_year(
    yearly: int, first: int, gap: int, prices: list[int], pack: int, *, beyond: bool
) -> None:
    high, low = sorted(prices, reverse=True)
    kind = DiscountKind.INCREMENTAL if beyond else DiscountKind.ALL_UNITS
    one = offer((first, high), (first + gap, low), price=2000, pack=Decimal(pack), discount=kind)
    (lot,) = planned(one, yearly=yearly).priced.values()
    best = min(yearly_cost(one, size, yearly) for size in range(pack, 1500 // pack * pack, pack))
    assert lot.quantity % pack == 0
    assert yearly_cost(one, int(lot.quantity), yearly) <= best * (1 + 1e-9)


def test_suppliers_are_compared_and_their_packs_and_minima_count() -> None:
    # 84.9 would be the quantity at 10 yuan; 100 at 9 cost less, and 3,000 at 8.90 lie too long.
    found = planned(offer((100, 900), (3000, 890)), offer(price=950, supplier_id=2))
    assert found.quantity[0] == found.economic[0] == 100
    (lot,) = found.priced.values()
    assert (lot.offer.supplier_id, [one.supplier_id for one, _ in lot.compared]) == (1, [1, 2])
    assert planned(offer(price=1000, minimum=Decimal(90), pack=Decimal(8))).quantity[0] == 96
    assert not planned(offer(price=1000, minimum=Decimal(90))).priced
    # Where the quantity is not valid it is still one that is delivered, and the lower price where it costs less.
    lasting = planned(offer((22, 900), pack=Decimal(2)), valid=False, covered=20)
    assert (lasting.quantity[0], lasting.priced[0].compared, np.isnan(lasting.economic[0])) == (22, (), True)
    assert planned(offer((22, 900)), yearly=0, valid=False, covered=0).quantity[0] == 0
    assert planned(offer((22, 0.5), price=0), covered=3).quantity[0] == 3


def test_what_is_proposed_costs_what_so_many_cost() -> None:
    rules = PlanningRules(
        period="month", service=dict.fromkeys(StockClass, 0.95), lead_time_days=7, lead_time_sd_days=2,
        review_days=1, cover_days=30, order_cost_fen=3000, holding_share=0.2, transfer_cost_fen=2000,
        transfer_days=1, overstock_days=180, slow_days=90, dead_days=210, expiring_days=60,
    )  # fmt: skip
    short = Short(
        alert_id=1, store_id=1, wanted=Decimal(95), free=Decimal(0), a_day=Decimal(1),
        today=date(2026, 6, 30), rules=rules,
    )  # fmt: skip
    known = PartAtNight(
        part_id=1, cost=Decimal(5000), margin=Decimal(5), pack=Decimal(10), orderable=True,
        offers=(offer((100, 900), supplier_id=7), offer(price=990, minimum=Decimal(500), supplier_id=8)),
    )  # fmt: skip
    order = ways(known, [short], [])[0]
    assert (order.kind, order.supplier_id, order.quantity) == (ProposalKind.PURCHASE, 7, Decimal(100))
    assert order.cost == Decimal("930.00")
    assert (order.reason["price_fen"], order.reason["more"]) == ("900", "5")
    unknown = ways(replace(known, offers=()), [short], [])[0]
    assert (unknown.supplier_id, unknown.quantity, "more" in unknown.reason) == (None, Decimal(100), False)


@pytest.mark.req("P-03")
def test_a_night_reaches_a_lower_price_and_the_page_says_so(depot: Depot, app: Flask) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part(unit_cost=Decimal(5000)).id
        stock_up(one, depot.store_id, 2, 5000)
        asked_for(one, depot.store_id, (20, 22, 19, 21) * 6)
        seller, refused, dearer = supplier("华东中心库").id, supplier().id, supplier("申通汽配").id
        lower = (PriceBreak(quantity=Decimal(60), unit_price=Decimal(4500)),)
        terms(seller, one, 5000, breaks=lower, pack=Decimal(12))
        terms(refused, one, 100, approved=False)
        terms(dearer, one, 4980, valid_from=date(2026, 2, 1))
        plan(asked="prices")
        kept = session().scalars(select(PartStore).where(PartStore.part_id == one)).one()
        found = session().scalars(select(PartPlan).where(PartPlan.part_id == one)).one()
        # sqrt(2 × 3000 fen × 246 a year / (5000 fen × .2)) is 38.4, and 60 at 45 yuan cost less.
        assert (kept.order_quantity, found.lot["quantity"]) == (Decimal(60), 60.0)
        drawn = cost_chart(found)
        assert drawn is not None
        together = dict(zip(drawn["labels"], drawn["series"][3]["values"], strict=True))
        assert min(together, key=together.__getitem__) == "60"
        assert together["48"] > together["60"] + 1000
        (order,) = session().scalars(
            select(Proposal).where(Proposal.part_id == one, Proposal.kind == ProposalKind.PURCHASE)
        )
        assert order.supplier_id == seller
        assert order.cost == 30 + order.quantity * 45
        (line,) = lines_of_order(order_of_proposal(order.id).id)
        assert [line.quantity, line.unit_price] == [order.quantity, Decimal(4500)]
    shown = {}
    for language, person in (("en", "parts_manager"), ("zh_CN", "parts_manager"), ("en", "service_advisor")):
        with locale_context(language), inside(depot.group.id, as_member(depot.manager)):
            reader = member(depot.group, role=person, stores=[depot.store_id])
        page = Browser(app.test_client(), reader).get(f"/parts/{one}/stores/{depot.store_id}")
        shown[language, person] = page.get_data(as_text=True)
    english, chinese, advisor = shown.values()
    assert "60 at a time, since from 60 on a unit costs ¥45.00." in english
    assert "申通汽配" in english
    assert "一次订 60" in chinese
    assert "华东中心库" not in advisor
