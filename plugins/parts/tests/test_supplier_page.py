"""The page of a supplier: what it shows, what is said there once, what of it counts at once, and when its link ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from plugins.parts.duties import KEPT, apply_retention
from plugins.parts.models import OrderState, PurchaseLine, PurchaseOrder, SupplierAnswer, SupplierPromise
from plugins.parts.operations import (
    Answer,
    Promised,
    accept_promise,
    answer_order,
    leave_promise,
    make_supplier_link,
    whole_order,
)
from plugins.parts.permissions import ORDER_READ, ORDER_WRITE
from plugins.parts.queries.answers import answers_to
from plugins.parts.queries.orders import (
    OrderFilter,
    answered_orders,
    lines_of_order,
    ordered_for,
    orders_page,
)
from plugins.parts.supplier_page import OPEN_AFTERWARDS
from plugins.parts.tests.conftest import Browser, Depot
from plugins.parts.tests.test_orders import acting, new_part, placed
from saas.core.organisation.queries import zone_of
from saas.platform.audit import AuditEntry
from saas.platform.clock import now, today
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.req("P-09")]


@dataclass(slots=True)
class Seller:
    """Whoever has the link of an order."""

    client: FlaskClient
    base: str

    def look(self) -> TestResponse:
        """The page of the link."""
        return self.client.get(self.base)

    def say(self, what: str, page: TestResponse, **typed: object) -> TestResponse:
        """Send one of the page's forms, under the form's own id."""
        form = re.search(rf'action="[^"]*/{what}".*?</form>', page.text, re.DOTALL)
        assert form, page.text
        sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
        said = {name.replace("_of_", "-"): str(value) for name, value in typed.items()}
        return self.client.post(f"{self.base}/{what}", data={**sent, **said})


@dataclass(frozen=True, slots=True)
class Ordered:
    """A placed order of two lines of ten, its link and the day for which it is asked."""

    order_id: int
    part_ids: tuple[int, int]
    line_ids: tuple[int, ...]
    token: str
    day: date


@pytest.fixture
def bought(depot: Depot) -> Ordered:
    parts = new_part(depot), new_part(depot)
    order_id = placed(depot, *parts)
    with acting(depot, depot.clerk):
        order = make_supplier_link(order_id)
        assert order.link_token is not None
        assert order.expected_on is not None
        order.note = "只给自己看"
        lines = tuple(line.id for line in lines_of_order(order_id))
        return Ordered(order_id, parts, lines, order.link_token, order.expected_on)


def seller_of(app: Flask, depot: Depot, token: str) -> Seller:
    client = app.test_client()
    client.set_cookie("locale", "en")
    return Seller(client, f"/p/{depot.group.code}/x/parts/order/{token}")


def says(depot: Depot, bought: Ordered, *promised: Promised, key: str, remark: str = "") -> list[int]:
    """What the supplier says; the ids of its promises."""
    with inside(depot.group.id):
        kept = answer_order(bought.token, Answer(promised=promised, remark=remark), key=key)
        mine = select(SupplierPromise.id).where(SupplierPromise.answer_id == kept.id)
        return list(session().scalars(mine.order_by(SupplierPromise.id)))


def expected(depot: Depot, bought: Ordered) -> list[date | None]:
    """When the planning expects the two parts."""
    pairs = [(part_id, depot.store_id) for part_id in bought.part_ids]
    with acting(depot, depot.clerk):
        found = ordered_for(pairs)
        return [found[pair][1] if pair in found else None for pair in pairs]


def late(depot: Depot, bought: Ordered, day: date) -> bool:
    with acting(depot, depot.clerk):
        rows = orders_page(OrderFilter(state="late"), day, limit=200).rows
        return bought.order_id in {row.PurchaseOrder.id for row in rows}


def test_supplier_sees_the_order_alone_and_confirms_it_once(
    app: Flask, depot: Depot, bought: Ordered
) -> None:
    seller = seller_of(app, depot, bought.token)
    page = seller.look()
    assert "noindex" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "¥10.00" in page.text
    assert [word for word in ("只给自己看", "配件员", "On hand", "<script>") if word in page.text] == []
    early = bought.day - timedelta(days=1)
    first = seller.say("answer", page, promised_on=early.isoformat(), remark="整单 <b>提前</b>")
    again = seller.say("answer", page, promised_on=early.isoformat(), remark="整单 <b>提前</b>")
    assert (first.status_code, again.status_code) == (303, 303)
    # It is no later than asked for, so that it counts at once; what staff typed stays beside it.
    assert expected(depot, bought) == [early, early]
    with inside(depot.group.id):
        mine = select(func.count()).where(SupplierAnswer.order_id == bought.order_id)
        assert session().scalar(mine) == 1
        order = load(PurchaseOrder, bought.order_id)
        assert order.expected_on == bought.day
        made = AuditEntry.action == "parts.order.answered", AuditEntry.object_id == order.id
        assert session().scalars(select(AuditEntry.actor_kind).where(*made)).one() == "system"
        with pytest.raises(Conflict):
            # Two tabs: what was shown before the answer is not what stands there now.
            answer_order(bought.token, whole_order(bought.token, early), key="b", version=1)
    after = seller.look().text
    assert "整单 &lt;b&gt;提前&lt;/b&gt;" in after
    assert "taken over" in after
    stale = seller.say("answer", page, _request="another", promised_on=bought.day.isoformat())
    assert stale.status_code == 409
    assert f'value="{bought.day.isoformat()}"' in stale.text


def test_later_day_waits_for_somebody_and_then_counts(
    depot: Depot, bought: Ordered, browser: Callable[[Person], Browser]
) -> None:
    after = bought.day + timedelta(days=6)
    one, two = bought.line_ids
    (said,) = says(depot, bought, Promised(line_id=one, promised_on=after), key="later", remark="厂家排产")
    assert expected(depot, bought) == [bought.day, bought.day]
    assert late(depot, bought, bought.day + timedelta(days=1))
    with acting(depot, depot.clerk):
        assert answered_orders() == 1
        page = orders_page(OrderFilter(state="answered"), bought.day, limit=50)
        assert [row.PurchaseOrder.id for row in page.rows] == [bought.order_id]
    clerk = browser(depot.clerk)
    shown = clerk.get(f"/orders/{bought.order_id}").text
    assert "厂家排产" in shown
    assert f"/promises/{said}/accept" in shown
    assert f"/promises/{said}/accept" not in browser(depot.head).get(f"/orders/{bought.order_id}").text
    with acting(depot, depot.head), pytest.raises(Forbidden):
        accept_promise(bought.order_id, said)
    with acting(depot, depot.clerk), pytest.raises(VersionConflict):
        accept_promise(bought.order_id, said, version=1)
    assert clerk.post(f"/orders/{bought.order_id}/promises/{said}/accept").status_code == 303
    assert clerk.post(f"/orders/{bought.order_id}/promises/{said}/accept").status_code == 409
    assert expected(depot, bought) == [after, bought.day]
    # The other line is still late; once it too is expected later, nothing of the order is.
    assert late(depot, bought, bought.day + timedelta(days=1))
    (rest,) = says(depot, bought, Promised(line_id=two, promised_on=after), key="rest")
    with acting(depot, depot.clerk):
        accept_promise(bought.order_id, rest)
        assert answered_orders() is None
    assert not late(depot, bought, bought.day + timedelta(days=1))
    # Later than asked for and no later than what was accepted: nobody needs to look at it again.
    says(depot, bought, Promised(line_id=one, promised_on=bought.day + timedelta(days=2)), key="sooner")
    assert expected(depot, bought) == [bought.day + timedelta(days=2), after]


def test_what_does_not_come_is_given_up_when_somebody_says_so(depot: Depot, bought: Ordered) -> None:
    one, two = bought.line_ids
    few = Promised(line_id=one, promised_on=bought.day, quantity=Decimal(4))
    (fewer, none) = says(depot, bought, few, Promised(line_id=two, cannot=True), key="fewer")
    with acting(depot, depot.clerk):
        # What came meanwhile does not change how many will not come.
        load(PurchaseLine, one).received = Decimal(3)
        session().flush()
        accept_promise(bought.order_id, fewer, give_up_rest=True)
        line = load(PurchaseLine, one)
        assert [line.cancelled, line.open_quantity] == [6, 1]
        leave_promise(bought.order_id, none)
        assert load(PurchaseLine, two).open_quantity == 10
        with pytest.raises(Conflict):
            accept_promise(bought.order_id, none)
    says(depot, bought, Promised(line_id=one, cannot=True), key="again")
    (last,) = says(depot, bought, Promised(line_id=two, cannot=True), key="none of two")
    with acting(depot, depot.clerk):
        newest, *_older = answers_to(bought.order_id)
        assert newest.promises[0].SupplierPromise.id == last
        (waiting,) = [
            row.SupplierPromise.id
            for said in answers_to(bought.order_id)
            for row in said.promises
            if row.PurchaseLine.id == one and row.PromiseDecision is None
        ]
        accept_promise(bought.order_id, waiting)
        order = accept_promise(bought.order_id, last)
        # Nothing more is to come: the order ends by itself.
        assert (order.state, order.ended_at is not None) == (OrderState.CANCELLED, True)
    with inside(depot.group.id), pytest.raises(Conflict):
        answer_order(bought.token, Answer(promised=[few]), key="too late")


def test_answers_that_say_nothing_or_what_cannot_be_are_refused(
    app: Flask, depot: Depot, bought: Ordered
) -> None:
    one, two = bought.line_ids
    with inside(depot.group.id):
        day = today(zone_of(depot.store_id))
    refused = [
        (),
        (Promised(line_id=one, promised_on=day), Promised(line_id=one, cannot=True)),
        (Promised(line_id=0, promised_on=day),),
        (Promised(line_id=one, quantity=Decimal(2)),),
        (Promised(line_id=one, promised_on=day, quantity=Decimal(11)),),
        (Promised(line_id=one, promised_on=day, quantity=Decimal("0.0001")),),
        (Promised(line_id=one, promised_on=day, cannot=True),),
        (Promised(line_id=one, promised_on=day - timedelta(days=1)),),
        (Promised(line_id=one, promised_on=day + timedelta(days=800)),),
    ]
    for promised in refused:
        with inside(depot.group.id), pytest.raises(Invalid):
            answer_order(bought.token, Answer(promised=promised), key="wrong")
    with inside(depot.group.id), pytest.raises(NotFound):
        answer_order("nothing", Answer(promised=[Promised(line_id=one, promised_on=day)]), key="a")
    seller = seller_of(app, depot, bought.token)
    page = seller.look()
    # Lines that are left empty are left alone; what was typed stays after a refusal.
    assert seller.say("answer/lines", page).status_code == 422
    wrong = seller.say("answer/lines", page, **{f"quantity_of_{two}": "3", "remark": "三件"})
    assert wrong.status_code == 422
    assert "Enter the delivery date." in wrong.text
    assert "三件" in wrong.text
    typed = {f"promised_of_{two}": day.isoformat(), f"cannot_of_{one}": "true"}
    assert seller.say("answer/lines", seller.look(), **typed).status_code == 303
    assert expected(depot, bought) == [bought.day, day]


def test_link_ends_with_another_one_by_revoking_and_with_time(
    app: Flask, depot: Depot, bought: Ordered, browser: Callable[[Person], Browser]
) -> None:
    clerk = browser(depot.clerk)
    page = f"/orders/{bought.order_id}"
    assert bought.token in clerk.get(page).text
    assert "<svg" in clerk.get(f"{page}/link").text
    assert bought.token not in browser(depot.head).get(page).text
    assert clerk.post(f"{page}/link").status_code == 303
    assert seller_of(app, depot, bought.token).look().status_code == 404
    with inside(depot.group.id):
        new = load(PurchaseOrder, bought.order_id).link_token or ""
    seller = seller_of(app, depot, new)
    shown = seller.look()
    assert shown.status_code == 200
    assert clerk.post(f"{page}/link/revoke").status_code == 303
    assert seller.look().status_code == 404
    assert seller.say("answer", shown, promised_on=bought.day.isoformat()).status_code == 404
    assert clerk.get(f"{page}/link").status_code == 302
    with acting(depot, depot.clerk):
        order = make_supplier_link(bought.order_id)
        seller = seller_of(app, depot, order.link_token or "")
        order.state, order.ended_at = OrderState.RECEIVED, now() - OPEN_AFTERWARDS + timedelta(minutes=1)
    assert "Nothing more is expected" in seller.look().text
    with inside(depot.group.id):
        load(PurchaseOrder, bought.order_id).ended_at = now() - OPEN_AFTERWARDS - timedelta(minutes=1)
    assert seller.look().status_code == 404
    with acting(depot, depot.clerk), pytest.raises(Conflict):
        make_supplier_link(bought.order_id)


def test_words_of_a_supplier_are_forgotten_three_years_after_the_order(depot: Depot, bought: Ordered) -> None:
    one, _two = bought.line_ids
    says(depot, bought, Promised(line_id=one, cannot=True), key="words", remark="送货找王师傅")
    with inside(depot.group.id):
        (said,) = answers_to(bought.order_id)
        assert said.remark == "送货找王师傅"
        load(PurchaseOrder, bought.order_id).ended_at = now()
        session().flush()
        assert apply_retention(now() + KEPT - timedelta(days=1)).anonymised == {}
        assert apply_retention(now() + KEPT + timedelta(days=1)).anonymised == {"parts_order": 1}
        (said,) = answers_to(bought.order_id)
        assert (said.remark, len(said.promises)) == (None, 1)


def test_other_systems_make_links_and_read_answers(app: Flask, depot: Depot, bought: Ordered) -> None:
    token = api_token(depot.group, ORDER_READ, ORDER_WRITE)
    client = app.test_client()
    base = f"/api/v1/t/{depot.group.code}/x/parts/orders/{bought.order_id}"

    def call(method: str, path: str, version: int = 0) -> Any:
        headers = {"Authorization": f"Bearer {token}", **({"If-Match": f'"{version}"'} if version else {})}
        return client.open(base + path, method=method, headers=headers)

    says(depot, bought, Promised(line_id=bought.line_ids[0], cannot=True), key="api", remark="停产")
    address = call("POST", "/link").json["address"]
    page = "/p/" + address.partition("/p/")[2]
    assert client.get(page).status_code == 200
    (answer,) = call("GET", "/answers").json
    assert answer["remark"] == "停产"
    (promise,) = answer["promises"]
    assert (promise["promised_on"], promise["quantity"], promise["waiting"]) == (None, "0.000", True)
    version = call("GET", "").json["row_version"]
    assert [call("DELETE", "/link", at).status_code for at in (version - 1, version)] == [412, 204]
    assert client.get(page).status_code == 404
