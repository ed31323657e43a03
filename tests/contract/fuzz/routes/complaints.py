"""Routes of the complaints plugin: pages and API."""

from tests.contract.fuzz.probes import New, Own, Probe

_DETAILS = {
    "description": "x",
    "demand": "x",
    "vehicle_id": Own("vehicle"),
    "category_id": Own("category"),
    "severity": 2,
    "complainant_name": "",
    "concerned_id": Own("member"),
}
_WHENCE = {
    "store_id": Own("store"),
    "channel": "phone",
    "customer_id": Own("customer"),
    "task_id": Own("task"),
}
_FILTER = {"store_id": Own("store"), "category_id": Own("category")}
_CLASSIFIED = {"case_id": Own("classified_case")}
_CLOSED = {"case_id": Own("closed_case")}
_TOLD = {"text": "x"}
# Nobody can come to harm: an open case in which somebody could keeps the plugin on, which another probe switches off.
_CLASS = {"category_id": Own("category"), "severity": 3, "safety": False}
_GIVEN = {"member_id": Own("me"), "text": "x"}
_ENDED = {"result": "repaired", "text": "x"}
_NAMED = {"name_zh": New("x"), "active": True}
_OWN_CATEGORY = {"category_id": Own("own_category")}
_AGAIN = {"reason": "x"}

PROBES = {
    "GET complaints.cases": Probe(query=_FILTER, with_rows=("case",)),
    "GET complaints.case": Probe(),
    "GET complaints.new": Probe(query={"customer_id": Own("customer"), "task_id": Own("task")}),
    "POST complaints.register": Probe(body={**_DETAILS, **_WHENCE}),
    "GET complaints.edit": Probe(),
    "POST complaints.change": Probe(body=_DETAILS, version="case"),
    "POST complaints.acknowledge": Probe(body=_TOLD, version="case"),
    "POST complaints.classify": Probe(path=_CLASSIFIED, body=_CLASS, version="classified_case"),
    "POST complaints.assign": Probe(path=_CLASSIFIED, body=_GIVEN, version="classified_case"),
    "POST complaints.close": Probe(path=_CLASSIFIED, body=_ENDED, version="classified_case"),
    "POST complaints.reopen": Probe(path=_CLOSED, body=_AGAIN, version="closed_case"),
    "POST complaints.reveal": Probe(path={"case_id": Own("strangers_case")}),
    "GET complaints_api.list_cases": Probe(
        query={**_FILTER, "customer_id": Own("customer"), "handler_id": Own("me")}, with_rows=("case",)
    ),
    "POST complaints_api.register": Probe(body={**_DETAILS, **_WHENCE}),
    "GET complaints_api.read_case": Probe(),
    "PUT complaints_api.edit_case": Probe(body=_DETAILS, version="case"),
    "POST complaints_api.acknowledge": Probe(body=_TOLD),
    "POST complaints_api.classify": Probe(path=_CLASSIFIED, body=_CLASS),
    "POST complaints_api.assign": Probe(path=_CLASSIFIED, body=_GIVEN),
    "POST complaints_api.close": Probe(path=_CLASSIFIED, body=_ENDED),
    "POST complaints_api.reopen": Probe(path=_CLOSED, body=_AGAIN),
    "GET complaints_api.list_categories": Probe(with_rows=("category",)),
    "POST complaints_api.add_category": Probe(body=_NAMED),
    "PUT complaints_api.change_category": Probe(path=_OWN_CATEGORY, body=_NAMED, version="own_category"),
    "GET complaints.categories": Probe(with_rows=("own_category",)),
    "GET complaints.new_category": Probe(shows=""),
    "POST complaints.add_category": Probe(body=_NAMED),
    "GET complaints.category": Probe(path=_OWN_CATEGORY),
    "POST complaints.change_category": Probe(path=_OWN_CATEGORY, body=_NAMED, version="own_category"),
}
