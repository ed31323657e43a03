"""Taking answers: from whoever has the link, and from staff who ask a customer; each questionnaire once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from plugins.kano.models import Answers, Invitation, Mode, Response, Study, StudyFactor, StudyState
from plugins.kano.permissions import ENTER
from saas.plugin_api import (
    Conflict,
    ContactChannel,
    Forbidden,
    GateResult,
    Invalid,
    NotFound,
    Purpose,
    Store,
    _,
    begin_contact,
    current_actor,
    current_tenant,
    load,
    now,
    reasons_in_words,
    record,
    require,
    session,
    visible_customer,
)

_CHANNELS = {Mode.PHONE: ContactChannel.PHONE, Mode.EMAIL: ContactChannel.EMAIL}
"""The ways in which the group goes to the customer; who comes to us, or stands before us, is not contacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Both answers about a factor, from 1 (like) on. importance: from 1 to 9, None where it was not told."""

    study_factor_id: int
    functional: int
    dysfunctional: int
    importance: int | None = None


def new_submission() -> str:
    """What names a questionnaire that is being filled in, so that what is sent twice counts once."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A questionnaire that a link opens. invitation: whose link it is, none where it is everybody's."""

    study: Study
    invitation: Invitation | None = None

    @property
    def named(self) -> bool:
        """Whether it is kept who answers."""
        return self.study.named and self.invitation is not None


def find_questionnaire(token: str) -> Questionnaire:
    """What a link opens, everybody's or a customer's own; raises NotFound for any that is not open, whyever."""
    invitation = session().scalar(
        select(Invitation).where(Invitation.tenant_id == current_tenant(), Invitation.token == token)
    )
    link = (
        (Study.link_token == token, Study.by_link)
        if invitation is None
        else (Study.id == invitation.study_id,)
    )
    # Held so that nobody closes the study between this look and the answers.
    mine = select(Study).where(Study.tenant_id == current_tenant(), *link).with_for_update(read=True)
    study = session().scalar(mine)
    if study is None or study.state is not StudyState.COLLECTING or (invitation and invitation.answered):
        raise NotFound(_("This questionnaire is not open, or no longer."))
    return Questionnaire(study=study, invitation=invitation)


def send_answers(token: str, submission: str, pairs: Sequence[Pair]) -> bool:
    """Keep what somebody answered by a link; whether it was new. A personal link takes answers once.

    Raises NotFound for a questionnaire that is not open, Invalid for half an answer.
    """
    opened = find_questionnaire(token)
    told = Response(mode=Mode.LINK, submission=submission)
    if opened.invitation is not None:
        _answered(opened.invitation)
        told.customer_id = opened.invitation.customer_id if opened.named else None
    return _keep(opened.study, told, pairs) is not None


def _answered(invitation: Invitation) -> None:
    # Of two who send the same link at once the second waits here, and finds it answered.
    session().refresh(invitation, with_for_update=True)
    if invitation.answered:
        raise NotFound(_("This questionnaire is not open, or no longer."))
    invitation.answered = True


def enter_answers(
    study_id: int,
    mode: Mode,
    submission: str,
    pairs: Sequence[Pair],
    *,
    customer_id: int | None = None,
    store_id: int | None = None,
) -> Response | None:
    """Keep what a customer told staff; None where this questionnaire was entered before.

    A customer who is named and asked by telephone or mail is one who may be: the contact gate decides. Raises Forbidden
    without the right or where the gate denies, NotFound, Conflict where the study is not open, Invalid for half an answer and
    for a customer or store out of reach.
    """
    require(ENTER)
    if customer_id is not None:
        _ask_gate(_customer(customer_id), mode)
    _check_store(store_id)
    study = _held(study_id)
    if study.state is not StudyState.COLLECTING:
        raise Conflict(_("This study takes no answers now."))
    told = Response(
        mode=mode,
        submission=submission,
        customer_id=customer_id,
        store_id=store_id,
        entered_by_id=current_actor().member_id,
    )
    made = _keep(study, told, pairs)
    if made is not None:
        detail = {"document_no": study.document_no, "mode": mode}
        record("kano.response.entered", "kano_study", study.id, detail=detail)
    return made


def _customer(customer_id: int) -> int:
    try:
        return visible_customer(customer_id, "customers.customer:read").id
    except NotFound as error:
        raise Invalid("customer_id", error.message) from None


def _check_store(store_id: int | None) -> None:
    try:
        if store_id is not None:
            load(Store, store_id)
    except NotFound as error:
        raise Invalid("store_id", error.message) from None


def _ask_gate(customer_id: int, mode: Mode) -> None:
    if mode not in _CHANNELS:
        return
    decision = begin_contact(customer_id, Purpose.SURVEY, _CHANNELS[mode], module="kano")
    if decision.result is GateResult.DENY:
        raise Forbidden(reasons_in_words(decision.reasons))


def _held(study_id: int) -> Study:
    mine = (Study.tenant_id == current_tenant(), Study.id == study_id)
    study = session().scalar(select(Study).where(*mine).with_for_update(read=True))
    if study is None:
        raise NotFound(_("This does not exist, or no longer."))
    return study


def _keep(study: Study, told: Response, pairs: Sequence[Pair]) -> Response | None:
    _check(study, pairs)
    values = {
        "tenant_id": current_tenant(),
        "study_id": study.id,
        "mode": told.mode,
        "submission": told.submission,
        "customer_id": told.customer_id,
        "store_id": told.store_id,
        "entered_by_id": told.entered_by_id,
        "answered_at": now(),
    }
    # One statement, so that of two who send the same questionnaire at once the second finds the first.
    once = insert(Response).values(values).on_conflict_do_nothing().returning(Response.id)
    response_id = session().scalar(once)
    if response_id is None:
        return None
    session().add_all(_answers(response_id, pairs))
    session().flush()
    return load(Response, response_id)


def _answers(response_id: int, pairs: Sequence[Pair]) -> list[Answers]:
    return [
        Answers(
            response_id=response_id,
            study_factor_id=pair.study_factor_id,
            functional=pair.functional,
            dysfunctional=pair.dysfunctional,
            importance=pair.importance,
        )
        for pair in pairs
    ]


def _check(study: Study, pairs: Sequence[Pair]) -> None:
    """Every factor of the study once, both answers among those that its table has."""
    known = _factor_ids(study)
    given: Mapping[int, Pair] = {pair.study_factor_id: pair for pair in pairs}
    if len(given) != len(pairs) or not given.keys() <= known:
        raise Invalid("", _("These answers are to other questions. Reload the questionnaire."))
    if known - given.keys():
        raise Invalid("", _("Answer both questions about every factor."))
    highest = len(study.table_cells)
    for pair in pairs:
        if not (1 <= pair.functional <= highest and 1 <= pair.dysfunctional <= highest):
            raise Invalid("", _("The questionnaire does not have this answer."))


def _factor_ids(study: Study) -> set[int]:
    mine = (StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study.id)
    return set(session().scalars(select(StudyFactor.id).where(*mine)))
