"""One study: how far it is, how it is answered, what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, url_for

from plugins.kano.importing import ANSWERS_IMPORTER
from plugins.kano.links import questionnaire_link
from plugins.kano.models import Study, StudyState
from plugins.kano.models.states import Step, steps_of
from plugins.kano.operations.inviting import MESSAGES
from plugins.kano.permissions import ENTER, PUBLISH, READ, SEND, TREE_WRITE, WRITE
from plugins.kano.queries import answer_counts, chosen_run, invitation_counts, study_by_id, study_factors
from plugins.kano.views.blueprint import WORDS, pages
from plugins.kano.words.study import CUTS, RULES
from saas.plugin_api import allowed, import_address, render, requires

_PATH = (
    StudyState.DRAFT,
    StudyState.COLLECTING,
    StudyState.CLOSED,
    StudyState.ANALYSED,
    StudyState.PUBLISHED,
)


@pages.get("/studies/<int:study_id>", endpoint="study")
@requires(READ)
def show_study(study_id: int) -> Response:
    """A study with its questions and how many answered."""
    return page_of_study(study_id)


@pages.get("/studies/<int:study_id>/progress", endpoint="progress")
@requires(READ)
def show_progress(study_id: int) -> Response:
    """Whether the analysis is done; the page is loaded anew when it is."""
    study = study_by_id(study_id)
    run = chosen_run(study_id)
    waiting = study.runs_asked > (run.number if run else 0)
    answer = render("kano/progress.html", study=study, waiting=waiting)
    if not waiting:
        answer.headers["HX-Redirect"] = url_for("kano.results", study_id=study_id)
    return answer


def page_of_study(study_id: int, *, status: int = 200, error: str = "") -> Response:
    """The page of a study; error: what could not be done."""
    study = study_by_id(study_id)
    run = chosen_run(study_id)
    counts = answer_counts(study_id)
    return render(
        "kano/study.html",
        status=status,
        study=study,
        error=error,
        factors=study_factors(study_id),
        counts=counts,
        sent=invitation_counts(study_id),
        answered=sum(counts.values()),
        run=run,
        waiting=study.runs_asked > (run.number if run else 0),
        steps=_path(study),
        acts=_acts(study),
        bring_in=import_address(ANSWERS_IMPORTER) if study.state is StudyState.COLLECTING else "",
        address=_address(study),
        rules=RULES,
        cuts=CUTS,
        **WORDS,
    )


def _path(study: Study) -> Mapping[str, Any]:
    names = [(WORDS["states"][state][0], "") for state in _PATH]
    at = _PATH.index(study.state) + 1 if study.state in _PATH else len(_PATH)
    return {"names": names, "current": at}


def _acts(study: Study) -> frozenset[str]:
    """What whoever looks at it may do now, by the name of the button."""
    steps = steps_of(study.state)
    writes, draft = allowed(WRITE), study.state is StudyState.DRAFT
    may = {
        "edit": writes and draft,
        "open": writes and Step.OPEN in steps,
        "close": writes and Step.CLOSE in steps,
        "reopen": writes and Step.REOPEN in steps and not study.runs_asked,
        "analyse": writes and Step.FINISH in steps,
        "publish": allowed(PUBLISH) and Step.PUBLISH in steps,
        "archive": writes and Step.ARCHIVE in steps,
        "tree": allowed(TREE_WRITE) and study.published_at is not None,
        "invite": allowed(SEND) and allowed(MESSAGES) and study.state is StudyState.COLLECTING,
        "enter": allowed(ENTER) and study.state is StudyState.COLLECTING,
    }
    return frozenset(name for name, yes in may.items() if yes)


def _address(study: Study) -> str:
    if not study.by_link or study.state is not StudyState.COLLECTING:
        return ""
    return questionnaire_link(study.link_token)
