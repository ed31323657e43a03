"""Routes of follow-ups: pages and API."""

from tests.contract.fuzz.probes import Own, Probe

_REASON = {"reason": "Grund"}
_RULE = {
    "offset_days": 3,
    "offset_months": 0,
    "window_days": 5,
    "priority": 40,
    "max_attempts": 4,
    "retry_days": 2,
}
_PERIOD = {"first": "2026-11-01", "last": "2026-11-30", "store_id": Own("store")}
_FILTER = {"store_id": Own("store"), "assignee_id": Own("me")}
_CLOSED = {"task_id": Own("closed_task")}

PROBES = {
    "GET followups.tasks": Probe(query=_FILTER, with_rows=("task",)),
    "GET followups.board": Probe(query={"store_id": Own("store")}, with_rows=("task",), shows=""),
    "POST followups.give": Probe(body={"ids": [Own("task")], "member_id": Own("member")}),
    "POST followups.spread": Probe(),
    "GET followups.task": Probe(),
    "GET followups.panel": Probe(path={"name": "complaints.cases_of_task"}, shows=""),
    "POST followups.cancel": Probe(body=_REASON, version="task"),
    "POST followups.reopen": Probe(path=_CLOSED, body=_REASON, version="closed_task"),
    "GET followups.rules": Probe(),
    "GET followups.rule": Probe(),
    "POST followups.change_rule": Probe(body=_RULE, version="rule"),
    "POST followups.switch": Probe(body={"on": True}),
    "POST followups.run_now": Probe(),
    "GET followups.workbench": Probe(shows=""),
    "POST followups.take_next": Probe(with_rows=("task",)),
    "GET followups.call_card": Probe(),
    "POST followups.begin_call": Probe(),
    "POST followups.end_call": Probe(
        path={"attempt_id": Own("attempt")}, body={"result": "no_answer", "note": "x"}
    ),
    "GET followups_api.list_tasks": Probe(
        query={**_FILTER, "customer_id": Own("customer")}, with_rows=("task",), shows=""
    ),
    "POST followups_api.add_task": Probe(
        body={
            "customer_id": Own("customer"),
            "vehicle_id": Own("vehicle"),
            "followup_type": "care",
            "due_from": "2026-11-20",
            "due_to": "2026-11-24",
        }
    ),
    "GET followups_api.read_task": Probe(shows=""),
    "DELETE followups_api.cancel_task": Probe(query=_REASON, version="task"),
    "PATCH followups_api.reopen_task": Probe(path=_CLOSED, body=_REASON, version="closed_task"),
    "POST followups_api.spread_tasks": Probe(),
    "POST followups_api.assign_tasks": Probe(body={"task_ids": [Own("task")], "member_id": Own("member")}),
    "POST followups_api.begin_call": Probe(body={"task_id": Own("task"), "operator_id": Own("me")}),
    "POST followups_api.end_call": Probe(
        path={"attempt_id": Own("attempt")}, body={"operator_id": Own("me"), "result": "no_answer"}
    ),
    "GET followups_api.list_rules": Probe(),
    "GET followups_api.read_rule": Probe(),
    "PATCH followups_api.change_rule": Probe(body=_RULE, version="rule"),
    "POST followups_api.switch_rule": Probe(body={"on": True}),
    "GET followups_api.preview_rule": Probe(shows=""),
    "POST followups_api.run_rules": Probe(),
    "GET followups_api.read_coverage": Probe(query=_PERIOD, shows=""),
}
