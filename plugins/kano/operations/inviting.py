"""Sending a study to single customers by mail, each with a link of their own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from plugins.kano.models import Invitation, Study, StudyState
from plugins.kano.permissions import SEND
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    Purpose,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    mail_customer,
    record,
    require,
    session,
    visible_customer,
)

MESSAGES = "messaging.message:send"
"""The core's right to write to customers: a study goes to none whom its sender could not write to."""
PLACE = "{link}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a customer reads. body: the address of their questionnaire takes the place of `{link}`."""

    subject: str
    body: str


def invite_customer(
    study_id: int, customer_id: int, letter: Letter, *, address: Callable[[str], str]
) -> Invitation:
    """Send a customer a study by mail, once, with a link of their own; address: where a token leads.

    The contact gate decides, as for every message. Raises Forbidden without the rights or where the gate denies,
    Conflict where it defers, the study takes no answers or the customer was sent it, NotFound, and Invalid for a text
    without the link and a customer out of reach or without an e-mail address.
    """
    require(SEND)
    if PLACE not in letter.body:
        raise Invalid("body", _("Write {link} where the link to the questionnaire shall stand."))
    customer = _customer(customer_id)
    # Locked, so that of two who send it to the same customer the second finds the first.
    study = load_for_change(Study, study_id)
    if study.state is not StudyState.COLLECTING:
        raise Conflict(_("This study takes no answers now."))
    if _is_invited(study_id, customer):
        raise Conflict(_("This customer was sent this study before."))
    token = secrets.token_urlsafe(24)
    body = letter.body.replace(PLACE, address(token))
    mail_customer(customer, Purpose.SURVEY, subject=letter.subject, body=body)
    made = Invitation(
        study_id=study_id, customer_id=customer, token=token, sent_by_id=current_actor().member_id
    )
    session().add(made)
    session().flush()
    record("kano.study.sent", "kano_study", study.id, detail={"document_no": study.document_no})
    return made


def _customer(customer_id: int) -> int:
    try:
        return visible_customer(customer_id, MESSAGES).id
    except NotFound as error:
        raise Invalid("customer_id", error.message) from None


def _is_invited(study_id: int, customer_id: int) -> bool:
    mine = (
        Invitation.tenant_id == current_tenant(),
        Invitation.study_id == study_id,
        Invitation.customer_id == customer_id,
    )
    return session().scalar(select(Invitation.id).where(*mine).limit(1)) is not None
