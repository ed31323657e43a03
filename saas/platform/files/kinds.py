"""What a file is, told by its first bytes; its name and what the browser says of it are not believed."""

from __future__ import annotations

LOOKED_AT = 8192

PDF, PNG, JPEG, GIF, WEBP = "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP, OLE, CSV, TEXT = "application/zip", "application/x-ole-storage", "text/csv", "text/plain"
HTML, SVG, XML = "text/html", "image/svg+xml", "text/xml"
WAV, MP3, OGG, MP4 = "audio/wav", "audio/mpeg", "audio/ogg", "video/mp4"
UNKNOWN = "application/octet-stream"

IMAGES = frozenset({PNG, JPEG, GIF, WEBP})
RECORDINGS = frozenset({WAV, MP3, OGG, MP4})
TABLES = frozenset({XLSX, CSV, TEXT})
DOCUMENTS = frozenset({PDF, DOCX, XLSX, CSV, TEXT})
# What a browser would run, and containers that can hide anything, are not among them.
ORDINARY = IMAGES | RECORDINGS | DOCUMENTS

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV}
_MARKUP: tuple[tuple[str, str], ...] = (
    ("<svg", SVG),
    ("<!doctype html", HTML),
    ("<html", HTML),
    ("<script", HTML),
)


def kind_of(head: bytes, name: str) -> str:
    """The MIME type of a file by its first `LOOKED_AT` bytes; `name` only tells CSV from other text.

    A workbook and a text document are archives: which of these it is, the directory at its end says.
    """
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return MP4
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    text = _decoded(head)
    return UNKNOWN if text is None else _textual(text, name)


def _decoded(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _attempt(head[: len(head) & ~1], "utf-16")
    if b"\0" in head:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        # The last character may be cut in two.
        for cut in range(4):
            text = _attempt(head[: len(head) - cut], encoding)
            if text is not None:
                return text
    return None


def _attempt(head: bytes, encoding: str) -> str | None:
    try:
        return head.decode(encoding)
    except UnicodeDecodeError:
        return None


def _textual(text: str, name: str) -> str:
    start = text.lstrip().lower()
    for mark, kind in _MARKUP:
        if start.startswith(mark) or (start.startswith(("<?xml", "<!--")) and mark in start):
            return kind
    if start.startswith("<?xml"):
        return XML
    return CSV if name.lower().endswith((".csv", ".tsv")) else TEXT
