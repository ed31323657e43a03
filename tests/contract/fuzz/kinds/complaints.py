"""Complaints at each of their steps."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy import select

from plugins.complaints.models import Case, WaitReason
from plugins.complaints.operations import (
    CategoryDetails,
    Proposal,
    RuleDetails,
    acknowledge_case,
    add_category,
    add_evidence,
    add_rule,
    agree_solution,
    ask_third_party,
    assign_case,
    classify_case,
    close_case,
    confirm_case,
    investigate_case,
    offer_solutions,
    plan_task,
    propose_solution,
    settle_facts,
    wait_case,
)
from plugins.complaints.operations.implementing import tasks_of
from plugins.complaints.operations.intake import new_link_token
from plugins.complaints.operations.solving import options_of
from plugins.complaints.quality.models import IssueCase, IssueContact
from plugins.complaints.quality.states import IssueState
from plugins.complaints.queries import categories
from plugins.complaints.states import CaseState, ResultKind
from plugins.complaints.warning.states import AlertState
from plugins.complaints.work_models import (
    AgreedHow,
    CauseClass,
    ClosureOutcome,
    Finding,
    OptionState,
    SolutionOption,
)
from saas.core.organisation.models import Store
from saas.platform.clock import today
from saas.platform.database import load
from saas.platform.files import UploadedFile
from saas.platform.plugins import change_settings
from saas.platform.plugins.settings.storing import setting_row
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.contract.fuzz.worlds import switch
from tests.factories.complaints import COMPLAINTS, complaint
from tests.factories.quality import quality_issue
from tests.factories.warnings import alert


def _switched(scene: Scene, *, on: bool) -> str:
    switch(scene.world.group, COMPLAINTS, on=on)
    return COMPLAINTS


def _category(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return categories()[0].id


def _own_category(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return add_category(CategoryDetails(name_zh=f"{scene.word} {number()}", name_en="")).id


def _registered(scene: Scene, **who: Any) -> int:
    store, category = scene["store"], scene["category"]
    with scene.world.acting(scene.person):
        word = scene.word
        made = complaint(store, description=word, demand=word, model_text=word, category_id=category, **who)
        return made.id


def _case(scene: Scene) -> int:
    owner, car, heard_in = scene["customer"], scene["vehicle"], scene["task"]
    made = _registered(scene, customer_id=owner, task_id=heard_in, vehicle_id=car)
    with scene.world.acting(scene.person):
        assign_case(made, scene.person.member_id, text=scene.word)
    return made


def _of_a_stranger(scene: Scene) -> int:
    phone = f"{scene.world.words.phone}00001"
    return _registered(scene, complainant_name=scene.word, complainant_phone=phone)


def _classified(scene: Scene) -> int:
    made, category = _case(scene), scene["category"]
    with scene.world.acting(scene.person):
        acknowledge_case(made, text=scene.word)
        classify_case(made, category_id=category, severity=2, safety=False)
    return made


def _closed(scene: Scene) -> int:
    made = _classified(scene)
    with scene.world.acting(scene.person):
        close_case(made, result=ResultKind.WITHDRAWN, text=scene.word)
    return made


def _investigated(scene: Scene) -> int:
    made = _classified(scene)
    with scene.world.acting(scene.person):
        investigate_case(made)
    return made


def _asked(scene: Scene) -> int:
    made = _investigated(scene)
    with scene.world.acting(scene.person):
        day = today("Asia/Shanghai")
        ask_third_party(made, body=scene.word, question=scene.word, due_on=day)
    return made


def _verified(scene: Scene) -> int:
    made, word = _investigated(scene), scene.word
    with scene.world.acting(scene.person):
        settle_facts(made, facts=word, finding=Finding.VALID, cause=CauseClass.WORK, root_cause=word)
    return made


def _solution(scene: Scene, made: int, *, cost_fen: int) -> None:
    with scene.world.acting(scene.person):
        chosen = Proposal(kind=ResultKind.REFUNDED, text=scene.word, cost_fen=cost_fen)
        propose_solution(made, chosen)


def _proposed(scene: Scene) -> int:
    made = _verified(scene)
    _solution(scene, made, cost_fen=100)
    return made


def _waiting(scene: Scene) -> int:
    """A complaint whose solution somebody else proposed, and which is too dear."""
    made = _verified(scene)
    with scene.world.acting() as work:
        work.add(
            SolutionOption(case_id=made, kind=ResultKind.REFUNDED, text=scene.word, state=OptionState.WAITING)
        )
        load(Case, made).state = CaseState.APPROVAL
    return made


def _offered(scene: Scene) -> int:
    made = _proposed(scene)
    with scene.world.acting(scene.person):
        offer_solutions(made, text=scene.word)
    return made


def _option(scene: Scene, kind: str) -> int:
    made = scene[kind]
    with scene.world.acting(scene.person):
        return options_of(made)[0].id


def _agreed(scene: Scene) -> int:
    made = _offered(scene)
    with scene.world.acting(scene.person):
        agree_solution(made, option_id=options_of(made)[0].id, how=AgreedHow.PHONE)
    return made


def _planned(scene: Scene) -> int:
    made = _agreed(scene)
    with scene.world.acting(scene.person):
        day = today("Asia/Shanghai")
        plan_task(made, what=scene.word, assignee_id=scene.person.member_id, due_on=day)
    return made


def _case_task(scene: Scene) -> int:
    made = scene["planned_case"]
    with scene.world.acting(scene.person):
        return tasks_of(made)[0].id


def _resolved(scene: Scene) -> int:
    """A complaint that somebody else handled."""
    made = _classified(scene)
    with scene.world.acting(scene.person):
        close_case(made, result=ResultKind.EXPLAINED, text=scene.word)
    with scene.world.acting():
        case = load(Case, made)
        case.handler_id = case.resolved_by_id = None
    return made


def _confirmed(scene: Scene) -> int:
    made = _resolved(scene)
    with scene.world.acting(scene.person):
        confirm_case(made, outcome=ClosureOutcome.SATISFIED, mark=5)
    return made


def _held(scene: Scene) -> int:
    made = _classified(scene)
    with scene.world.acting(scene.person):
        wait_case(made, reason=WaitReason.PART, text=scene.word)
    return made


def _evidence(scene: Scene) -> int:
    made = scene["case"]
    with scene.world.acting(scene.person):
        upload = UploadedFile(
            stream=io.BytesIO(f"{scene.word} {number()}".encode()), name=f"{scene.word}.txt"
        )
        return add_evidence(made, upload).id


def _rule(scene: Scene) -> int:
    category = _own_category(scene)
    with scene.world.acting(scene.person):
        return add_rule(RuleDetails(category_id=category)).id


def _settings(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        # Another value than the route's, so that something is changed each time.
        change_settings(COMPLAINTS, {"acknowledge_minutes": 60 + number() % 60})
        row = setting_row(COMPLAINTS, None)
        assert row is not None
        return row.id


def _form_code(scene: Scene) -> str:
    """The code of a store whose form is open to customers."""
    at = scene["store"]
    with scene.world.acting():
        change_settings(COMPLAINTS, {"public_form": True}, store_id=at)
        return load(Store, at).code


def _own_page(scene: Scene, of: str = "strangers_case") -> str:
    made = scene[of]
    with scene.world.acting():
        token = new_link_token()
        load(Case, made).link_token = token
        return token


def _alert(scene: Scene, state: AlertState = AlertState.OPEN) -> int:
    store, counted = scene["store"], scene["case"]
    with scene.world.acting(scene.person):
        # Each is of another scope: two of one do not run beside each other.
        named = f"{scene.word} {number()}"
        return alert(store, case_id=counted, text=scene.word, model=named, state=state).id


def _issue(scene: Scene, state: IssueState = IssueState.CONFIRMED) -> int:
    store, shown = scene["store"], scene["case"]
    with scene.world.acting(scene.person):
        return quality_issue(store, shown, text=scene.word, state=state).id


def _contact(scene: Scene) -> int:
    made = scene["issue"]
    with scene.world.acting() as work:
        return work.scalars(select(IssueContact.id).where(IssueContact.issue_id == made)).one()


def _added_case(scene: Scene) -> int:
    """A complaint that belongs to the issue beside the first one."""
    made, case = scene["issue"], scene["classified_case"]
    with scene.world.acting() as work:
        work.add(IssueCase(issue_id=made, case_id=case))
    return case


def _number_of_case(scene: Scene) -> str:
    made = scene["case"]
    with scene.world.acting():
        return load(Case, made).document_no


KINDS = {
    "issue": Kind(_issue, "complaints_quality_issue"),
    "analysed_issue": Kind(lambda scene: _issue(scene, IssueState.ANALYSED), "complaints_quality_issue"),
    "implementing_issue": Kind(
        lambda scene: _issue(scene, IssueState.IMPLEMENTING), "complaints_quality_issue"
    ),
    "tracking_issue": Kind(lambda scene: _issue(scene, IssueState.TRACKING), "complaints_quality_issue"),
    "closed_issue": Kind(lambda scene: _issue(scene, IssueState.CLOSED), "complaints_quality_issue"),
    "issue_contact": Kind(_contact),
    "added_case": Kind(_added_case),
    "case_number": Kind(_number_of_case, missing="TS-NONE"),
    "alert": Kind(_alert, "complaints_alert"),
    "confirmed_alert": Kind(lambda scene: _alert(scene, AlertState.CONFIRMED), "complaints_alert"),
    "complaint_settings": Kind(_settings, table="plugin_setting", missing="nothing"),
    "complaints_on": Kind(lambda scene: _switched(scene, on=True), missing="nothing"),
    "category": Kind(_category, "complaints_category"),
    "own_category": Kind(_own_category, "complaints_category"),
    "case": Kind(_case, "complaints_case"),
    "strangers_case": Kind(_of_a_stranger, "complaints_case"),
    "classified_case": Kind(_classified, "complaints_case"),
    "closed_case": Kind(_closed, "complaints_case"),
    "investigated_case": Kind(_investigated, "complaints_case"),
    "asked_case": Kind(_asked, "complaints_case"),
    "verified_case": Kind(_verified, "complaints_case"),
    "proposed_case": Kind(_proposed, "complaints_case"),
    "waiting_case": Kind(_waiting, "complaints_case"),
    "waiting_option": Kind(lambda scene: _option(scene, "waiting_case"), "complaints_option"),
    "offered_case": Kind(_offered, "complaints_case"),
    "offered_option": Kind(lambda scene: _option(scene, "offered_case"), "complaints_option"),
    "agreed_case": Kind(_agreed, "complaints_case"),
    "planned_case": Kind(_planned, "complaints_case"),
    "case_task": Kind(_case_task, "complaints_task"),
    "resolved_case": Kind(_resolved, "complaints_case"),
    "confirmed_case": Kind(_confirmed, "complaints_case"),
    "held_case": Kind(_held, "complaints_case"),
    "evidence": Kind(_evidence, "attachment"),
    "form_code": Kind(_form_code, missing="nothing"),
    "own_page": Kind(_own_page, missing="nothing"),
    "offered_page": Kind(lambda scene: _own_page(scene, "offered_case"), missing="nothing"),
    "complaint_rule": Kind(_rule, "complaints_rule"),
}
