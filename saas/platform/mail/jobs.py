"""Background work of mail."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.database import unit_of_work
from saas.platform.jobs import PLATFORM, enqueue
from saas.platform.mail.operations import deliver_waiting
from saas.platform.tenancy import tenant_context

log = structlog.get_logger(__name__)


def send(period: str = "") -> dict[str, int]:  # noqa: ARG001  # a schedule says for when it is, a wake-up does not
    """Send all messages that are due."""
    return deliver_waiting()


def ask_to_send() -> None:
    """Ask for the job, in a transaction of its own; messages may belong to no group, so it is the platform's."""
    try:
        with tenant_context(PLATFORM), unit_of_work():
            enqueue("mail.send", {}, dedupe="new")
    except SQLAlchemyError as error:
        # The messages are committed and wait; the minute's schedule finds them.
        log.warning("mail_not_woken", reason=type(error).__name__)
