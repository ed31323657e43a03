"""Which factors of an analysed study are kept, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from plugins.kano.models import Result, Run, Study, StudyFactor, StudyState
from plugins.kano.permissions import WRITE
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    changes_of,
    current_actor,
    current_tenant,
    load_for_change,
    now,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of a factor. reason: may be empty only where the decision follows the proposal."""

    study_factor_id: int
    kept: bool
    reason: str = ""


def decide_factors(study_id: int, decisions: Sequence[Decision], *, version: int | None = None) -> Study:
    """Keep or drop factors of an analysed study; each decision that is new is audited.

    Raises Forbidden, NotFound for a factor of another study, Invalid (`decisions-<n>-reason`) where a decision against
    the proposal has no reason, Conflict where nothing is analysed or all is published, VersionConflict.
    """
    require(WRITE)
    study = load_for_change(Study, study_id, version=version)
    if study.state is not StudyState.ANALYSED:
        raise Conflict(_("Factors are decided between the analysis of a study and its publication."))
    factors = _factors(study)
    proposed = _proposals(study)
    for place, decision in enumerate(decisions):
        if decision.study_factor_id not in factors:
            raise NotFound(_("This does not exist, or no longer."))
        if not decision.reason and decision.kept is not proposed.get(decision.study_factor_id):
            raise Invalid(f"decisions-{place}-reason", _("Say why, as the figures propose otherwise."))
    changed = [_decide(study, factors[one.study_factor_id], one) for one in decisions]
    if any(changed):
        study.updated_at = now()
    session().flush()
    return study


def _decide(study: Study, factor: StudyFactor, decision: Decision) -> bool:
    factor.kept, factor.reason = decision.kept, decision.reason
    changes = changes_of(factor)
    if not changes:
        return False
    factor.decided_at, factor.decided_by_id = now(), current_actor().member_id
    record(
        "kano.study.factor_kept" if decision.kept else "kano.study.factor_dropped",
        "kano_study",
        study.id,
        changes=changes,
        detail={"study_factor_id": factor.id, "names": factor.names},
    )
    return True


def _factors(study: Study) -> Mapping[int, StudyFactor]:
    mine = (StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study.id)
    statement = select(StudyFactor).where(*mine).order_by(StudyFactor.id).with_for_update()
    return {one.id: one for one in session().scalars(statement)}


def _proposals(study: Study) -> Mapping[int, bool]:
    newest = (
        select(Run.id)
        .where(Run.tenant_id == current_tenant(), Run.study_id == study.id)
        .order_by(Run.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = select(Result.study_factor_id, Result.keep).where(
        Result.tenant_id == current_tenant(), Result.run_id == newest
    )
    return {row.study_factor_id: row.keep for row in session().execute(found)}
