"""The analysis of a study; its target is resolved in a worker, so that numerical packages are loaded there alone."""

from __future__ import annotations

from saas.plugin_api import Job, Queue, _l

ANALYSE = "kano.analyse_study"

JOBS = [
    Job(
        key=ANALYSE,
        title=_l("Analyse a Kano study"),
        target="plugins.kano.analysing:analyse",
        queue=Queue.LONG,
        timeout=900,
    )
]
