"""Every declared job run in one group with the ids of another: it finds nothing of it and changes nothing there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from saas.platform.jobs import Job, enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.catalogue import DELIVER, job_catalogue
from saas.platform.plugins import current_registry
from tests.contract.fuzz.rows import changed, fingerprints, rows_naming
from tests.contract.fuzz.worlds import Worlds

PERIOD = "2026-11-20T00:00:00+00:00"
PAYLOADS: Mapping[str, Mapping[str, Any]] = {
    "mail.send": {"period": PERIOD},
    "api.forget_answers": {"period": PERIOD},
    "files.sweep": {"period": PERIOD},
    "messaging.send": {"message_id": "message"},
    "imports.look": {"import_run_id": "import"},
    "imports.check": {"import_run_id": "settled_import"},
    "imports.run": {"import_run_id": "checked_import"},
    "vehicles.predict_maintenance": {},
    "followups.generate": {"cause": "nightly"},
    "privacy.retention": {"period": PERIOD},
    "privacy.duty_retry": {"duty_run_id": "duty_run"},
    "plugins.purge": {"period": PERIOD},
    "plugins.forget_failures": {"period": PERIOD},
    "complaints.flag_overdue": {"period": PERIOD},
    "events.deliver": {"delivery_id": "task"},
}
"""For each job what it is given; a kind of row stands for the other group's id of it."""


def test_every_job_has_a_payload(worlds: Worlds) -> None:
    with worlds.app.app_context():
        declared = {one.value.key for one in current_registry().declared(Job)} | {DELIVER.key}
        assert declared <= job_catalogue().jobs.keys()
    assert declared == PAYLOADS.keys(), f"say in PAYLOADS what they are given: {declared ^ PAYLOADS.keys()}"


@pytest.mark.parametrize("key", PAYLOADS)
def test_job_leaves_the_other_group_alone(key: str, worlds: Worlds) -> None:
    foreign = {name: worlds.b_ids.get(str(value), value) for name, value in PAYLOADS[key].items()}
    before = fingerprints(worlds.system, worlds.b.id)
    with worlds.a.acting():
        enqueue(key, foreign)
    with worlds.app.app_context():
        assert run_waiting(worlds.a.id) >= 1
    assert changed(before, fingerprints(worlds.system, worlds.b.id)) == []
    for word in worlds.b.words.telling:
        assert not any(rows_naming(worlds.system, worlds.a.id, word).values())
