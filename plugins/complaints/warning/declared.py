"""Background work of the early warning, its schedule, and what the audit calls its acts."""

from __future__ import annotations

from saas.plugin_api import Job, Queue, Schedule, _l, audit_labels

LOOK = "complaints.warning_look"

JOBS = [
    Job(
        key=LOOK,
        title=_l("Look for more complaints than chance lets expect"),
        target="plugins.complaints.warning.night:look",
        queue=Queue.LONG,
        timeout=1800,
        retries=2,
    )
]
SCHEDULES = [Schedule(key="complaints.warning_nightly", job=LOOK, cron="40 2 * * *")]

LABELS = (
    *audit_labels(
        {
            "complaints.alert.raised": _l("Early warning raised"),
            "complaints.alert.updated": _l("Early warning goes on in another week"),
            "complaints.alert.acknowledge": _l("Early warning taken up"),
            "complaints.alert.investigate": _l("Early warning is looked into"),
            "complaints.alert.confirm": _l("Early warning confirmed"),
            "complaints.alert.reject": _l("Early warning found to be a false alarm"),
            "complaints.alert.act": _l("Something is done about an early warning"),
            "complaints.alert.close": _l("Early warning closed"),
            "complaints.alert.prevented": _l("Calls planned because of an early warning"),
        },
        endpoint="complaints.alert",
        argument="alert_id",
    ),
    *audit_labels({"complaints.warning.looked": _l("Looked for early warnings")}),
)
