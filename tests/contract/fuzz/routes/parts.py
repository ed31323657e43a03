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

PROBES = {
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
