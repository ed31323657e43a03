"""Routes of the budget plugin: pages and API."""

from tests.contract.fuzz.probes import New, Own, Probe

_NAMED = {"name_zh": New("x"), "kind": "direct", "parent_id": Own("cost_category"), "active": True}
_UNDER_NONE = {**_NAMED, "parent_id": None}

_SHEET = {"title": "x", "target_yuan": 1, "strategy": "x", "market_percent": 1, "demand_percent": 1}
_BEGUN = {**_SHEET, "year": 2027, "store_id": Own("store")}
_LINE = {"category_id": Own("cost_category"), "store_id": Own("store"), "m1": 5}
_ASKED = {"from_month": 12, "to_pot_id": Own("budget_pot"), "to_month": 2, "amount_yuan": 1, "reason": "x"}
_RATE = {
    "category_id": Own("cost_category"),
    "store_id": Own("store"),
    "driver": "visits",
    "rate_yuan": 1,
    "valid_from": "2027-01-01",
}
_LIMIT = {"category_id": Own("cost_category"), "amount_yuan": 1, "valid_from": "2027-01-01"}
_SUBMIT, _REVIEW, _APPROVE = ({"step": one, "text": "x"} for one in ("submit", "start_review", "approve"))
_SUBMITTED = {"budget_sheet_id": Own("submitted_budget")}
_REVIEWED = {"budget_sheet_id": Own("reviewed_budget")}
_YEAR = {"year": 2027, "store_id": Own("store")}
_VOLUMES = {"store_id": Own("store"), "driver": "visits", "year": 2027, "m1": 5}
_EXTENT = {**_YEAR, "category_id": Own("category_of_pot")}
_PERIOD = {**_EXTENT, "until": 12}

PROBES = {
    "GET budget.structure": Probe(query=_PERIOD, with_rows=("budget_pot",)),
    "GET budget.trend": Probe(query=_EXTENT, with_rows=("budget_pot",)),
    "GET budget.variances": Probe(query=_PERIOD, with_rows=("budget_pot",)),
    "GET budget.behaviour": Probe(query={**_EXTENT, "driver": "visits"}, with_rows=("budget_pot",)),
    "GET budget.volumes": Probe(query=_YEAR, shows="store"),
    "POST budget.write_volumes": Probe(body=_VOLUMES),
    "POST budget.count_visits": Probe(),
    "GET budget_api.show_structure": Probe(query=_PERIOD, with_rows=("budget_pot",)),
    "GET budget_api.show_trend": Probe(query=_EXTENT, with_rows=("budget_pot",), shows=""),
    "GET budget_api.show_variances": Probe(query=_PERIOD, with_rows=("budget_pot",)),
    "GET budget_api.show_behaviour": Probe(query={**_EXTENT, "driver": "visits"}, shows=""),
    "GET budget_api.show_volume_forecast": Probe(query=_YEAR, shows=""),
    "POST budget_api.write_volumes": Probe(body=_VOLUMES),
    "GET budget.sheets": Probe(with_rows=("budget_sheet",)),
    "GET budget.new_sheet": Probe(shows=""),
    "POST budget.create_sheet": Probe(body=_BEGUN),
    "GET budget.sheet": Probe(),
    "GET budget.edit_sheet": Probe(),
    "POST budget.change_sheet": Probe(body=_SHEET, version="budget_sheet"),
    "GET budget.line": Probe(shows=""),
    "POST budget.write_line": Probe(body=_LINE),
    "POST budget.remove_line": Probe(body={**_LINE, "category_id": Own("category_of_budget")}),
    "POST budget.writers_step": Probe(body=_SUBMIT),
    "POST budget.reviewers_step": Probe(path=_SUBMITTED, body=_REVIEW),
    "POST budget.approvers_step": Probe(path=_REVIEWED, body=_APPROVE),
    "POST budget.comment": Probe(body={"text": "x", "category_id": Own("cost_category")}),
    "POST budget.settle": Probe(),
    "GET budget.board": Probe(query=_YEAR, with_rows=("budget_pot",)),
    "GET budget.pot": Probe(),
    "POST budget.request_transfer": Probe(body=_ASKED),
    "GET budget.transfers": Probe(with_rows=("budget_transfer",)),
    "GET budget.transfer": Probe(),
    "POST budget.decide_transfer": Probe(body={"approve": True, "text": "x"}, version="budget_transfer"),
    "GET budget.rates": Probe(with_rows=("cost_category",)),
    "POST budget.set_rate": Probe(body=_RATE),
    "GET budget.limits": Probe(with_rows=("cost_category",)),
    "POST budget.set_limit": Probe(body=_LIMIT),
    "GET budget_api.list_limits": Probe(with_rows=("expense_limit",), shows=""),
    "POST budget_api.set_limit": Probe(body=_LIMIT),
    "GET budget_api.list_sheets": Probe(with_rows=("budget_sheet",)),
    "POST budget_api.create_sheet": Probe(body=_BEGUN),
    "GET budget_api.read_sheet": Probe(),
    "POST budget_api.write_line": Probe(body=_LINE),
    "POST budget_api.writers_step": Probe(body=_SUBMIT),
    "POST budget_api.reviewers_step": Probe(path=_SUBMITTED, body=_REVIEW),
    "POST budget_api.approvers_step": Probe(path=_REVIEWED, body=_APPROVE),
    "GET budget_api.list_board": Probe(query=_YEAR, with_rows=("budget_pot",), shows=""),
    "GET budget_api.list_entries": Probe(with_rows=("budget_pot",), shows=""),
    "POST budget_api.request_transfer": Probe(body=_ASKED),
    "GET budget_api.list_transfers": Probe(with_rows=("budget_transfer",)),
    "POST budget_api.decide_transfer": Probe(body={"approve": True, "text": "x"}),
    "POST budget_api.set_rate": Probe(body=_RATE),
    "GET budget.categories": Probe(with_rows=("cost_category",)),
    "GET budget.new_category": Probe(shows=""),
    "POST budget.add_category": Probe(body=_NAMED),
    "GET budget.category": Probe(),
    "POST budget.change_category": Probe(body=_UNDER_NONE, version="cost_category"),
    "GET budget_api.list_categories": Probe(with_rows=("cost_category",)),
    "POST budget_api.add_category": Probe(body=_NAMED),
    "PUT budget_api.change_category": Probe(body=_UNDER_NONE, version="cost_category"),
}
