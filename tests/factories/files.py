"""Files as people send them, and as people send them who mean ill."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

Change = Callable[[list[zipfile.ZipInfo]], None]


def picture(form: str, *, size: tuple[int, int] = (8, 4), mode: str = "RGB", **saved: Any) -> bytes:
    """A small picture, red above and blue below; saved: what else its file holds."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (0, size[1] // 2, size[0], size[1]))
    target = io.BytesIO()
    drawn.convert(mode).save(target, format=form, **saved)
    return target.getvalue()


def photograph(*, orientation: int = 1) -> bytes:
    """A JPEG with the place where it was taken, lying as a telephone was held."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = "Telephone 9"
    told.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)
    return picture("JPEG", exif=told.tobytes())


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has this many points."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def archive(entries: Mapping[str, bytes], change: Change = lambda _directory: None) -> bytes:
    """A ZIP archive; change: what is altered in its directory before that is written."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
        change(made.filelist)
    return target.getvalue()
