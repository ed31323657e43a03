"""Which messages a customer was sent, and what became of them, never their text; and the templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from saas.core.messaging.adapters import FILE_OWNER
from saas.core.messaging.models import Message, MessageStatus, MessageTemplate, MessageTemplateVersion
from saas.core.privacy.models import ContactChannel, ContactDecision
from saas.platform.database import Page, keyset_page, session
from saas.platform.errors import Invalid, NotFound
from saas.platform.files import Attachment, open_file
from saas.platform.i18n import _
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.tenancy import current_tenant

GIVEN_UP = "given up"
_COLUMNS: Sequence[InstrumentedAttribute[Any]] = (
    Message.id, Message.customer_id, Message.contact_point_id, Message.channel, Message.purpose, Message.status,
    Message.created_at, Message.sent_at, Message.error, Message.job_id, Message.parts,
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
    parts: int
    reasons: Sequence[str]
    defer_until: datetime | None

    @property
    def stranded(self) -> bool:
        """Whether it will not go unless a person asks for it."""
        return self.status in (MessageStatus.FAILED, MessageStatus.REJECTED, MessageStatus.DENIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """A template with the words that hold. id: of the template; row_version: of its row."""

    id: int
    row_version: int
    code: str
    name: str
    channel: ContactChannel
    purpose: str
    retired: bool
    version: int
    version_id: int
    since: datetime
    subject_zh: str
    body_zh: str
    subject_en: str
    body_en: str


def template_page(*, limit: int, after: str | None = None, before: str | None = None) -> Page[TemplateText]:
    """One page of the templates, by their codes. Raises Invalid for a forged cursor."""
    page = keyset_page(_templates(), keys=[MessageTemplate.code], limit=limit, after=after, before=before)
    return Page(rows=[_template(row) for row in page.rows], after=page.after, before=page.before)


def offered_templates() -> list[TemplateText]:
    """The templates that can be sent, by their names; a group's few."""
    offered = _templates().where(~MessageTemplate.retired).order_by(MessageTemplate.name, MessageTemplate.id)
    return [_template(row) for row in session().execute(offered.limit(200))]


def template_text(template_id: int) -> TemplateText:
    """One template; raises NotFound."""
    row = session().execute(_templates().where(MessageTemplate.id == template_id)).one_or_none()
    if row is None:
        raise NotFound(_("This does not exist, or no longer."))
    return _template(row)


def current_template(code: str) -> TemplateText:
    """The template of a code; raises Invalid for an unknown and for a retired one."""
    row = session().execute(_templates().where(MessageTemplate.code == code)).one_or_none()
    if row is None or row.retired:
        raise Invalid("template", _("There is no such template."))
    return _template(row)


def message_line(message_id: int) -> MessageLine:
    """One message; raises NotFound."""
    row = session().execute(_lines().where(Message.id == message_id)).one_or_none()
    if row is None:
        raise NotFound(_("This does not exist, or no longer."))
    return _as_they_stand([row])[0]


def kept_text(message_id: int) -> str:
    """The text of a message that went nowhere but among our files, to try things out; empty for all others."""
    mine = select(Attachment).where(
        Attachment.tenant_id == current_tenant(),
        Attachment.owner_type == FILE_OWNER,
        Attachment.owner_id == message_id,
    )
    kept = session().scalars(mine.order_by(Attachment.id.desc()).limit(1)).first()
    if kept is None:
        return ""
    with open_file(kept) as file:
        return file.read().decode()


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


def _templates() -> Select[*tuple[Any, ...]]:
    words, one = MessageTemplateVersion, MessageTemplate
    newest = and_(words.tenant_id == one.tenant_id, words.template_id == one.id, words.version == one.version)
    return (
        select(
            one.id, one.row_version, one.code, one.name, one.channel, one.purpose, one.retired, one.version,
            words.id.label("version_id"), words.created_at.label("since"),
            words.subject_zh, words.body_zh, words.subject_en, words.body_en,
        )
        .join(words, newest)
        .where(one.tenant_id == current_tenant())
    )  # fmt: skip


def _template(row: Row[Any]) -> TemplateText:
    return TemplateText(**{field.name: getattr(row, field.name) for field in fields(TemplateText)})


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
