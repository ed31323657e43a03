"""What this room owes a person: the messages to them and their replies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from saas.core.contracts.duties import (
    EraseMode,
    ErasureReport,
    ExportFile,
    MergeReport,
    RetentionReport,
    Subject,
)
from saas.core.contracts.duty_rows import erase_rows, let_go, rows_of_subject
from saas.core.contracts.merging import move_rows, put_back
from saas.core.messaging.adapters import FILE_OWNER
from saas.core.messaging.models import Message, MessageReply, MessageStatus
from saas.platform.database import session
from saas.platform.files import Attachment, remove_file
from saas.platform.tenancy import current_tenant

NOBODYS = timedelta(days=90)
"""How long a reply of a number that is nobody's is kept; what it asked for, no messages, stays."""


def export(subject: Subject) -> Iterable[ExportFile]:
    """Every message and reply, opened."""
    return [*rows_of_subject(Message, subject), *rows_of_subject(MessageReply, subject)]


def erase(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Take the messages and replies or their text away; what was still to be sent is not."""
    mine = (Message.tenant_id == current_tenant(), Message.customer_id.in_(subject.ids))
    session().execute(
        update(Message)
        .where(*mine, Message.status == MessageStatus.QUEUED)
        .values(status=MessageStatus.DENIED, row_version=Message.row_version + 1)
        .execution_options(synchronize_session=False)
    )
    files = _drop_files(session().scalars(select(Message.id).where(*mine)).all())
    replies = erase_rows(MessageReply, subject, mode)
    messages = erase_rows(Message, subject, mode)
    return ErasureReport(
        deleted={**replies.deleted, **messages.deleted},
        anonymised={**replies.anonymised, **messages.anonymised},
        files=files,
    )


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the messages and replies."""
    messages = move_rows(Message, "customer_id", winner_id, loser_ids)
    return messages + move_rows(MessageReply, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Bring them back."""
    return put_back(report)


def apply_retention(at: datetime) -> RetentionReport:
    """Replies of numbers that are nobody's."""
    return let_go(MessageReply, MessageReply.customer_id.is_(None), MessageReply.received_at < at - NOBODYS)


def _drop_files(message_ids: Sequence[int]) -> int:
    kept = (
        session()
        .scalars(
            select(Attachment).where(
                Attachment.tenant_id == current_tenant(),
                Attachment.owner_type == FILE_OWNER,
                Attachment.owner_id.in_(message_ids),
            )
        )
        .all()
    )
    for file in kept:
        remove_file(file)
    session().flush()
    return len(kept)
