"""Parts, and what lies of them in a store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import (
    PartPlan,
    PartStore,
    PromiseDecision,
    ProposalKind,
    PurchaseOrder,
    SupplierPromise,
)
from plugins.parts.operations import (
    Answer,
    Arrived,
    Delivery,
    Found,
    Issued,
    Ordered,
    OrderHead,
    Promised,
    answer_order,
    approve_order,
    approve_transfer,
    enter_counts,
    issue,
    make_supplier_link,
    open_order,
    place_order,
    receive_order,
    send_transfer,
    submit_order,
    whole_order,
    write_line,
)
from plugins.parts.planning.night import begin, plan_store
from plugins.parts.queries.counts import lines_of
from plugins.parts.queries.orders import lines_of_order
from plugins.parts.queries.transfers import lines_of_transfer
from saas.core.organisation.models import Store
from saas.core.organisation.queries import zone_of
from saas.platform.clock import today
from saas.platform.database import load, session
from saas.testing.factories.groups import store
from saas.testing.factories.members import member
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.factories.parts import (
    alert_of,
    count_of,
    counted,
    part,
    proposal_of,
    reservation,
    stock_up,
    supplier,
    terms,
    transfer_of,
)


def _part(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        word = scene.word
        made = part(name=word, number=f"{word}{number()}", brand=word, aliases=(f"{word}-{number()}",))
        return made.id


def _stocked(scene: Scene) -> int:
    made, store = _part(scene), scene["store"]
    with scene.world.acting(scene.person):
        stock_up(made, store, 100)
    return made


def _reserved(scene: Scene) -> int:
    made, store = scene["stocked_part"], scene["store"]
    with scene.world.acting(scene.person):
        return reservation(made, store, reference=scene.word).id


def _part_store(scene: Scene) -> int:
    made, store = scene["stocked_part"], scene["store"]
    with scene.world.acting(scene.person) as work:
        mine = (PartStore.part_id == made, PartStore.store_id == store)
        return work.scalars(select(PartStore.id).where(*mine)).one()


def _given_out(scene: Scene) -> int:
    made, store = _stocked(scene), scene["store"]
    with scene.world.acting(scene.person):
        return issue(made, store, Issued(quantity=Decimal(1), reference=scene.word), key=str(number())).id


def _lot(scene: Scene) -> int:
    made, store = _part(scene), scene["store"]
    with scene.world.acting(scene.person):
        line = stock_up(made, store, 100, lot_no=scene.word)
        assert line.lot_id is not None
        return line.lot_id


def _count(scene: Scene) -> int:
    made, store = _stocked(scene), scene["store"]
    with scene.world.acting(scene.person):
        return count_of(store, made).id


def _count_line(scene: Scene) -> int:
    count = scene["parts_count"]
    with scene.world.acting(scene.person):
        return lines_of(count)[0].id


def _entered_count(scene: Scene) -> int:
    made = _count(scene)
    with scene.world.acting(scene.person):
        enter_counts(made, [Found(line_id=lines_of(made)[0].id, quantity=Decimal(100))])
    return made


def _waiting_count(scene: Scene) -> int:
    made, store = _stocked(scene), scene["store"]
    somebody = member(scene.world.group, role="parts_manager")
    with scene.world.acting(somebody):
        return counted(store, made, 3).id


def _supplier(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return supplier(scene.word, code=f"{scene.word}{number()}", contact=scene.word).id


def _terms(scene: Scene) -> int:
    made, seller = _part(scene), scene["supplier"]
    with scene.world.acting(scene.person):
        return terms(seller, made)


def _order(scene: Scene) -> int:
    """One that is being written."""
    made, store, seller = scene["stocked_part"], scene["store"], scene["supplier"]
    with scene.world.acting(scene.person):
        terms(seller, made, valid_from=date(2026, 1, number() % 27 + 1), approved=True)
        order = open_order(OrderHead(supplier_id=seller, store_id=store, note=scene.word))
        write_line(order.id, Ordered(part_id=made, quantity=Decimal(9)))
        return order.id


def _order_line(scene: Scene) -> int:
    order = scene["parts_order"]
    with scene.world.acting(scene.person):
        return lines_of_order(order)[0].id


def _submitted_order(scene: Scene) -> int:
    made = _order(scene)
    with scene.world.acting(member(scene.world.group, role="parts_manager")):
        submit_order(made)
    return made


def _approved_order(scene: Scene) -> int:
    made = _submitted_order(scene)
    with scene.world.acting(scene.person):
        approve_order(made)
    return made


def _placed_order(scene: Scene) -> int:
    made = _approved_order(scene)
    with scene.world.acting(scene.person):
        place_order(made)
    return made


def _placed_line(scene: Scene) -> int:
    order = scene["placed_order"]
    with scene.world.acting(scene.person):
        return lines_of_order(order)[0].id


def _begun_order(scene: Scene) -> int:
    """One of which something came."""
    made = _placed_order(scene)
    with scene.world.acting(scene.person):
        one = Arrived(line_id=lines_of_order(made)[0].id, quantity=Decimal(1))
        receive_order(made, Delivery(arrived=[one]), key=str(number()))
    return made


def _linked_order(scene: Scene) -> int:
    """One whose supplier has a link."""
    made = _placed_order(scene)
    with scene.world.acting(scene.person):
        make_supplier_link(made)
    return made


def _supplier_page(scene: Scene) -> str:
    made = scene["linked_order"]
    with scene.world.acting():
        return load(PurchaseOrder, made).link_token or ""


def _answered_order(scene: Scene) -> int:
    """One whose supplier cannot deliver, which waits for somebody."""
    made = _linked_order(scene)
    with scene.world.acting():
        none = [Promised(line_id=lines_of_order(made)[0].id, cannot=True)]
        token = load(PurchaseOrder, made).link_token or ""
        answer_order(token, Answer(promised=none, remark=scene.word), key=str(number()))
    return made


def _waiting_promise(scene: Scene) -> int | None:
    made = scene["answered_order"]
    with scene.world.acting():
        return lines_of_order(made)[0].waiting_promise_id


def _decided_promise(scene: Scene) -> int:
    """One that counts at once, since all of it comes in time."""
    made = _linked_order(scene)
    with scene.world.acting():
        token = load(PurchaseOrder, made).link_token or ""
        answer_order(token, whole_order(token, today(zone_of(scene["store"]))), key=str(number()))
        theirs = PromiseDecision.promise_id == SupplierPromise.id
        lines = [line.id for line in lines_of_order(made)]
        decided = select(PromiseDecision.id).join(SupplierPromise, theirs)
        return session().scalars(decided.where(SupplierPromise.order_line_id.in_(lines))).one()


def _giver(scene: Scene) -> int:
    """Another store, of which the part in question has plenty."""
    made, piece = store(scene.world.group, name=f"{scene.world.words.store}{number()}"), scene["stocked_part"]
    with scene.world.acting(scene.person):
        stock_up(piece, made, 100)
    return made


def _transfer(scene: Scene) -> int:
    made, here, giver = scene["stocked_part"], scene["store"], scene["giving_store"]
    with scene.world.acting(scene.person):
        return transfer_of(giver, here, made, 3).id


def _outgoing_transfer(scene: Scene) -> int:
    made, here, taker = scene["stocked_part"], scene["store"], scene["giving_store"]
    with scene.world.acting(scene.person):
        return transfer_of(here, taker, made, 1).id


def _approved_outgoing(scene: Scene) -> int:
    made = _outgoing_transfer(scene)
    with scene.world.acting(scene.person):
        approve_transfer(made)
    return made


def _approved_transfer(scene: Scene) -> int:
    made = _transfer(scene)
    with scene.world.acting(scene.person):
        approve_transfer(made)
    return made


def _sent_transfer(scene: Scene) -> int:
    made = _approved_transfer(scene)
    with scene.world.acting(scene.person):
        send_transfer(made)
    return made


def _sent_line(scene: Scene) -> int:
    transfer = scene["sent_transfer"]
    with scene.world.acting(scene.person):
        return lines_of_transfer(transfer)[0].id


def _alert(scene: Scene) -> int:
    made, here = _stocked(scene), scene["store"]
    with scene.world.acting(scene.person):
        return alert_of(made, here).id


def _purchase_proposal(scene: Scene) -> int:
    made, here, seller = _stocked(scene), scene["store"], scene["supplier"]
    with scene.world.acting(scene.person):
        terms(seller, made)
        return proposal_of(alert_of(made, here)).id


def _transfer_proposal(scene: Scene) -> int:
    made, here, giver = _stocked(scene), scene["store"], scene["giving_store"]
    with scene.world.acting(scene.person):
        return proposal_of(alert_of(made, here), ProposalKind.TRANSFER, from_store_id=giver).id


def _plan(scene: Scene) -> int:
    """What a night reckoned of a part in a store of its own: the alerts of other rows stay as they are."""
    made, place = _part(scene), store(scene.world.group, name=f"{scene.world.words.store}{number()}")
    with scene.world.acting(scene.person) as work:
        stock_up(made, place, 100)
        plan_store(begin(f"{scene.word} {number()}"), load(Store, place))
        return work.scalars(select(PartPlan.id).where(PartPlan.part_id == made)).one()


KINDS = {
    "part": Kind(_part, "parts_part"),
    "stocked_part": Kind(_stocked, "parts_part"),
    "reservation": Kind(_reserved, "parts_reservation"),
    "part_store": Kind(_part_store, "parts_part_store"),
    "given_out": Kind(_given_out),
    "parts_count": Kind(_count, "parts_count"),
    "count_line": Kind(_count_line, "parts_count_line"),
    "entered_count": Kind(_entered_count, "parts_count"),
    "waiting_count": Kind(_waiting_count, "parts_count"),
    "lot": Kind(_lot, "parts_lot"),
    "supplier": Kind(_supplier, "parts_supplier"),
    "supplier_part": Kind(_terms, "parts_supplier_part"),
    "parts_order": Kind(_order, "parts_order"),
    "order_line": Kind(_order_line, "parts_order_line"),
    "submitted_order": Kind(_submitted_order, "parts_order"),
    "approved_order": Kind(_approved_order, "parts_order"),
    "placed_order": Kind(_placed_order, "parts_order"),
    "placed_line": Kind(_placed_line, "parts_order_line"),
    "begun_order": Kind(_begun_order, "parts_order"),
    "linked_order": Kind(_linked_order, "parts_order"),
    "supplier_page": Kind(_supplier_page, missing="nothing"),
    "answered_order": Kind(_answered_order, "parts_order"),
    "waiting_promise": Kind(_waiting_promise, "parts_answer_line"),
    "decided_promise": Kind(_decided_promise, "parts_answer_decision"),
    "giving_store": Kind(_giver, "store"),
    "stock_transfer": Kind(_transfer, "parts_transfer"),
    "outgoing_transfer": Kind(_outgoing_transfer, "parts_transfer"),
    "approved_outgoing": Kind(_approved_outgoing, "parts_transfer"),
    "approved_transfer": Kind(_approved_transfer, "parts_transfer"),
    "sent_transfer": Kind(_sent_transfer, "parts_transfer"),
    "sent_line": Kind(_sent_line, "parts_transfer_line"),
    "stock_alert": Kind(_alert, "parts_alert"),
    "purchase_proposal": Kind(_purchase_proposal, "parts_proposal"),
    "part_plan": Kind(_plan, "parts_plan"),
    "transfer_proposal": Kind(_transfer_proposal, "parts_proposal"),
}
