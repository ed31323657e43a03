"""Routes of internal audits and of the findings that are to be answered: pages and API."""

from tests.contract.fuzz.probes import Own, Probe

_BEGUN = {
    "title": "x",
    "period_from": "2026-11-01",
    "period_until": "2026-11-30",
    "store_ids": [Own("store")],
    "points": ["x"],
}
_PLANNED = {"audit_id": Own("planned_audit")}
_SETTLED = {"audit_id": Own("settled_audit")}
_ANSWERED = {"finding_id": Own("answered_finding")}
_RECEIPT = {"claim_line_id": Own("audited_line"), "file": Own("audited_receipt")}
_DRAWN = {"method": "risk", "size": 1, "seed": 1}
_TICKED = {"points": ["within_budget", "reasonable", "receipts", "exact", "own:1"], "text": "x"}
_FOUND = {"severity": "low", "text": "x", "due_on": "2026-12-24", "responsible_id": Own("claims_head")}

PROBES = {
    "GET budget.audits": Probe(query={"view": "all"}, with_rows=("audit",)),
    "GET budget.new_audit": Probe(shows="store"),
    "POST budget.begin_audit": Probe(body=_BEGUN),
    "GET budget.audit": Probe(with_rows=("audited_claim", "finding")),
    "POST budget.draw_audit": Probe(path=_PLANNED, body=_DRAWN, version="planned_audit"),
    "POST budget.add_audit_points": Probe(path=_PLANNED, body={"points": ["x"]}, version="planned_audit"),
    "POST budget.cancel_audit": Probe(path=_PLANNED),
    "POST budget.close_audit": Probe(path=_SETTLED, body={"text": "x"}, version="settled_audit"),
    "GET budget.audited_claim": Probe(with_rows=("answered_finding",)),
    "GET budget.audited_receipt": Probe(path=_RECEIPT, shows=""),
    "POST budget.pass_audited_claim": Probe(body=_TICKED, version="audited_claim"),
    "POST budget.add_finding": Probe(body=_FOUND, version="audited_claim"),
    "POST budget.close_finding": Probe(path=_ANSWERED, body={"text": "x"}, version="answered_finding"),
    "POST budget.send_back_finding": Probe(path=_ANSWERED, body={"reason": "x"}, version="answered_finding"),
    "GET budget.findings": Probe(with_rows=("finding",)),
    "GET budget.finding": Probe(),
    "POST budget.answer_finding": Probe(body={"text": "x"}, version="finding"),
    "GET budget_api.list_audits": Probe(with_rows=("audit",)),
    "POST budget_api.begin_an_audit": Probe(body=_BEGUN),
    "GET budget_api.read_audit": Probe(),
    "POST budget_api.extend_checklist": Probe(path=_PLANNED, body={"points": ["x"]}),
    "POST budget_api.draw": Probe(path=_PLANNED, body=_DRAWN),
    "POST budget_api.give_up_audit": Probe(path=_PLANNED),
    "GET budget_api.list_audited_claims": Probe(with_rows=("audited_claim",), shows=""),
    "GET budget_api.list_findings": Probe(with_rows=("finding",)),
}
