"""What complaints keep about people, why and for how long."""

from __future__ import annotations

from plugins.complaints import duties
from plugins.complaints.permissions import IDENTITY
from saas.plugin_api import DataUse, _l

DATA_USES = (
    DataUse(
        what=_l("Name and telephone number of who complains"),
        purpose=_l("Reach the complainant about the complaint"),
        retention_days=duties.KEPT.days,
        columns=(
            "complaints_case.complainant_name",
            "complaints_case.complainant_phone",
            "complaints_case.complainant_tail",
            "complaints_case.link_token",
        ),
        seen_with=(IDENTITY,),
    ),
    DataUse(
        what=_l("Vehicle model, as told"),
        purpose=_l("Find the vehicle that the complaint is about"),
        retention_days=duties.KEPT.days,
        columns=("complaints_case.model_text",),
    ),
    DataUse(
        what=_l("What complainants say and want"),
        purpose=_l("Answer the complaint and learn from it"),
        retention_days=duties.KEPT.days,
        columns=(
            "complaints_case.description",
            "complaints_case.demand",
            "complaints_case.result_text",
            "complaints_investigation.facts",
            "complaints_investigation.root_cause",
            "complaints_third_party.body",
            "complaints_third_party.question",
            "complaints_third_party.answer",
            "complaints_option.text",
            "complaints_option.legal_basis",
            "complaints_task.what",
        ),
    ),
    DataUse(
        what=_l("Who agreed to a solution in the place of the complainant"),
        purpose=_l("Prove the agreement"),
        retention_days=duties.KEPT.days,
        columns=("complaints_option.agreed_with",),
    ),
    DataUse(
        what=_l("Notes in the history of a complaint, sealed"),
        purpose=_l("Show who did what about the complaint, and when"),
        columns=("complaints_event.note",),
    ),
    DataUse(
        what=_l("What was found out about an early warning, sealed"),
        purpose=_l("Show what was done about a cause of complaints"),
        retention_days=duties.KEPT.days,
        columns=("complaints_alert_event.note",),
    ),
    DataUse(
        what=_l("What was found and done about quality issues"),
        purpose=_l("Find the cause of faults and see that they do not come again"),
        retention_days=duties.KEPT.days,
        columns=(
            "complaints_quality_issue.problem",
            "complaints_quality_issue.subcause_text",
            "complaints_quality_issue.how_found",
            "complaints_quality_issue.done",
            "complaints_quality_issue.watched",
            "complaints_quality_issue.improved",
            "complaints_quality_issue.outcome_text",
            "complaints_quality_contact.question",
            "complaints_quality_contact.answer",
            "complaints_quality_event.note",
        ),
    ),
    DataUse(
        what=_l("Who was written to about a quality issue"),
        purpose=_l("Know who answers for the part"),
        retention_days=duties.KEPT.days,
        columns=("complaints_quality_contact.who",),
    ),
)
