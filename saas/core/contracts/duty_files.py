"""What duties do with the files that are attached to rows: hand out, erase, let go."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, select

from saas.core.contracts.duties import ErasureReport, ExportFile, RetentionReport
from saas.core.contracts.duty_rows import MOST_AT_ONCE
from saas.platform.database import session
from saas.platform.files import Attachment, is_gone, open_file, remove_file
from saas.platform.i18n import LazyStr
from saas.platform.tenancy import TenantScoped, current_tenant


def files_of_rows(
    model: type[TenantScoped], owners: Select[int], *, title: LazyStr = ""
) -> Iterator[ExportFile]:
    """The files attached to rows of a table, each opened as it is handed out; owners: a query of the rows' ids."""
    for file in session().scalars(_files(model, owners)):
        if is_gone(file):
            continue
        with open_file(file) as content:
            yield ExportFile(
                name=f"{model.__tablename__}-{file.id}-{_plain(file.name)}",
                title=title or file.__title__,
                content=content.read(),
            )


def erase_files(model: type[TenantScoped], owners: Select[int]) -> ErasureReport:
    """Take away the files attached to rows of a table; owners: a query of the rows' ids, asked before these go."""
    return ErasureReport(files=_remove(_files(model, owners)))


def let_go_files(model: type[TenantScoped], owners: Select[int]) -> RetentionReport:
    """The same for retention, some thousand files at a time."""
    gone = _remove(_files(model, owners).limit(MOST_AT_ONCE))
    told = {Attachment.__tablename__: gone} if gone else {}
    return RetentionReport(deleted=told, more=gone == MOST_AT_ONCE)


def _files(model: type[TenantScoped], owners: Select[int]) -> Select[Attachment]:
    return (
        select(Attachment)
        .where(
            Attachment.tenant_id == current_tenant(),
            Attachment.owner_type == model.__tablename__,
            Attachment.owner_id.in_(owners),
        )
        .order_by(Attachment.id)
    )


def _remove(statement: Select[Attachment]) -> int:
    found = session().scalars(statement).all()
    for file in found:
        remove_file(file)
    session().flush()
    return len(found)


def _plain(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "." for letter in name)[-40:]
