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
_FILTER_ALERTS = {"store_id": Own("store")}
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

_FOUND = {"facts": "x", "finding": "valid", "cause": "work", "root_cause": "x"}
_SOLUTION = {"kind": "refunded", "text": "x", "legal_basis": "x"}
_PLANNED = {"what": "x", "assignee_id": Own("member"), "due_on": "2099-12-31"}
_ASKS = {"body": "x", "question": "x", "due_on": "2099-12-31"}
_STEPS = (
    ("investigate", "classified_case", {}),
    ("ask", "investigated_case", _ASKS),
    ("answer", "asked_case", {"answer": "x"}),
    ("finding", "investigated_case", _FOUND),
    ("propose", "verified_case", _SOLUTION),
    ("decide", "waiting_case", {"option_id": Own("waiting_option"), "approved": True, "text": "x"}),
    ("offer", "proposed_case", {"text": "x"}),
    ("decline", "offered_case", {"text": "x"}),
    ("agree", "offered_case", {"option_id": Own("offered_option"), "how": "phone", "agreed_with": "x"}),
    ("plan", "agreed_case", _PLANNED),
    ("finish", "planned_case", {"task_id": Own("case_task"), "text": "x"}),
    ("resolve", "agreed_case", {"text": "x"}),
    ("confirm", "resolved_case", {"outcome": "satisfied", "mark": 9, "text": "x"}),
    ("wait", "classified_case", {"reason": "part", "text": "x"}),
    ("continue", "held_case", {"text": "x"}),
)
_RULE = {"category_id": Own("own_category"), "store_id": Own("store"), "handler_id": Own("me")}
_FILE = {"file": (b"%PDF-1.4\nx\n%%EOF\n", "x.pdf")}

_STEP = {"step": "acknowledge", "text": "x"}
_CONFIRMED = {"alert_id": Own("confirmed_alert")}
_CALLS = {"concerned": "served", "weeks": 8, "days": 14, "note": "x"}

_BY_ANYBODY = "everybody may complain by the form of a store that takes complaints so"
_BY_LINK = "the customer who has the link of the complaint decides there"
_OFFERED = {"token": Own("offered_page")}
_FORM = {"code": Own("form_code")}
_FILED = {
    "description": New("x"),
    "demand": "x",
    "complainant_name": "x",
    "complainant_phone": "13900001234",
}

PROBES = {
    **{
        f"POST complaints.{name}": Probe(path={"case_id": Own(kind)}, body=body, version=kind)
        for name, kind, body in _STEPS
    },
    **{
        f"POST complaints_api.{name}_step": Probe(path={"case_id": Own(kind)}, body=body)
        for name, kind, body in _STEPS
    },
    "GET complaints_api.read_work": Probe(path={"case_id": Own("planned_case")}),
    "GET complaints.show_board": Probe(query={"store_id": Own("store")}, with_rows=("case",)),
    "GET complaints.show_figures": Probe(query=_FILTER, with_rows=("case",), shows=""),
    "GET complaints_api.read_figures": Probe(query=_FILTER, with_rows=("case",), shows=""),
    "GET complaints.queue": Probe(with_rows=("case",)),
    "GET complaints.files": Probe(shows=""),
    "POST complaints.add_file": Probe(body=_FILE),
    "POST complaints_api.add_file": Probe(body=_FILE),
    "GET complaints.file": Probe(query={"file_id": Own("evidence")}),
    "GET complaints.rules": Probe(with_rows=("complaint_rule",)),
    "POST complaints.add_rule": Probe(body=_RULE),
    "POST complaints.remove_rule": Probe(path={"rule_id": Own("complaint_rule")}),
    "GET complaints_api.list_rules": Probe(with_rows=("complaint_rule",), shows=""),
    "POST complaints_api.add_rule": Probe(body=_RULE),
    "POST complaints_api.remove_rule": Probe(path={"rule_id": Own("complaint_rule")}),
    "GET complaints_public.stores": Probe(with_rows=("form_code",), shows=""),
    "GET complaints_public.intake": Probe(path=_FORM, shows="store"),
    "POST complaints_public.file": Probe(
        path=_FORM, body=_FILED, by_outsider=True, no_permission=_BY_ANYBODY
    ),
    "GET complaints_public.received": Probe(path={"token": Own("own_page")}),
    "GET complaints_public.own_page": Probe(path={"token": Own("own_page")}),
    "POST complaints_public.own_agreement": Probe(
        path=_OFFERED,
        body={"option_id": Own("offered_option")},
        by_outsider=True,
        no_permission=_BY_LINK,
    ),
    "POST complaints_public.own_refusal": Probe(
        path=_OFFERED, body={"text": "x"}, by_outsider=True, no_permission=_BY_LINK
    ),
    "POST complaints.make_link": Probe(version="case"),
    "POST complaints_api.make_link": Probe(),
    "GET complaints.intake": Probe(with_rows=("form_code",), shows="store"),
    "GET complaints.sheet": Probe(query={"store_id": Own("store")}, with_rows=("form_code",), shows="store"),
    "GET complaints.alerts": Probe(query=_FILTER_ALERTS, with_rows=("alert",)),
    "POST complaints.look": Probe(),
    "GET complaints.alert": Probe(),
    "POST complaints.step_alert": Probe(body=_STEP, version="alert"),
    "POST complaints.prevent": Probe(path=_CONFIRMED, body=_CALLS, version="confirmed_alert"),
    "GET complaints_api.list_alerts": Probe(query=_FILTER_ALERTS, with_rows=("alert",)),
    "GET complaints_api.read_alert": Probe(),
    "POST complaints_api.step_alert": Probe(body=_STEP, version="alert"),
    "POST complaints_api.prevent": Probe(path=_CONFIRMED, body=_CALLS),
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
    "GET complaints_api.read_proposal": Probe(shows=""),
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
