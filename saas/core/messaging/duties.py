"""What this room owes a person: the messages to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import update

from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, MergeReport, Subject
from saas.core.contracts.duty_rows import erase_rows, rows_of_subject
from saas.core.contracts.merging import move_rows, put_back
from saas.core.messaging.models import Message, MessageStatus
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


def export(subject: Subject) -> Iterable[ExportFile]:
    """Every message, opened."""
    return rows_of_subject(Message, subject)


def erase(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Take the messages or their text away; what was still to be sent is not."""
    waiting = (
        Message.tenant_id == current_tenant(),
        Message.customer_id.in_(subject.ids),
        Message.status == MessageStatus.QUEUED,
    )
    session().execute(
        update(Message)
        .where(*waiting)
        .values(status=MessageStatus.DENIED, row_version=Message.row_version + 1)
        .execution_options(synchronize_session=False)
    )
    return erase_rows(Message, subject, mode)


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the messages."""
    return move_rows(Message, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Bring them back."""
    return put_back(report)
