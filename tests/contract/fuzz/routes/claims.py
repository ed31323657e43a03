"""Routes of expense claims and payments: pages and API."""

from tests.contract.fuzz.probes import New, Own, Probe

_PDF = (b"%PDF-1.7 a receipt", "receipt.pdf")
_LINE = {
    "category_id": Own("cost_category"),
    "spent_on": "2026-11-18",
    "amount": "128.50",
    "tax": "7.00",
    "vendor": "x",
    "invoice_no": New("9"),
}
_BEGUN = {"title": "x", "store_id": Own("store")}
_DEPARTMENT = {"department_id": Own("department")}
_WAITING = {"claim_id": Own("waiting_claim")}
_REVIEWED = {"claim_id": Own("reviewed_claim")}
_HELD = {"claim_id": Own("held_claim")}
_AGREED = {"claim_id": Own("agreed_claim")}
_ALLOWED = {"claim_id": Own("allowed_claim")}
_RECEIPT = {"file": Own("claim_receipt")}
_POINTS = {"within_budget": True, "reasonable": True, "receipts": True, "exact": True, "text": "x"}
_MADE = {"paid_on": "2026-11-19", "reference": "x"}

PROBES = {
    "GET budget.claims": Probe(query={"view": "all", "store_id": Own("store")}, with_rows=("claim",)),
    "GET budget.new_claim": Probe(shows="store"),
    "POST budget.begin_claim": Probe(body=_BEGUN),
    "GET budget.claim": Probe(),
    "GET budget.edit_claim": Probe(),
    "POST budget.change_claim": Probe(body={"title": "x"}, version="claim"),
    "GET budget.new_claim_line": Probe(),
    "POST budget.add_claim_line": Probe(body={**_LINE, "file": _PDF}),
    "GET budget.claim_line": Probe(),
    "POST budget.change_claim_line": Probe(body=_LINE, version="claim_line"),
    "POST budget.remove_claim_line": Probe(),
    "POST budget.add_claim_receipt": Probe(body={"file": _PDF}),
    "GET budget.claim_receipt": Probe(path=_RECEIPT, shows=""),
    "POST budget.remove_claim_receipt": Probe(path=_RECEIPT),
    "POST budget.submit_claim": Probe(version="claim"),
    "POST budget.cancel_claim": Probe(),
    "POST budget.use_overbudget": Probe(path=_ALLOWED),
    "POST budget.pass_department": Probe(path=_WAITING, body={"text": "x"}, version="waiting_claim"),
    "POST budget.pass_finance": Probe(path=_REVIEWED, body=_POINTS, version="reviewed_claim"),
    "POST budget.return_claim": Probe(path=_WAITING, body={"reason": "x"}, version="waiting_claim"),
    "POST budget.reject_claim": Probe(path=_REVIEWED, body={"reason": "x"}, version="reviewed_claim"),
    "POST budget.agree_overbudget": Probe(path=_HELD, body={"text": "x"}, version="held_claim"),
    "POST budget.approve_overbudget": Probe(path=_AGREED, body={"text": "x"}, version="agreed_claim"),
    "POST budget.refuse_overbudget": Probe(path=_HELD, body={"reason": "x"}, version="held_claim"),
    "GET budget.payments": Probe(with_rows=("passed_claim",)),
    "POST budget.prepare_payment": Probe(body={"ids": [Own("passed_claim")]}),
    "GET budget.payment": Probe(),
    "POST budget.pay_payment": Probe(body=_MADE, version="payment_batch"),
    "POST budget.dissolve_payment": Probe(),
    "GET budget_api.list_claims": Probe(query={"store_id": Own("store")}, with_rows=("claim",)),
    "POST budget_api.begin_claim": Probe(body={**_BEGUN, "claimant_id": Own("me")}),
    "GET budget_api.read_claim": Probe(),
    "GET budget_api.list_claim_lines": Probe(with_rows=("claim_line",)),
    "POST budget_api.add_claim_line": Probe(body=_LINE),
    "PUT budget_api.change_claim_line": Probe(body=_LINE, version="claim_line"),
    "DELETE budget_api.remove_claim_line": Probe(version="claim_line"),
    "POST budget_api.add_claim_receipt": Probe(body={"file": _PDF}),
    "POST budget_api.hand_in_claim": Probe(body={"overbudget_reason": ""}),
    "POST budget_api.cancel": Probe(),
}
