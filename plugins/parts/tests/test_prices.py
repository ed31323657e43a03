"""Prices by quantity: what so many cost, what is refused of terms, and which price an order takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from plugins.parts.models import SupplierPart
from plugins.parts.offer import DiscountKind, Offer, PriceBreak, cheapest, faults
from plugins.parts.operations import Ordered, OrderHead, open_order, order_of_proposal, write_line
from plugins.parts.queries.orders import lines_of_order
from plugins.parts.tests.conftest import Browser, Depot
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member
from tests.factories.parts import alert_of, part, proposal_of, supplier, terms

pytestmark = pytest.mark.usefixtures("english")
Open = Callable[[Person], Browser]


def lower(*pairs: tuple[object, object]) -> tuple[PriceBreak, ...]:
    return tuple(PriceBreak(quantity=Decimal(str(a)), unit_price=Decimal(str(b))) for a, b in pairs)


def offer(discount: DiscountKind = DiscountKind.ALL_UNITS, **fields: Any) -> Offer:
    about = {"supplier_id": 1, "unit_price": Decimal(1000), "breaks": lower((100, 900), (500, 800)), **fields}
    return Offer(discount=discount, **about)


@contextmanager
def acting(depot: Depot, person: Person) -> Iterator[None]:
    with inside(depot.group.id, as_member(person)):
        yield


def test_a_lower_price_is_for_all_units_or_for_those_beyond() -> None:
    every, beyond = offer(), offer(DiscountKind.INCREMENTAL)
    assert [every.price_of(Decimal(n)) for n in (1, 99, 100, 499, 500)] == [1000, 1000, 900, 900, 800]
    assert beyond.total(Decimal(600)) == 100 * 1000 + 400 * 900 + 100 * 800
    assert beyond.price_of(Decimal(600)) == Decimal(900)
    assert beyond.price_of(Decimal(300)) == Decimal("933.333333")
    assert beyond.price_of(Decimal(0)) == beyond.price_of(Decimal(100)) == 1000


def test_more_is_ordered_where_it_costs_less_than_just_enough() -> None:
    packed = offer(pack=Decimal(8), minimum=Decimal(20))
    assert [packed.deliverable(Decimal(n)) for n in (1, 25, 96)] == [24, 32, 96]
    # 88 cost 88,000 and the 104 that reach the next price 93,600; 96 cost 96,000.
    assert [packed.best_from(Decimal(n)) for n in (88, 90, 105, 500)] == [88, 104, 112, 504]
    assert offer(DiscountKind.INCREMENTAL).best_from(Decimal(99)) == 99
    dear = offer(supplier_id=2, unit_price=Decimal(950), breaks=())
    assert [getattr(cheapest([packed, dear], Decimal(n)), "supplier_id", 0) for n in (50, 120)] == [2, 1]
    assert cheapest([], Decimal(1)) is None


@given(
    first=st.integers(2, 50), gap=st.integers(1, 60), prices=st.lists(st.integers(1, 999), min_size=2, max_size=2, unique=True),
    quantity=st.integers(1, 200), beyond=st.booleans(),
)  # fmt: skip
def test_no_quantity_costs_more_than_at_the_price_of_one(
    first: int, gap: int, prices: list[int], quantity: int, *, beyond: bool
) -> None:
    high, low = sorted(prices, reverse=True)
    kind = DiscountKind.INCREMENTAL if beyond else DiscountKind.ALL_UNITS
    made = offer(kind, breaks=lower((first, high), (first + gap, low)))
    wanted = Decimal(quantity)
    assert not list(faults(made))
    assert low <= made.price_of(wanted) <= made.unit_price
    assert made.total(made.best_from(wanted)) <= made.total(wanted)
    assert made.best_from(wanted) >= wanted
    assert abs(made.price_of(wanted) * wanted - made.total(wanted)) < Decimal("0.001")


@pytest.mark.req("P-03")
def test_terms_leave_no_quantity_without_a_price(depot: Depot, browser: Open) -> None:
    with acting(depot, depot.manager):
        seller, one = supplier().id, part(number="BREAKS-1").id
    manager = browser(depot.manager)
    form = {"part_id": one, "valid_from": "2026-01-01", "unit_price": "10", "pack": "10", "minimum": "15"}
    rows = {f"breaks-{place}-{name}": value for place, row in enumerate(
        ({"quantity": "20", "unit_price": "9"}, {"quantity": "100", "unit_price": "9"},
         {"quantity": "100", "unit_price": "8"})) for name, value in row.items()}  # fmt: skip
    page = f"/suppliers/{seller}/terms"
    refused = manager.post(f"{page}/new", **form, **rows, approved="true")
    assert refused.status_code == 422
    for told in ("at least 20: begin above", "below the price of smaller", "Above 100, as the row before"):
        assert told in refused.text
    assert 'name="breaks-2-unit_price" value="8"' in refused.text

    right = {**rows, "breaks-0-quantity": "50", "breaks-2-quantity": "200", "breaks-1-unit_price": "8.5"}
    assert manager.post(f"{page}/new", **form, **right, approved="true").status_code == 303
    with inside(depot.group.id) as work:
        found = work.scalars(select(SupplierPart).where(SupplierPart.part_id == one)).one()
        assert found.offer.breaks == lower((50, 900), (100, 850), (200, 800))
        edit = f"{page}/{found.id}/edit"
    for shown in (f"/suppliers/{seller}", f"/parts/{one}"):
        assert "¥9.00 from 50 on · ¥8.50 from 100 on" in manager.get(shown).text
    stale = {**form, **right, "breaks-0-quantity": "60", "discount": "incremental", "_version": "1"}
    assert manager.post(edit, **stale).status_code == 303
    conflict = manager.post(edit, **{**stale, "breaks-0-quantity": "70"})
    assert (conflict.status_code, "70: 9 · 100: 8.5 · 200: 8" in conflict.text) == (409, True)
    assert "60: 9 · 100: 8.5 · 200: 8" in conflict.text
    assert ", for the units beyond" in manager.get(f"/parts/{one}").text


@pytest.mark.req("P-03")
def test_an_order_takes_the_price_that_holds_for_its_quantity(depot: Depot) -> None:
    with acting(depot, depot.manager):
        seller, one = supplier().id, part().id
        terms(seller, one, 1000, breaks=lower((20, 900)), pack=Decimal(2))
        other = supplier().id
        terms(other, one, 990)
        order_id = open_order(OrderHead(supplier_id=seller, store_id=depot.store_id)).id
        for quantity, price in ((18, 1000), (20, 900), (30, 900)):
            line = write_line(order_id, Ordered(part_id=one, quantity=Decimal(quantity)))
            assert line.unit_price == price
        dearer = Ordered(part_id=one, quantity=Decimal(40), unit_price=Decimal(950))
        assert write_line(order_id, dearer).unit_price == 950
        first, second = (
            proposal_of(alert_of(one, store_id), supplier_id=seller).id
            for store_id in (depot.store_id, depot.other_id)
        )
    with acting(depot, depot.clerk):
        # The price that somebody agreed on stays for what is added.
        (line,) = lines_of_order(order_of_proposal(first).id)
        assert [line.quantity, line.unit_price] == [Decimal(48), Decimal(950)]
    with acting(depot, depot.manager):
        (line,) = lines_of_order(order_of_proposal(second).id)
        assert [line.quantity, line.unit_price] == [Decimal(8), Decimal(1000)]
        session().expire_all()
        again = proposal_of(alert_of(part().id, depot.other_id), supplier_id=seller)
        again.part_id, again.quantity = one, Decimal(13)
        (line,) = lines_of_order(order_of_proposal(again.id).id)
        assert [line.quantity, line.unit_price] == [Decimal(22), Decimal(900)]
        with pytest.raises(Invalid, match="below the price"):
            terms(other, one, 990, valid_from=line.created_at.date(), breaks=lower((20, 990)))
