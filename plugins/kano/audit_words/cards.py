"""What the audit calls the acts about trees, cycles and cards."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

LABELS = (
    *audit_labels(
        {
            "kano.tree.started": _l("KPI tree made of a starter"),
            "kano.tree.revised": _l("New version of a KPI tree made"),
            "kano.tree.changed": _l("KPI tree changed"),
            "kano.tree.approved": _l("KPI tree approved"),
            "kano.tree.retired": _l("KPI tree retired"),
            "kano.indicator.added": _l("Indicator added"),
            "kano.indicator.changed": _l("Indicator changed"),
            "kano.indicator.removed": _l("Indicator taken out"),
        },
        endpoint="kano.tree",
        argument="tree_id",
    ),
    *audit_labels(
        {
            "kano.scheme.made": _l("Weight scheme made"),
            "kano.scheme.judged": _l("Judgements of an expert written down"),
            "kano.scheme.computed": _l("Weights computed"),
            "kano.scheme.approved": _l("Weights approved"),
        },
        endpoint="kano.scheme",
        argument="scheme_id",
    ),
    *audit_labels(
        {
            "kano.cycle.begun": _l("Appraisal cycle begun"),
            "kano.cycle.asked": _l("Appraisal cards asked for"),
            "kano.cycle.computed": _l("Appraisal cards computed"),
            "kano.card.published": _l("Appraisal cards published"),
        },
        endpoint="kano.cycle",
        argument="cycle_id",
    ),
    *audit_labels(
        {
            "kano.card.rated": _l("Person rated"),
            "kano.goals.acknowledged": _l("Goals of an appraisal acknowledged"),
            "kano.card.acknowledged": _l("Appraisal card acknowledged"),
            "kano.talk.noted": _l("Talk about an appraisal card noted"),
            "kano.talk.agreed": _l("Note of a talk acknowledged"),
        },
        endpoint="kano.card",
        argument="card_id",
    ),
    *audit_labels(
        {
            "kano.objection.raised": _l("Objection to an appraisal card raised"),
            "kano.objection.upheld": _l("Objection to an appraisal card upheld"),
            "kano.objection.rejected": _l("Objection to an appraisal card rejected"),
        },
        endpoint="kano.objection",
        argument="objection_id",
    ),
)
