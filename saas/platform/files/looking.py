"""What comes in, looked at before it is kept: kind by content, archives by their directory, pictures drawn anew."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from saas.platform.errors import Invalid
from saas.platform.files.archives import ArchiveFault, ArchiveRefused, kind_of_archive, open_archive
from saas.platform.files.kinds import DOCX, IMAGES, LOOKED_AT, XLSX, ZIP, kind_of
from saas.platform.files.pictures import MOST_PICTURE_BYTES, redrawn
from saas.platform.files.sealing import CHUNK
from saas.platform.i18n import _, _l

_ARCHIVES: Final = frozenset({ZIP, XLSX, DOCX})
_IN_MEMORY: Final = 8 * 1024 * 1024
_WORDS: Final = {
    ArchiveFault.DAMAGED: _l("This file is damaged. Save it again and send it."),
    ArchiveFault.ENCRYPTED: _l("This file has a password. Save it without one."),
    ArchiveFault.ACTIVE: _l("This file has macros or links to other files. Save it without them."),
    ArchiveFault.TOO_LARGE: _l("This file unfolds to too much."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file that may be kept: its MIME type, what was read of it already, and the rest, to be closed where it is ours."""

    kind: str
    head: bytes
    rest: IO[bytes]


def look_at(stream: IO[bytes], name: str, *, accepted: Collection[str], most_bytes: int) -> Looked:
    """Judge a file by its content; raises Invalid at `file` for an empty, unaccepted, hostile or damaged one.

    stream: read from where it stands; an archive from its beginning. accepted: MIME types. most_bytes: how long a
    picture or archive may be; of others whoever reads the rest counts the bytes.
    """
    head = _head(stream)
    if not head:
        raise Invalid("file", _("This file is empty."))
    kind = kind_of(head, name)
    if kind in _ARCHIVES:
        whole = _whole(stream, head, most_bytes)
        looked = Looked(kind=_archive_kind(whole), head=b"", rest=whole)
    else:
        looked = Looked(kind=kind, head=head, rest=stream)
    if looked.kind not in accepted:
        raise Invalid("file", _("This kind of file is not accepted here (%(kind)s).", kind=looked.kind))
    return _redrawn(looked, most_bytes) if kind in IMAGES else looked


def too_large(most_bytes: int) -> Invalid:
    """The refusal of a file that is longer than it may be."""
    megabytes = max(most_bytes // (1024 * 1024), 1)
    return Invalid("file", _("This file is larger than %(megabytes)s MB.", megabytes=megabytes))


def _head(stream: IO[bytes]) -> bytes:
    head = b""
    # A stream may give less than it is asked for.
    while len(head) < LOOKED_AT and (piece := stream.read(LOOKED_AT - len(head))):
        head += piece
    return head


def _whole(stream: IO[bytes], head: bytes, most_bytes: int) -> IO[bytes]:
    """The whole file, at its beginning: an archive's directory stands at its end."""
    if stream.seekable():
        stream.seek(0)
        return stream
    copy = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - whoever reads it to its end closes it
    piece = head
    while piece:
        copy.write(piece)
        if copy.tell() > most_bytes:
            copy.close()
            raise too_large(most_bytes)
        piece = stream.read(CHUNK)
    copy.seek(0)
    return copy


def _archive_kind(whole: IO[bytes]) -> str:
    try:
        # A zip file that was given a stream leaves it open.
        with open_archive(whole) as archive:
            kind = kind_of_archive(archive)
    except ArchiveRefused as refused:
        raise Invalid("file", str(_WORDS[refused.fault])) from None
    whole.seek(0)
    return kind


def _redrawn(looked: Looked, most_bytes: int) -> Looked:
    most = min(most_bytes, MOST_PICTURE_BYTES)
    content = looked.head + looked.rest.read(most - len(looked.head) + 1)
    if len(content) > most:
        raise too_large(most)
    return Looked(kind=looked.kind, head=b"", rest=io.BytesIO(redrawn(content, looked.kind)))
