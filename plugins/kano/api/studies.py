"""Studies over the API, from the draft to the archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.kano import operations
from plugins.kano.api.blueprint import api
from plugins.kano.links import questionnaire_link
from plugins.kano.models import Invitation, Study, StudyFactor
from plugins.kano.operations import Letter, Pair, StudyDetails
from plugins.kano.permissions import ENTER, PUBLISH, READ, SEND, WRITE
from plugins.kano.queries import StudyFilter, studies_page, study_by_id, study_factors
from plugins.kano.schemas import (
    KanoAnswersSchema,
    KanoInvitationOut,
    KanoKeptSchema,
    KanoLetterSchema,
    KanoQuestionsSchema,
    KanoStudyFactorOut,
    KanoStudyOut,
    KanoStudyQuery,
    KanoStudySchema,
    KanoWholeStudyOut,
)
from saas.plugin_api import Page, expected_version, listed, page_of, requires, tell_version


@api.get("/studies")
@api.arguments(KanoStudyQuery, location="query")
@api.response(200, page_of(KanoStudyOut))
@requires(READ)
def list_studies(query: dict[str, Any]) -> dict[str, object]:
    """List studies, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = studies_page(StudyFilter(**query), limit=limit, after=after)
    return listed(Page(rows=[row.Study for row in page.rows], after=page.after, before=page.before))


@api.post("/studies")
@api.arguments(KanoStudySchema)
@api.response(201, KanoWholeStudyOut)
@requires(WRITE)
def create_study(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Prepare a study as a draft, with generated questions."""
    return told_study(operations.create_study(StudyDetails(**body)))


@api.get("/studies/<int:study_id>")
@api.response(200, KanoWholeStudyOut)
@requires(READ)
def read_study(study_id: int) -> Mapping[str, Any]:
    """Show one study with its questions and decisions."""
    return told_study(study_by_id(study_id))


@api.put("/studies/<int:study_id>")
@api.arguments(KanoStudySchema)
@api.response(200, KanoWholeStudyOut)
@requires(WRITE)
def change_study(body: Mapping[str, Any], study_id: int) -> Mapping[str, Any]:
    """Change a draft."""
    return told_study(operations.change_study(study_id, StudyDetails(**body), version=expected_version()))


@api.put("/questions/<int:study_factor_id>")
@api.arguments(KanoQuestionsSchema)
@api.response(200, KanoStudyFactorOut)
@requires(WRITE)
def change_questions(body: Mapping[str, Any], study_factor_id: int) -> StudyFactor:
    """Reword the pair of questions about a factor of a draft."""
    texts = operations.QuestionTexts(**body)
    factor = operations.change_questions(study_factor_id, texts, version=expected_version())
    tell_version(factor)
    return factor


@api.post("/studies/<int:study_id>/open")
@api.response(200, KanoWholeStudyOut)
@requires(WRITE)
def open_study(study_id: int) -> Mapping[str, Any]:
    """Let a study be answered."""
    return told_study(operations.open_study(study_id))


@api.post("/studies/<int:study_id>/close")
@api.response(200, KanoWholeStudyOut)
@requires(WRITE)
def close_study(study_id: int) -> Mapping[str, Any]:
    """Take no more answers."""
    return told_study(operations.close_study(study_id))


@api.post("/studies/<int:study_id>/reopen")
@api.response(200, KanoWholeStudyOut)
@requires(WRITE)
def reopen_study(study_id: int) -> Mapping[str, Any]:
    """Take answers again, before the analysis."""
    return told_study(operations.reopen_study(study_id))


@api.post("/studies/<int:study_id>/analyse")
@api.response(202, KanoWholeStudyOut)
@requires(WRITE)
def analyse_study(study_id: int) -> Mapping[str, Any]:
    """Ask for the analysis of a closed study; its result stands below results when it is done."""
    return told_study(operations.ask_for_analysis(study_id))


@api.post("/studies/<int:study_id>/publish")
@api.response(200, KanoWholeStudyOut)
@requires(PUBLISH)
def publish_study(study_id: int) -> Mapping[str, Any]:
    """Let result and decisions stand."""
    return told_study(operations.publish_study(study_id))


@api.post("/studies/<int:study_id>/archive")
@api.response(200, KanoWholeStudyOut)
@requires(WRITE)
def archive_study(study_id: int) -> Mapping[str, Any]:
    """Take a study out of use."""
    return told_study(operations.archive_study(study_id))


@api.post("/studies/<int:study_id>/answers")
@api.arguments(KanoAnswersSchema)
@api.response(200, KanoKeptSchema)
@requires(ENTER)
def enter_answers(body: Mapping[str, Any], study_id: int) -> Mapping[str, bool]:
    """Keep a respondent's answers; the same submission again changes nothing."""
    made = operations.enter_answers(
        study_id,
        body["mode"],
        body["submission"],
        [Pair(**pair) for pair in body["pairs"]],
        customer_id=body["customer_id"],
        store_id=body["store_id"],
    )
    return {"new": made is not None}


@api.post("/studies/<int:study_id>/invitations")
@api.arguments(KanoLetterSchema)
@api.response(201, KanoInvitationOut)
@requires(SEND)
def invite_customer(body: Mapping[str, Any], study_id: int) -> Invitation:
    """Send a customer a study by mail, with a link of their own; the contact gate decides."""
    letter = Letter(subject=body["subject"], body=body["body"])
    return operations.invite_customer(study_id, body["customer_id"], letter, address=questionnaire_link)


def told_study(study: Study) -> Mapping[str, Any]:
    """A study with its factors, its version in the header."""
    tell_version(study)
    names = [name for name in KanoStudyOut().fields if hasattr(study, name)]
    factors = [row.StudyFactor for row in study_factors(study.id)]
    return {name: getattr(study, name) for name in names} | {"factors": factors}
