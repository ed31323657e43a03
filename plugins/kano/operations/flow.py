"""From one state of a study to the next."""

from __future__ import annotations

from sqlalchemy import func, select

from plugins.kano.events import StudyPublished
from plugins.kano.jobs import ANALYSE
from plugins.kano.models import Response, Run, Study, StudyFactor
from plugins.kano.models.states import Step, state_after
from plugins.kano.permissions import PUBLISH, WRITE
from saas.plugin_api import (
    Conflict,
    _,
    current_actor,
    current_tenant,
    enqueue,
    load_for_change,
    now,
    publish,
    record,
    require,
    session,
)


def open_study(study_id: int, *, version: int | None = None) -> Study:
    """Let the questionnaire be answered; from now on its questions stay. Raises Forbidden, NotFound, Conflict."""
    study = _ready(study_id, Step.OPEN, WRITE, version)
    study.opened_at = now()
    return _taken(study, Step.OPEN, "opened")


def close_study(study_id: int, *, version: int | None = None) -> Study:
    """Take no more answers. Raises Forbidden, NotFound, Conflict."""
    study = _ready(study_id, Step.CLOSE, WRITE, version)
    study.closed_at = now()
    return _taken(study, Step.CLOSE, "closed")


def reopen_study(study_id: int, *, version: int | None = None) -> Study:
    """Take answers again, as long as nothing was analysed. Raises Forbidden, NotFound, Conflict."""
    study = _ready(study_id, Step.REOPEN, WRITE, version)
    if study.runs_asked:
        raise Conflict(_("An analysis was asked for; further answers would contradict its result."))
    study.closed_at = None
    return _taken(study, Step.REOPEN, "reopened")


def ask_for_analysis(study_id: int, *, version: int | None = None) -> Study:
    """Have a closed study analysed in the background; as long as that goes on, asking again starts nothing anew.

    Raises Forbidden, NotFound, Conflict where it is not closed or nobody answered.
    """
    study = _ready(study_id, Step.FINISH, WRITE, version)
    if not _is_answered(study):
        raise Conflict(_("Nobody has answered this study yet."))
    done = session().scalar(
        select(func.max(Run.number)).where(Run.tenant_id == current_tenant(), Run.study_id == study.id)
    )
    if study.runs_asked == (done or 0):
        study.runs_asked += 1
        _recorded(study, "analysis_asked")
    enqueue(ANALYSE, {"study_id": study.id, "number": study.runs_asked}, dedupe=str(study.id))
    return study


def publish_study(study_id: int, *, version: int | None = None) -> Study:
    """Let result and decisions stand, for indicators to be made of them, and tell others.

    Raises Forbidden, NotFound, Conflict as long as a factor is undecided, none is kept, or an analysis is under way.
    """
    study = _ready(study_id, Step.PUBLISH, PUBLISH, version)
    mine = (StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study.id)
    decisions = session().scalars(select(StudyFactor.kept).where(*mine)).all()
    if None in decisions:
        raise Conflict(_("Decide about every factor first, whether it is kept or dropped."))
    if not any(decisions):
        raise Conflict(_("Nothing is kept: there would be nothing to make indicators of."))
    newest = select(Run.id, Run.number).where(Run.tenant_id == current_tenant(), Run.study_id == study.id)
    run = session().execute(newest.order_by(Run.number.desc()).limit(1)).one()
    if run.number != study.runs_asked:
        raise Conflict(_("An analysis is under way. Wait for its result."))
    study.published_at, study.published_by_id = now(), current_actor().member_id
    publish(StudyPublished(study_id=study.id, run_id=run.id))
    return _taken(study, Step.PUBLISH, "published")


def archive_study(study_id: int, *, version: int | None = None) -> Study:
    """Take a study out of use; it stays readable. Raises Forbidden, NotFound, Conflict while it is answered."""
    study = _ready(study_id, Step.ARCHIVE, WRITE, version)
    study.archived_at = now()
    return _taken(study, Step.ARCHIVE, "archived")


def _ready(study_id: int, step: Step, permission: str, version: int | None) -> Study:
    """The study, locked, for a step that is allowed as it stands now."""
    require(permission)
    study = load_for_change(Study, study_id, version=version)
    if state_after(study.state, step) is None:
        raise Conflict(_("This cannot be done with the study as it stands now."))
    return study


def _taken(study: Study, step: Step, act: str) -> Study:
    study.state = state_after(study.state, step) or study.state
    return _recorded(study, act)


def _recorded(study: Study, act: str) -> Study:
    session().flush()
    detail = {"document_no": study.document_no, "state": study.state}
    record(f"kano.study.{act}", "kano_study", study.id, detail=detail)
    return study


def _is_answered(study: Study) -> bool:
    mine = (Response.tenant_id == current_tenant(), Response.study_id == study.id)
    return session().scalar(select(Response.id).where(*mine).limit(1)) is not None
