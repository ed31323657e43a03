"""Which messages a customer was sent, and what became of them; never their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from saas.core.messaging.models import Message, MessageStatus
from saas.core.privacy.models import ContactChannel, ContactDecision
from saas.platform.database import Page, keyset_page, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.tenancy import current_tenant

GIVEN_UP = "given up"
_COLUMNS: Sequence[InstrumentedAttribute[Any]] = (
    Message.id, Message.customer_id, Message.contact_point_id, Message.channel, Message.purpose, Message.status,
    Message.created_at, Message.sent_at, Message.error, Message.job_id,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """A message without its words, as it stands now.

    error: why it did not go, a code. reasons, defer_until: of the contact gate's last answer.
    """

    id: int
    customer_id: int
    contact_point_id: int
    channel: ContactChannel
    purpose: str
    status: MessageStatus
    created_at: datetime
    sent_at: datetime | None
    error: str
    job_id: int | None
    reasons: Sequence[str]
    defer_until: datetime | None

    @property
    def stranded(self) -> bool:
        """Whether it will not go unless a person asks for it."""
        return self.status in (MessageStatus.FAILED, MessageStatus.DENIED)


def message_line(message_id: int) -> MessageLine:
    """One message; raises NotFound."""
    row = session().execute(_lines().where(Message.id == message_id)).one_or_none()
    if row is None:
        raise NotFound(_("This does not exist, or no longer."))
    return _as_they_stand([row])[0]


def message_lines(customer_id: int, *, before: datetime | None, limit: int) -> Sequence[MessageLine]:
    """The newest messages to a customer, older than `before` if given."""
    statement = _lines().where(Message.customer_id == customer_id)
    if before is not None:
        statement = statement.where(Message.created_at < before)
    newest = statement.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit)
    return _as_they_stand(session().execute(newest))


def message_page(customer_id: int, *, limit: int, after: str | None = None) -> Page[MessageLine]:
    """One page of the messages to a customer, the newest first. Raises Invalid for a forged cursor."""
    mine = _lines().where(Message.customer_id == customer_id)
    page = keyset_page(mine, keys=[Message.id], limit=limit, after=after, descending=True)
    return Page(rows=_as_they_stand(page.rows), after=page.after, before=page.before)


def _lines() -> Select[Any]:
    answered = and_(ContactDecision.tenant_id == Message.tenant_id, ContactDecision.id == Message.decision_id)
    return (
        select(*_COLUMNS, ContactDecision.reasons, ContactDecision.defer_until)
        .join(ContactDecision, answered)
        .where(Message.tenant_id == current_tenant())
    )


def _as_they_stand(rows: Iterable[Row[Any]]) -> list[MessageLine]:
    """The messages of some rows; one whose job has ended without sending it has failed, whatever its row says."""
    names = [*(column.key for column in _COLUMNS), "reasons", "defer_until"]
    lines = [MessageLine(**{name: getattr(row, name) for name in names}) for row in rows]
    ended = _ended([line.job_id for line in lines if line.status is MessageStatus.QUEUED and line.job_id])
    return [
        replace(line, status=MessageStatus.FAILED, error=GIVEN_UP)
        if line.status is MessageStatus.QUEUED and line.job_id in ended
        else line
        for line in lines
    ]


def _ended(job_ids: list[int]) -> set[int]:
    if not job_ids:
        return set()
    mine = (
        JobRow.tenant_id == current_tenant(),
        JobRow.id.in_(job_ids),
        JobRow.state.in_((JobState.FAILED, JobState.CANCELLED)),
    )
    return set(session().scalars(select(JobRow.id).where(*mine)))
