"""Routes of customers, vehicles and consent: pages and API."""

from tests.contract.fuzz.probes import New, Own, Probe

_PERSON = {
    "name": "Neu",
    "kind": "person",
    "gender": "unknown",
    "store_id": Own("store"),
    "owner_id": Own("member"),
    "note": "x",
}
_NUMBER = {"kind": "phone", "value": New("138555"), "label": "x", "is_primary": False}
_MOVE = {"lifecycle": "lost", "on": "2026-11-19", "reason": "x"}
_POINT = {"customer_id": Own("customer"), "point_id": Own("point")}

CUSTOMERS = {
    "GET customers.index": Probe(query={"store_id": Own("store")}, with_rows=("customer",)),
    "GET customers.pick": Probe(query={"q": "Zaphira"}, with_rows=("customer",)),
    "GET customers.show": Probe(with_rows=("document", "candidate", "task", "case")),
    "GET search.everything": Probe(query={"q": "1"}, shows=""),
    "GET search.section": Probe(path={"name": "complaints.cases"}, query={"q": "TS"}, shows=""),
    "GET customers.panel": Probe(path={"name": "core.vehicles"}, with_rows=("vehicle",)),
    "GET customers.history": Probe(with_rows=("task", "service_record", "case")),
    "GET customers.history_of": Probe(path={"plugin": "complaints"}, with_rows=("case",)),
    "GET customers.list_facts": Probe(
        path={"plugin": "complaints"}, query={"ids": Own("customer")}, with_rows=("case",), shows=""
    ),
    "GET customers.new": Probe(query={"store_id": Own("store")}, shows=""),
    "POST customers.new": Probe(body={**_PERSON, "phone": New("138555")}),
    "GET customers.edit": Probe(),
    "POST customers.edit": Probe(body=_PERSON, version="customer"),
    "GET customers.lifecycle": Probe(),
    "POST customers.lifecycle": Probe(body=_MOVE),
    "POST customers.verified": Probe(),
    "POST customers.distinct": Probe(),
    "GET customers.document": Probe(),
    "POST customers.document": Probe(body={"number": "310101198001010018"}),
    "POST customers.reveal_id_document": Probe(),
    "GET customers.add_contact": Probe(),
    "POST customers.add_contact": Probe(body=_NUMBER),
    "GET customers.edit_contact": Probe(path=_POINT),
    "POST customers.edit_contact": Probe(
        path=_POINT, body={"value": "", "label": "x", "status": "unverified"}, version="point"
    ),
    "POST customers.make_primary": Probe(path=_POINT),
    "POST customers.remove_contact": Probe(path=_POINT),
    "POST customers.reveal_contact_point": Probe(path=_POINT),
    "GET customers_api.list_customers": Probe(query={"store_id": Own("store")}, with_rows=("customer",)),
    "POST customers_api.add_customer": Probe(body={**_PERSON, "contacts": [_NUMBER]}),
    "GET customers_api.read_customer": Probe(),
    "PATCH customers_api.change_customer": Probe(body=_PERSON, version="customer"),
    "POST customers_api.move_customer": Probe(body=_MOVE),
    "GET customers_api.list_contacts": Probe(shows=""),
    "POST customers_api.add_contact": Probe(body=_NUMBER),
    "PATCH customers_api.change_contact": Probe(
        path=_POINT, body={"value": "", "label": "x", "is_primary": True}, version="point"
    ),
    "DELETE customers_api.remove_contact": Probe(path=_POINT, version="point"),
    "GET customers_api.list_documents": Probe(with_rows=("document",), shows=""),
    "POST customers_api.keep_document": Probe(body={"number": "11010519491231002X"}),
    "POST customers_api.reveal_number": Probe(body={"reason": "x"}),
    "POST customers_api.reveal": Probe(path=_POINT, body={"reason": "x"}),
}

_CAR = {"vin": "", "plate": New("浙A"), "model": "x", "store_id": Own("store"), "energy": "petrol"}
_READING = {"on": "2026-11-19", "km": 12_000, "reason": ""}
_VISIT = {"store_id": Own("store"), "order_no": New("RO"), "kind": "maintenance", "note": "x"}
_TIE = {"customer_id": Own("other_customer"), "role": "driver", "on": "2026-11-19"}

_INTERVALS = {"first_months": 6, "first_km": 5_000, "interval_months": 6, "interval_km": 10_000}

VEHICLES = {
    "GET vehicles.plans": Probe(with_rows=("plan",)),
    "GET vehicles.plan": Probe(),
    "POST vehicles.change_plan": Probe(body=_INTERVALS, version="plan"),
    "POST vehicles.delete_plan": Probe(version="plan"),
    "GET vehicles_api.list_plans": Probe(with_rows=("plan",)),
    "POST vehicles_api.add_plan": Probe(body={"make": New("Neu"), "series": "", **_INTERVALS}),
    "GET vehicles_api.read_plan": Probe(),
    "PATCH vehicles_api.change_plan": Probe(body=_INTERVALS, version="plan"),
    "DELETE vehicles_api.remove_plan": Probe(version="plan"),
    "GET vehicles.new_plan": Probe(shows=""),
    "POST vehicles.add_plan": Probe(body={"make": New("Neu"), "series": "", **_INTERVALS}),
    "GET vehicles.pick": Probe(query={"q": "沪A"}, with_rows=("vehicle",)),
    "GET vehicles.index": Probe(query={"store_id": Own("store")}, with_rows=("vehicle",)),
    "GET vehicles.panel": Probe(path={"name": "complaints.cases_of_vehicle"}, shows=""),
    "GET vehicles.show": Probe(with_rows=("service_record",)),
    "GET vehicles.new": Probe(query={"customer_id": Own("customer")}),
    "POST vehicles.new": Probe(query={"customer_id": Own("customer")}, body=_CAR),
    "GET vehicles.edit": Probe(),
    "POST vehicles.edit": Probe(body=_CAR, version="vehicle"),
    "GET vehicles.transfer": Probe(shows=""),
    "POST vehicles.transfer": Probe(body=_TIE),
    "POST vehicles.end": Probe(),
    "GET vehicles.odometer": Probe(shows=""),
    "POST vehicles.odometer": Probe(body=_READING),
    "GET vehicles.add_service": Probe(shows=""),
    "POST vehicles.add_service": Probe(
        body={**_VISIT, "completed_at": "2026-11-19T10:00", "amount_fen": "12.50"}
    ),
    "GET vehicles_api.list_vehicles": Probe(query={"customer_id": Own("customer")}, with_rows=("vehicle",)),
    "POST vehicles_api.add_vehicle": Probe(body={**_CAR, "customer_id": Own("customer")}),
    "GET vehicles_api.read_vehicle": Probe(),
    "PATCH vehicles_api.change_vehicle": Probe(body=_CAR, version="vehicle"),
    "GET vehicles_api.list_ties": Probe(shows=""),
    "POST vehicles_api.add_tie": Probe(body=_TIE),
    "POST vehicles_api.add_reading": Probe(body=_READING),
    "GET vehicles_api.list_service_records": Probe(with_rows=("service_record",)),
    "POST vehicles_api.add_service_record": Probe(
        body={**_VISIT, "completed_at": "2026-11-19T10:00:00+08:00", "amount_fen": 1250}
    ),
}

_SAID = {
    "purpose": "profiling",
    "decision": "deny",
    "channel": "any",
    "legal_entity_id": Own("legal_entity"),
    "notice_id": Own("notice"),
    "notice_version": "",
    "evidence": "recording",
    "reference": "REC-1",
}
_NOTICE = {"purpose": "share", "text_zh": "x", "text_en": "x", "legal_entity_id": Own("legal_entity")}
_BLOCK = {"source": "verbal", "channel": "any", "reason": "x"}

_BY_LINK = "whoever has the link may use it"
_QUIET = {"others_from": "22:00", "others_until": "07:00"}

PRIVACY = {
    "GET privacy.preference_link": Probe(),
    "POST privacy.make_preference_link": Probe(),
    "POST privacy_api.add_preference_link": Probe(),
    "GET privacy_public.preferences": Probe(path={"token": Own("preference_link")}, shows=""),
    "POST privacy_public.change_preferences": Probe(
        path={"token": Own("preference_link")}, by_outsider=True, no_permission=_BY_LINK
    ),
    "POST privacy_public.stop": Probe(
        path={"token": Own("preference_link")}, by_outsider=True, no_permission=_BY_LINK
    ),
    "GET privacy.ledger": Probe(with_rows=("consent",)),
    "GET privacy.proof": Probe(path={"proof_id": Own("proven_consent")}, shows=""),
    "GET privacy.notice": Probe(path={"notice_id": Own("notice")}),
    "GET privacy.inventory": Probe(shows=""),
    "GET privacy_api.list_data": Probe(shows=""),
    "GET privacy.notices": Probe(shows=""),
    "GET privacy.new_notice": Probe(
        query={"purpose": "marketing", "legal_entity_id": Own("legal_entity")}, shows=""
    ),
    "POST privacy.publish_notice": Probe(body=_NOTICE),
    "GET privacy_api.list_notices": Probe(with_rows=("notice",)),
    "POST privacy_api.add_notice": Probe(body=_NOTICE),
    "GET privacy.policy": Probe(shows=""),
    "POST privacy.change_policy": Probe(body=_QUIET, version="policy"),
    "GET privacy_api.read_contact_policy": Probe(shows=""),
    "PUT privacy_api.change_contact_policy": Probe(
        body={"quiet_hours": {"*": ["22:00", "07:00"]}}, version="policy"
    ),
    "GET privacy.consent": Probe(),
    "POST privacy.consent": Probe(body=_SAID),
    "GET privacy.block": Probe(),
    "POST privacy.block": Probe(body=_BLOCK),
    "GET privacy.lift": Probe(),
    "POST privacy.lift": Probe(body={"reason": "x"}),
    "GET privacy_api.list_consent": Probe(with_rows=("consent",)),
    "POST privacy_api.add_consent": Probe(body=_SAID),
    "GET privacy_api.list_blocks": Probe(with_rows=("block",), shows=""),
    "POST privacy_api.add_block": Probe(body=_BLOCK),
    "GET privacy_api.read_standing": Probe(shows=""),
}

_OTHER = {"other_id": Own("other_customer")}
_PACKAGE = {"run_id": Own("duty_run")}
_ASKED = {"request_id": Own("subject_request")}
_WHY = {"reason": "asked for it"}

DUTIES = {
    "GET privacy.merge": Probe(path=_OTHER),
    "POST privacy.do_merge": Probe(path=_OTHER, body={"other_version": "1"}, version="customer"),
    "GET privacy.merges": Probe(with_rows=("merge",)),
    "POST privacy.undo": Probe(path={"merge_id": Own("merge")}),
    "GET privacy.subject": Probe(with_rows=("duty_run",)),
    "POST privacy.export": Probe(body=_WHY),
    "GET privacy.package": Probe(path=_PACKAGE, shows=""),
    "GET privacy.erase": Probe(may_write="the plan is the work, undone"),
    "POST privacy.do_erase": Probe(
        body={**_WHY, "mode": "erase", "confirmation": "erase", "proof": "document"}
    ),
    "GET privacy.requests": Probe(with_rows=("subject_request",)),
    "GET privacy.new_request": Probe(),
    "POST privacy.take_in_request": Probe(body={"kind": "copy", "said": "x"}),
    "GET privacy.request": Probe(path=_ASKED),
    "POST privacy.check_request": Probe(path=_ASKED, body={"proof": "document"}),
    "POST privacy.assign_request": Probe(path=_ASKED, body={"member_id": Own("me")}),
    "POST privacy.propose_request": Probe(
        path={"request_id": Own("checked_erasure")}, body={"mode": "erase"}
    ),
    "POST privacy.approve_request": Probe(path={"request_id": Own("proposed_request")}),
    "POST privacy.answer_request": Probe(
        path={"request_id": Own("checked_request")}, body={"answer": "done"}
    ),
    "POST privacy.refuse_request": Probe(path=_ASKED, body={"answer": "not the customer"}),
    "POST privacy.withdraw_request": Probe(path=_ASKED),
    "GET privacy.certificate": Probe(path={"erasure_id": Own("erasure_run")}, shows=""),
    "POST privacy_api.take_in_request": Probe(body={"kind": "copy", "said": "x"}),
    "GET privacy_api.list_requests": Probe(with_rows=("subject_request",), shows=""),
    "GET privacy_api.read_request": Probe(path=_ASKED, shows=""),
    "GET privacy.duties": Probe(with_rows=("duty_run",), shows=""),
    "POST privacy_api.merge_into": Probe(
        body={"version": 1, "losers": [{"id": Own("other_customer"), "version": 1}], "choices": {}}
    ),
    "GET privacy_api.list_merges": Probe(with_rows=("merge",), shows=""),
    "POST privacy_api.undo_merge": Probe(path={"merge_id": Own("merge")}),
    "POST privacy_api.make_package": Probe(body=_WHY),
    "GET privacy_api.read_erasure": Probe(shows="", may_write="the plan is the work, undone"),
    "POST privacy_api.ask_to_erase": Probe(body={**_WHY, "mode": "erase", "proof": "document"}),
    "GET privacy_api.list_duties": Probe(with_rows=("duty_run",), shows=""),
    "GET privacy_api.read_duty": Probe(path={"duty_id": Own("duty_run")}, shows=""),
}

_LETTER = {"contact_point_id": Own("mail_point"), "purpose": "service", "subject": "x", "body": "x"}

MESSAGING = {
    "GET messaging.mail": Probe(),
    "POST messaging.mail": Probe(body=_LETTER),
    "GET messaging_api.list_messages": Probe(shows=""),
    "POST messaging_api.send_mail": Probe(body=_LETTER),
    "GET messaging.show": Probe(),
    "POST messaging.again": Probe(path={"message_id": Own("failed_message")}),
    "GET messaging_api.read_message": Probe(shows=""),
    "POST messaging_api.send_message_again": Probe(path={"message_id": Own("failed_message")}),
}

_WORDS = {"name": "x", "subject_zh": "x", "body_zh": "x", "subject_en": "", "body_en": ""}
_SEND = {"template": Own("template_code"), "contact_point_id": Own("point"), "locale": "zh_CN"}
_SMS = {"code": "sms"}
_WAY = {"adapter": "file", "gateway_url": "", "signature": "x", "opt_out_zh": "R", "opt_out_en": "R"}

SENDING = {
    "GET messaging.message": Probe(query={"template": Own("template_code")}),
    "POST messaging.message": Probe(body=_SEND),
    "GET messaging_settings.templates": Probe(with_rows=("template",)),
    "GET messaging_settings.new": Probe(shows=""),
    "POST messaging_settings.new": Probe(
        body={**_WORDS, "code": New("n"), "channel": "sms", "purpose": "service"}
    ),
    "GET messaging_settings.template": Probe(query={"customer_id": Own("customer")}),
    "POST messaging_settings.change_template": Probe(body=_WORDS, version="template"),
    "POST messaging_settings.retire": Probe(),
    "POST messaging_settings.offer": Probe(),
    "GET messaging_settings.channels": Probe(shows=""),
    "GET messaging_settings.channel": Probe(path=_SMS, with_rows=("gateway",), shows=""),
    "POST messaging_settings.change_channel": Probe(
        path=_SMS, body=_WAY, version="gateway", with_rows=("gateway",)
    ),
    "POST messaging_settings.secret": Probe(path=_SMS, with_rows=("gateway",)),
    "GET messaging_api.list_templates": Probe(with_rows=("template",)),
    "POST messaging_api.send_from_template": Probe(body=_SEND),
    "POST messaging_api.report_message": Probe(
        body={"message": Own("message_key"), "status": "delivered", "error": ""}
    ),
    "POST messaging_api.receive_reply": Probe(
        body={"channel": "sms", "sender": New("138555"), "text": "x", "ref": New("r"), "received_at": None}
    ),
}

PROBES = {**SENDING, **CUSTOMERS, **VEHICLES, **PRIVACY, **DUTIES, **MESSAGING}
