"""What the audit calls the acts about factors and studies."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

LABELS = (
    *audit_labels(
        {
            "kano.factor.added": _l("Improvement factor added"),
            "kano.factor.changed": _l("Improvement factor changed"),
        },
        endpoint="kano.factor",
        argument="factor_id",
    ),
    *audit_labels(
        {
            "kano.study.created": _l("Kano study prepared"),
            "kano.study.changed": _l("Kano study changed"),
            "kano.study.reworded": _l("Questions of a Kano study reworded"),
            "kano.study.opened": _l("Kano study opened"),
            "kano.study.closed": _l("Kano study closed"),
            "kano.study.reopened": _l("Kano study opened again"),
            "kano.study.analysis_asked": _l("Analysis of a Kano study asked for"),
            "kano.study.analysed": _l("Kano study analysed"),
            "kano.study.factor_kept": _l("Factor of a Kano study kept"),
            "kano.study.factor_dropped": _l("Factor of a Kano study dropped"),
            "kano.study.published": _l("Kano study published"),
            "kano.study.archived": _l("Kano study archived"),
            "kano.study.sent": _l("Kano study sent to a customer"),
            "kano.response.entered": _l("Answers to a Kano study entered"),
        },
        endpoint="kano.study",
        argument="study_id",
    ),
)
