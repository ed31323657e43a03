"""Every declared job and every event in one group with the ids of another: nothing of it is found or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from saas.parts import load_registry
from saas.platform.events import Event
from saas.platform.jobs import Job
from saas.platform.jobs.catalogue import DELIVER, job_catalogue
from tests.contract.fuzz.probes import Own
from tests.contract.fuzz.work import declared, event_findings, job_findings
from tests.contract.fuzz.worlds import Worlds

PERIOD = "2026-11-20T00:00:00+00:00"
PAYLOADS: Mapping[str, Mapping[str, Any]] = {
    "mail.send": {"period": PERIOD},
    "api.forget_answers": {"period": PERIOD},
    "files.sweep": {"period": PERIOD},
    "security.reseal": {"period": PERIOD},
    "messaging.send": {"message_id": "message"},
    "imports.look": {"import_run_id": "busy_import"},
    "webhooks.send": {"telling_id": "waiting_telling"},
    "imports.check": {"import_run_id": "settled_import"},
    "imports.run": {"import_run_id": "checked_import"},
    "vehicles.predict_maintenance": {},
    "followups.generate": {"cause": "nightly"},
    "privacy.retention": {"period": PERIOD},
    "privacy.destroy_groups": {"period": PERIOD},
    "privacy.duty_retry": {"duty_run_id": "duty_run"},
    "plugins.purge": {"period": PERIOD},
    "plugins.forget_failures": {"period": PERIOD},
    "complaints.flag_overdue": {"period": PERIOD},
    "kano.compute_weights": {"scheme_id": "scheme", "run": 1},
    "kano.compute_cards": {"cycle_id": "cycle", "run": 1},
    "budget.look_over_claim": {"claim_id": "waiting_claim", "claim_round": 1},
    "budget.expire_requests": {"period": PERIOD},
    "budget.count_visits": {"period": PERIOD},
    "complaints.warning_look": {"period": PERIOD},
    "parts.expire_reservations": {"period": PERIOD},
    "parts.plan": {"period": PERIOD},
    "parts.tell_budget": {"period": PERIOD},
    "sla.look": {"period": PERIOD},
    "sla.reckon_anew": {"period": PERIOD},
    "kano.analyse_study": {"study_id": "waiting_study", "number": 1},
    "events.deliver": {"delivery_id": "delivery"},
}
"""For each job what it is given; a kind of row stands for the id of one, of the own group and then of the other."""

_ONE = {"customer_id": Own("customer")}
_MERGED = {"winner_id": Own("customer"), "loser_ids": [Own("other_customer")], "merge_id": Own("merge")}
EVENTS: Mapping[str, Mapping[str, Any]] = {
    "customers.customer_created": _ONE,
    "customers.customer_changed": _ONE,
    "customers.customer_moved": {**_ONE, "before": "owner", "after": "lost"},
    "customers.customers_merged": _MERGED,
    "customers.customers_unmerged": _MERGED,
    "customers.customer_erased": _ONE,
    "vehicles.vehicle_added": {"vehicle_id": Own("vehicle")},
    "imports.completed": {
        "import_id": Own("done_import"),
        "rows": 1,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "failed": 0,
    },
    "followups.closed": {"task_id": Own("task"), "customer_id": Own("customer"), "status": "cancelled"},
    "complaints.received": {
        "case_id": Own("case"),
        "store_id": Own("store"),
        "severity": 1,
        "safety": True,
    },
    "complaints.alert_raised": {"alert_id": Own("alert"), "number": "YJ-202611-0001"},
    "parts.short": {
        "part_id": Own("stocked_part"),
        "store_id": Own("store"),
        "quantity": "1",
        "reference": "x",
    },
    "parts.lot_quarantined": {
        "lot_id": Own("lot"),
        "part_id": Own("stocked_part"),
        "store_id": Own("store"),
        "state": "recalled",
    },
    "complaints.resolved": {"case_id": Own("case"), "result": "repaired"},
    "complaints.reopened": {"case_id": Own("case"), "times": 1},
    "complaints.closed": {"case_id": Own("closed_case"), "result": "repaired"},
    "kano.objection_raised": {"objection_id": Own("objection"), "card_id": Own("published_card")},
    "kano.objection_decided": {
        "objection_id": Own("objection"),
        "card_id": Own("published_card"),
        "upheld": True,
    },
    "kano.study_published": {"study_id": Own("analysed_study"), "run_id": Own("kano_run")},
    "sla.reached": {
        "clock_id": Own("sla_clock"),
        "object_type": "complaints_case",
        "object_id": Own("case"),
        "target": "resolve",
        "percent": 50,
    },
}
"""For each event what it tells, with rows of the own group and then of the other."""


def test_every_job_has_a_payload(worlds: Worlds) -> None:
    keys = {one.key for one in declared(worlds, Job)} | {DELIVER.key}
    with worlds.app.app_context():
        assert keys <= job_catalogue().jobs.keys()
    assert keys == PAYLOADS.keys(), f"say in PAYLOADS what they are given: {keys ^ PAYLOADS.keys()}"


@pytest.mark.parametrize("key", PAYLOADS)
def test_job_leaves_the_other_group_alone(key: str, worlds: Worlds) -> None:
    assert list(job_findings(worlds, key, PAYLOADS[key])) == []


def test_every_event_has_an_example(worlds: Worlds) -> None:
    names = {one.name for one in declared(worlds, Event)}
    assert names == EVENTS.keys(), f"say in EVENTS what they tell: {names ^ EVENTS.keys()}"


@pytest.mark.parametrize("event", [one.value for one in load_registry().declared_classes(Event)])
def test_event_is_heard_of_in_its_own_group_only(event: type[Event], worlds: Worlds) -> None:
    assert list(event_findings(worlds, event, EVENTS[event.name])) == []
