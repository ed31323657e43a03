"""Files that belong to a row: papers, pictures, recordings and documents, seen by whoever may see the row."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from saas.platform.database import session
from saas.platform.errors import Conflict, NotFound
from saas.platform.files.kinds import CSV, DOCX, IMAGES, PDF, RECORDINGS, TEXT, XLSX
from saas.platform.files.models import Attachment
from saas.platform.files.operations import remove_file, store_file
from saas.platform.i18n import _
from saas.platform.tenancy import TenantScoped, current_tenant


class FileKind(StrEnum):
    """What sort of file is taken; a file's content decides which it is, not its name."""

    PICTURE = "picture"
    """PNG, JPEG, GIF or WebP; kept as drawn anew, without place and time."""
    PAPER = "paper"
    """PDF."""
    RECORDING = "recording"
    """WAV, MP3, Ogg or MP4."""
    DOCUMENT = "document"
    """A text document or table: DOCX, XLSX, CSV, plain text."""


_MIMES: Final = {
    FileKind.PICTURE: IMAGES,
    FileKind.PAPER: frozenset({PDF}),
    FileKind.RECORDING: RECORDINGS,
    FileKind.DOCUMENT: frozenset({DOCX, XLSX, CSV, TEXT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRules:
    """What may be attached to a row."""

    kinds: tuple[FileKind, ...] = (FileKind.PICTURE, FileKind.PAPER)
    """Which sorts are taken."""
    most_bytes: int = 10 * 1024 * 1024
    """How long one file may be."""
    most_files: int = 10
    """How many a row may have."""

    @property
    def mimes(self) -> frozenset[str]:
        """The MIME types of the kinds."""
        return frozenset().union(*(_MIMES[kind] for kind in self.kinds))


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file as it comes in with a form or a request."""

    stream: IO[bytes]
    """The bytes, from where it stands to the end."""
    name: str
    """As the person's machine called it."""


def attach_file(owner: TenantScoped, upload: UploadedFile, rules: FileRules) -> Attachment:
    """Keep a file with a row that has been flushed; its kind is judged by its content, its bytes are sealed.

    The caller has checked the right over the row and holds its lock, so that two uploads cannot both be the last.
    Raises Invalid at `file` for one that is empty, too long, damaged or of another kind, Conflict when the row has as
    many as it may have.
    """
    if owner.id is None:
        raise ValueError("flush the row before a file is attached to it")
    mine = select(func.count()).select_from(Attachment).where(*_of(type(owner), [owner.id]))
    if session().execute(mine).scalar_one() >= rules.most_files:
        raise Conflict(_("No more than %(n)d files can be attached here.", n=rules.most_files))
    stored = store_file(
        upload.stream,
        name=upload.name,
        owner_type=owner.__tablename__,
        owner_id=owner.id,
        accepted=rules.mimes,
        most_bytes=rules.most_bytes,
    )
    session().flush()
    return stored


def attached_files(model: type[TenantScoped], owner_ids: Collection[int]) -> dict[int, list[Attachment]]:
    """The files of rows of a table by the rows' ids, the oldest first, in one statement; rows without any have none."""
    found: dict[int, list[Attachment]] = {}
    if not owner_ids:
        return found
    for file in session().scalars(select(Attachment).where(*_of(model, owner_ids)).order_by(Attachment.id)):
        found.setdefault(file.owner_id or 0, []).append(file)
    return found


def attached_file(owner: TenantScoped, file_id: int) -> Attachment:
    """One file of a row; raises NotFound for a file of another row, another group, or none, all alike."""
    mine = select(Attachment).where(*_of(type(owner), [owner.id]), Attachment.id == file_id)
    found = session().scalar(mine)
    if found is None:
        raise NotFound(_("This file is no longer there."))
    return found


def detach_file(owner: TenantScoped, file_id: int) -> None:
    """Take a file away from its row; its bytes go with the next sweep. Raises as `attached_file`."""
    remove_file(attached_file(owner, file_id))
    session().flush()


def detach_files(owner: TenantScoped) -> int:
    """Take all files away from a row that is about to be deleted; how many."""
    gone = attached_files(type(owner), [owner.id]).get(owner.id, [])
    for file in gone:
        remove_file(file)
    session().flush()
    return len(gone)


def files_used_before(model: type[TenantScoped], owner_ids: Collection[int]) -> dict[int, set[int]]:
    """For files of these rows, by file id, the ids of other rows of the table that have a file of the same content.

    Content counts, not names: the same picture under another name is found. Files that were used nowhere else are
    left out.
    """
    found: dict[int, set[int]] = {}
    if not owner_ids:
        return found
    other = aliased(Attachment)
    again = (
        select(Attachment.id, other.owner_id)
        .join(
            other,
            (other.tenant_id == Attachment.tenant_id)
            & (other.sha256 == Attachment.sha256)
            & (other.owner_type == Attachment.owner_type)
            & (other.owner_id != Attachment.owner_id),
        )
        .where(*_of(model, owner_ids))
    )
    for file_id, row_id in session().execute(again):
        found.setdefault(file_id, set()).add(row_id or 0)
    return found


def _of(model: type[TenantScoped], owner_ids: Iterable[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Attachment.tenant_id == current_tenant(),
        Attachment.owner_type == model.__tablename__,
        Attachment.owner_id.in_(owner_ids),
    )
