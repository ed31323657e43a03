"""Loading a complaint to change it, taking a step, and writing it down."""

from __future__ import annotations

from plugins.complaints.models import NOTE, Case, CaseEvent, EventKind
from plugins.complaints.permissions import NOT_ABOUT_ONESELF, READ
from plugins.complaints.states import Step, state_after
from saas.plugin_api import (
    Conflict,
    NotFound,
    _,
    allowed,
    current_actor,
    key_of,
    load_for_change,
    record,
    require,
    require_another,
    session,
)


def case_for_change(case_id: int, permission: str, *, version: int | None = None) -> Case:
    """The complaint, locked, for somebody who may do this to it.

    Raises NotFound for one out of reach, Forbidden without the permission and for whoever it is about, VersionConflict
    when it moved on.
    """
    case = load_for_change(Case, case_id)
    if not within_reach(case, READ):
        raise NotFound(_("This does not exist, or no longer."))
    require(permission, store_id=case.store_id, owner_id=case.handler_id)
    require_another(NOT_ABOUT_ONESELF, permission, than=[case.concerned_id])
    return case if version is None else load_for_change(Case, case_id, version=version)


def within_reach(case: Case, permission: str) -> bool:
    """Whether whoever acts holds the permission for this complaint, as its handler or as who registered it too."""
    return allowed(permission, store_id=case.store_id, owner_id=case.handler_id) or allowed(
        permission, store_id=case.store_id, owner_id=case.registered_by_id
    )


def take(case: Case, step: Step) -> None:
    """Bring the complaint to the state after a step; raises Conflict where the step is not allowed."""
    after = state_after(case.state, step)
    if after is None:
        raise Conflict(_("This cannot be done with the complaint as it stands now."))
    case.state = after


def give(case: Case, member_id: int, *, text: str = "") -> None:
    """Hand the complaint to a member; raises Conflict for an ended one."""
    if state_after(case.state, Step.ASSIGN) is None:
        raise Conflict(_("This complaint is closed. Open it again to change it."))
    take(case, Step.ASSIGN)
    case.handler_id = member_id
    note(case, EventKind.ASSIGNED, text=text, member_id=member_id)


def note(case: Case, kind: EventKind, *, text: str = "", member_id: int | None = None) -> None:
    """Add a line to the complaint's history and to the audit."""
    actor = current_actor()
    session().flush()
    sealed = key_of("complaints_case", case.id).seal(NOTE, text) if text else None
    session().add(
        CaseEvent(
            case_id=case.id,
            kind=kind,
            state=case.state,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            member_id=member_id,
            sealed_note=sealed,
        )
    )
    detail: dict[str, object] = {"document_no": case.document_no, "state": case.state}
    if member_id is not None:
        detail["member_id"] = member_id
    record(f"complaints.case.{kind.value}", "complaints_case", case.id, detail=detail)
