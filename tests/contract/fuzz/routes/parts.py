"""Routes of the parts plugin: pages and API."""

from tests.contract.fuzz.probes import New, Own, Probe

_DETAILS = {
    "number": New("P"),
    "name": "x",
    "brand": "x",
    "quality": "oem",
    "unit": "piece",
    "pack": "1",
    "active": True,
    "successor_id": Own("stocked_part"),
}
_FOUND = {"store_id": Own("store")}

_PLACE = {"part_id": Own("stocked_part"), "store_id": Own("store")}
_SOME = {"quantity": "1"}
_HELD = {"quantity": "1", "purpose": "order", "reference": "x"}
_KEPT = {"bin": "A-1", "stocked": True, "own_class": "common", "class_reason": "x", "reorder_point": "3"}
_WRITTEN_OFF = {"quantity": "1", "reason": "damaged"}

_COUNT = {"count_id": Own("parts_count")}
_WAITING = {"count_id": Own("waiting_count")}
_OPENED = {"store_id": Own("store"), "limit": 1, "part_ids": [Own("stocked_part")]}
_FOUND_LINE = {"found": [{"line_id": Own("count_line"), "quantity": "100"}]}

_SUPPLIER = {"code": New("S"), "name": "x", "lead_days": "3", "contact": "x", "active": True}
_TERMS = {
    "part_id": Own("part"),
    "valid_from": "2026-01-01",
    "unit_price": "12",
    "pack": "1",
    "quality": "oem",
    "approved": True,
}
_OFFERED = {"supplier_id": Own("supplier"), "supplier_part_id": Own("supplier_part")}
_ORDER = {"order_id": Own("parts_order")}
_ORDER_HEAD = {"supplier_id": Own("supplier"), "store_id": Own("store"), "note": "x"}
_ORDER_LINE = {"part_id": Own("stocked_part"), "quantity": "2", "unit_price": "12"}
_BY_LINK = "the supplier who has the link of the order answers there"
_LINKED = {"token": Own("supplier_page")}
_PROMISED = {"order_id": Own("answered_order"), "promise_id": Own("waiting_promise")}
_SHIPPED = {"stock_transfer_id": Own("stock_transfer")}
_ASKED = {"store_id": Own("store"), "from_store_id": Own("giving_store"), "part_id": Own("stocked_part")}
_ALERTS = {
    "GET parts.figures": Probe(query=_FOUND, with_rows=("stocked_part",), shows="store"),
    "GET parts_api.read_figures": Probe(query=_FOUND, with_rows=("stocked_part",), shows=""),
    "GET parts.alerts": Probe(query=_FOUND, with_rows=("stock_alert",)),
    "GET parts.alert": Probe(),
    "POST parts.acknowledge_alert": Probe(version="stock_alert"),
    "POST parts.dismiss_alert": Probe(body={"reason": "x"}, version="stock_alert"),
    "GET parts_api.list_alerts": Probe(query=_FOUND, with_rows=("stock_alert",), shows=""),
    "GET parts_api.read_alert": Probe(shows=""),
    "POST parts_api.acknowledge_alert": Probe(version="stock_alert"),
    "POST parts_api.dismiss_alert": Probe(body={"reason": "x"}, version="stock_alert"),
}
_ANSWERING = {
    "GET parts_public.supplier_page": Probe(path=_LINKED),
    "POST parts_public.answer_whole": Probe(
        path=_LINKED,
        body={"promised_on": "2027-01-04", "remark": "x"},
        by_outsider=True,
        no_permission=_BY_LINK,
    ),
    "POST parts_public.answer_lines": Probe(
        path=_LINKED, body={"nothing": True}, by_outsider=True, no_permission=_BY_LINK
    ),
    "GET parts.supplier_link": Probe(path={"order_id": Own("linked_order")}),
    "POST parts.make_supplier_link": Probe(path={"order_id": Own("placed_order")}, version="placed_order"),
    "POST parts.revoke_supplier_link": Probe(path={"order_id": Own("linked_order")}, version="linked_order"),
    "POST parts.accept_promise": Probe(path=_PROMISED, version="answered_order"),
    "POST parts.leave_promise": Probe(path=_PROMISED, version="answered_order"),
    "POST parts_api.make_supplier_link": Probe(path={"order_id": Own("placed_order")}),
    "DELETE parts_api.revoke_supplier_link": Probe(
        path={"order_id": Own("linked_order")}, version="linked_order"
    ),
    "GET parts_api.list_answers": Probe(path={"order_id": Own("answered_order")}),
}
_BUYING = {
    "GET parts.proposals": Probe(query=_FOUND, with_rows=("purchase_proposal",)),
    "POST parts.order_proposal": Probe(path={"proposal_id": Own("purchase_proposal")}),
    "POST parts.transfer_proposal": Probe(path={"proposal_id": Own("transfer_proposal")}),
    "GET parts_api.list_proposals": Probe(query=_FOUND, with_rows=("purchase_proposal",), shows=""),
    "POST parts_api.order_proposal": Probe(path={"proposal_id": Own("purchase_proposal")}),
    "POST parts_api.transfer_proposal": Probe(path={"proposal_id": Own("transfer_proposal")}),
    "GET parts.transfers": Probe(query=_FOUND, with_rows=("stock_transfer",), shows="store"),
    "GET parts.new_transfer": Probe(shows="store"),
    "POST parts.request_transfer": Probe(body={**_ASKED, "quantity": "1", "note": "x"}),
    "GET parts.transfer": Probe(path=_SHIPPED),
    "POST parts.write_transfer_line": Probe(
        path=_SHIPPED, body={"part_id": Own("stocked_part"), "quantity": "2"}, version="stock_transfer"
    ),
    "POST parts.approve_transfer": Probe(
        path={"stock_transfer_id": Own("outgoing_transfer")}, version="outgoing_transfer"
    ),
    "POST parts.send_transfer": Probe(path={"stock_transfer_id": Own("approved_outgoing")}),
    "POST parts.receive_transfer": Probe(
        path={"stock_transfer_id": Own("sent_transfer")}, body={"everything": True}
    ),
    "POST parts.end_transfer": Probe(path={"stock_transfer_id": Own("sent_transfer")}),
    "POST parts.cancel_transfer": Probe(path=_SHIPPED, version="stock_transfer"),
    "GET parts_api.list_transfers": Probe(query=_FOUND, with_rows=("stock_transfer",), shows=""),
    "POST parts_api.request_transfer": Probe(body={**_ASKED, "quantity": "1", "note": "x"}),
    "GET parts_api.read_transfer": Probe(path=_SHIPPED),
    "POST parts_api.approve_transfer": Probe(path=_SHIPPED),
    "POST parts_api.send_transfer": Probe(path={"stock_transfer_id": Own("approved_transfer")}),
    "POST parts_api.receive_transfer": Probe(
        path={"stock_transfer_id": Own("sent_transfer")},
        body={"arrived": [{"line_id": Own("sent_line"), "quantity": "1"}]},
    ),
    "POST parts_api.cancel_transfer": Probe(path=_SHIPPED),
    "GET parts.suppliers": Probe(with_rows=("supplier",)),
    "GET parts.new_supplier": Probe(shows=""),
    "POST parts.add_supplier": Probe(body=_SUPPLIER),
    "GET parts.supplier": Probe(with_rows=("supplier_part",)),
    "GET parts.edit_supplier": Probe(),
    "POST parts.change_supplier": Probe(body=_SUPPLIER, version="supplier"),
    "GET parts.new_terms": Probe(),
    "POST parts.add_terms": Probe(body=_TERMS),
    "GET parts.edit_terms": Probe(path=_OFFERED),
    "POST parts.change_terms": Probe(path=_OFFERED, body=_TERMS, version="supplier_part"),
    "GET parts.orders": Probe(query=_FOUND, with_rows=("parts_order",)),
    "GET parts.new_order": Probe(with_rows=("supplier",)),
    "POST parts.open_order": Probe(body=_ORDER_HEAD),
    "GET parts.order": Probe(path=_ORDER),
    "POST parts.write_order_line": Probe(path=_ORDER, body=_ORDER_LINE, version="parts_order"),
    "POST parts.remove_order_line": Probe(path={**_ORDER, "order_line_id": Own("order_line")}),
    "POST parts.submit_order": Probe(path=_ORDER, version="parts_order"),
    "POST parts.approve_order": Probe(path={"order_id": Own("submitted_order")}, version="submitted_order"),
    "POST parts.send_order_back": Probe(
        path={"order_id": Own("submitted_order")}, body={"reason": "x"}, version="submitted_order"
    ),
    "POST parts.place_order": Probe(path={"order_id": Own("approved_order")}, version="approved_order"),
    "POST parts.receive_order": Probe(path={"order_id": Own("placed_order")}, body={"everything": True}),
    "POST parts.close_order": Probe(path={"order_id": Own("begun_order")}, version="begun_order"),
    "POST parts.cancel_order": Probe(path=_ORDER, version="parts_order"),
    "GET parts_api.list_suppliers": Probe(with_rows=("supplier",)),
    "POST parts_api.add_supplier": Probe(body=_SUPPLIER),
    "GET parts_api.read_supplier": Probe(),
    "PUT parts_api.change_supplier": Probe(body=_SUPPLIER, version="supplier"),
    "GET parts_api.list_terms": Probe(with_rows=("supplier_part",), shows=""),
    "POST parts_api.add_terms": Probe(body=_TERMS),
    "PUT parts_api.change_terms": Probe(body=_TERMS, version="supplier_part"),
    "GET parts_api.list_orders": Probe(query=_FOUND, with_rows=("parts_order",), shows=""),
    "POST parts_api.open_order": Probe(body=_ORDER_HEAD),
    "GET parts_api.read_order": Probe(path=_ORDER),
    "POST parts_api.write_line": Probe(path=_ORDER, body=_ORDER_LINE),
    "POST parts_api.submit_order": Probe(path=_ORDER),
    "POST parts_api.place_order": Probe(path={"order_id": Own("approved_order")}),
    "POST parts_api.receive_order": Probe(
        path={"order_id": Own("placed_order")},
        body={"arrived": [{"line_id": Own("placed_line"), "quantity": "1"}]},
    ),
    "POST parts_api.close_order": Probe(path={"order_id": Own("begun_order")}),
    "POST parts_api.cancel_order": Probe(path=_ORDER),
}

PROBES = {
    **_ALERTS,
    **_ANSWERING,
    **_BUYING,
    "GET parts.counts": Probe(query=_FOUND, with_rows=("stocked_part", "parts_count"), shows="store"),
    "POST parts.open_count": Probe(body={**_OPENED, "part_ids": []}),
    "GET parts.count": Probe(path=_COUNT),
    "POST parts.enter_counts": Probe(path=_COUNT),
    "POST parts.submit_count": Probe(path={"count_id": Own("entered_count")}),
    "POST parts.cancel_count": Probe(path=_COUNT),
    "POST parts.approve_count": Probe(path=_WAITING, version="waiting_count"),
    "POST parts.recount": Probe(path=_WAITING, version="waiting_count"),
    "GET parts_api.list_counts": Probe(query=_FOUND, with_rows=("parts_count",), shows=""),
    "POST parts_api.open_count": Probe(body=_OPENED),
    "GET parts_api.read_count": Probe(path=_COUNT),
    "POST parts_api.enter_counts": Probe(path=_COUNT, body=_FOUND_LINE),
    "POST parts_api.submit_count": Probe(path={"count_id": Own("entered_count")}),
    "POST parts_api.cancel_count": Probe(path=_COUNT),
    "GET parts.stock": Probe(query=_FOUND, with_rows=("stocked_part",)),
    "GET parts.catalogue": Probe(with_rows=("part",)),
    "GET parts.pick": Probe(with_rows=("part",)),
    "GET parts.new_part": Probe(shows=""),
    "POST parts.add_part": Probe(body=_DETAILS),
    "GET parts.part": Probe(),
    "GET parts.edit_part": Probe(),
    "POST parts.change_part": Probe(body=_DETAILS, version="part"),
    "GET parts.place": Probe(path=_PLACE),
    "POST parts.issue": Probe(path=_PLACE, body={**_SOME, "kind": "sale", "reference": "x"}),
    "POST parts.receive": Probe(path=_PLACE, body={**_SOME, "unit_cost": "1.5", "lot_no": "x"}),
    "POST parts.reserve": Probe(path=_PLACE, body=_HELD),
    "POST parts.unmet": Probe(path=_PLACE, body={**_SOME, "kind": "lost", "reason": "sold_out"}),
    "POST parts.take_back": Probe(path=_PLACE, body=_SOME),
    "POST parts.scrap": Probe(path=_PLACE, body=_WRITTEN_OFF),
    "POST parts.correct": Probe(path=_PLACE, body={"difference": "1", "reason": "found"}),
    "POST parts.keep": Probe(path=_PLACE, body=_KEPT),
    "POST parts.release": Probe(),
    "POST parts.lot_state": Probe(body={"state": "quarantine"}),
    "GET parts.map": Probe(with_rows=("stocked_part",)),
    "POST parts_api.receive": Probe(path=_PLACE, body={**_SOME, "unit_cost": "150"}),
    "POST parts_api.issue": Probe(path=_PLACE, body={**_SOME, "kind": "order", "reference": "x"}),
    "POST parts_api.take_back": Probe(path=_PLACE, body=_SOME),
    "POST parts_api.record_unmet": Probe(path=_PLACE, body=_SOME),
    "GET parts_api.read_policy": Probe(path=_PLACE, shows=""),
    "PUT parts_api.keep_part": Probe(path=_PLACE, body=_KEPT, version="part_store"),
    "GET parts_api.list_movements": Probe(
        query={"part_id": Own("stocked_part"), "store_id": Own("store")}, shows=""
    ),
    "GET parts_api.list_reservations": Probe(
        query={"part_id": Own("stocked_part"), "store_id": Own("store")}, with_rows=("reservation",)
    ),
    "GET parts.picks": Probe(query=_FOUND, with_rows=("reservation",), shows="store"),
    "GET parts_api.list_picks": Probe(query=_FOUND, with_rows=("reservation",), shows=""),
    "POST parts_api.reserve": Probe(body={**_PLACE, **_HELD}),
    "GET parts_api.read_reservation": Probe(),
    "POST parts_api.release": Probe(),
    "GET parts_api.list_map": Probe(with_rows=("stocked_part",)),
    "GET parts_api.list_parts": Probe(with_rows=("part",)),
    "POST parts_api.add_part": Probe(body=_DETAILS),
    "GET parts_api.read_part": Probe(),
    "PUT parts_api.change_part": Probe(body=_DETAILS, version="part"),
    "GET parts_api.list_stock": Probe(query=_FOUND, with_rows=("stocked_part",)),
}
