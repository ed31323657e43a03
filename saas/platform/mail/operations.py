"""Write a message, send those that wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog
from flask import Flask, current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from saas.config import Settings
from saas.platform.clock import now
from saas.platform.database import global_session, session
from saas.platform.i18n import locale_context
from saas.platform.mail.models import MailMessage, MailStatus
from saas.platform.mail.smtp import MOST_ATTEMPTS, Failure, Letter, deliver, pause_after
from saas.platform.tenancy.scoping import TenantSession

log = structlog.get_logger(__name__)

_NEW = "mail_is_new"
_WAKE = "saas_mail_wake"


class NoSubject(ValueError):
    """A mail template does not begin with `Subject: …` and an empty line: a defect of the template."""


def send_mail(to: str, template: str, context: Mapping[str, object], locale: str) -> MailMessage:
    """Write a message to a person of the staff; it is sent after the commit, or never if there is none.

    to: the address. template: `<package>/mail/<name>` without ending; `<template>.txt` begins with `Subject: …` and an
    empty line, the HTML form is made of the same text. locale: of the recipient. Without a mail server the message
    stays in the development mailbox. Raises NoSubject.
    """
    with locale_context(locale):
        subject, text = _split(_rendered(f"{template}.txt", context), template)
        shown = {"subject": subject, "paragraphs": text.split("\n\n"), "locale": locale}
        html = _rendered("mail/message.html", shown)
    waits = bool(_settings().smtp_url)
    message = MailMessage(
        template=template,
        locale=locale,
        recipient=to,
        subject=subject,
        text=text,
        html=html,
        status=MailStatus.WAITING if waits else MailStatus.KEPT,
    )
    work = session()
    work.add(message)
    if waits:
        work.info[_NEW] = True
    return message


def deliver_mail(message_id: int) -> MailStatus:
    """Send one message if it still waits, and note what became of it; another process may be at it, then nothing is done."""
    with global_session() as work:
        statement = select(MailMessage).where(
            MailMessage.id == message_id, MailMessage.status == MailStatus.WAITING
        )
        message = work.scalars(statement.with_for_update(skip_locked=True)).one_or_none()
        if message is None:
            return MailStatus.SENT
        _try(message)
        return message.status


def deliver_waiting() -> dict[str, int]:
    """Send all messages that are due, each in a transaction of its own; returns how many were sent and how many wait on."""
    counts = {"sent": 0, "not_sent": 0}
    for message_id in _due():
        status = deliver_mail(message_id)
        counts["sent" if status is MailStatus.SENT else "not_sent"] += 1
    return counts


def wake_by(app: Flask, wake: Callable[[], None]) -> None:
    """Have `wake` called after each commit that leaves new messages; it asks for the job that sends them."""
    app.extensions[_WAKE] = wake


def _due() -> list[int]:
    with global_session() as work:
        due = select(MailMessage.id).where(
            MailMessage.status == MailStatus.WAITING, MailMessage.next_attempt_at <= now()
        )
        return list(work.scalars(due.order_by(MailMessage.id).limit(200)))


def _try(message: MailMessage) -> None:
    message.attempts += 1
    letter = Letter(
        number=message.id,
        to=message.recipient,
        subject=message.subject,
        text=message.text or "",
        html=message.html or "",
    )
    failure = deliver(_settings(), letter)
    if failure is None:
        message.status, message.sent_at, message.problem = MailStatus.SENT, now(), ""
        _empty(message)
    else:
        _note_failure(message, failure)


def _note_failure(message: MailMessage, failure: Failure) -> None:
    message.problem = failure.problem
    log.warning("mail_not_sent", message_id=message.id, attempt=message.attempts, problem=failure.problem)
    if failure.final or message.attempts >= MOST_ATTEMPTS:
        message.status = MailStatus.FAILED
        _empty(message)
        return
    message.next_attempt_at = now() + pause_after(message.attempts)


def _empty(message: MailMessage) -> None:
    # Links of invitation and reset are in the text; nobody needs them here any more.
    message.text = message.html = None


def _rendered(template: str, context: Mapping[str, object]) -> str:
    # Without the context that pages have: mail is also written by jobs and commands, where nobody asks.
    return current_app.jinja_env.get_template(template).render(context)


def _split(rendered: str, template: str) -> tuple[str, str]:
    head, _empty_line, text = rendered.strip().partition("\n\n")
    if not head.startswith("Subject: ") or "\n" in head:
        raise NoSubject(f"{template}.txt must begin with `Subject: …` and an empty line")
    return head.removeprefix("Subject: ").strip(), text.strip() + "\n"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["saas_settings"]
    return settings


@event.listens_for(TenantSession, "after_commit")
def _wake_after_commit(work: Session) -> None:
    # Also fires when a savepoint is released; the message is not there for others yet.
    if work.in_nested_transaction() or not work.info.pop(_NEW, False):
        return
    wake = current_app.extensions.get(_WAKE)
    if wake is not None:
        wake()
