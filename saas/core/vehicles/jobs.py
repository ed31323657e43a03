"""Background work: thin callers of operations, safe to run twice."""

from __future__ import annotations

from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.core.vehicles.operations.plans import PREDICT
from saas.platform.i18n import _l
from saas.platform.jobs import Job, Queue

JOBS = (
    Job(
        key=PREDICT,
        title=_l("Predict the next maintenance of all vehicles"),
        target="saas.core.vehicles.jobs:predict_maintenance",
        queue=Queue.LONG,
        timeout=1800,
        retries=3,
    ),
)


def predict_maintenance() -> dict[str, int]:
    """Predict the next maintenance of all vehicles anew."""
    return {"changed": refresh_maintenance_due()}
