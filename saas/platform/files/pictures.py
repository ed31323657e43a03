"""A picture that somebody sent, drawn anew: what is kept holds its points and nothing else that came along."""

from __future__ import annotations

import io
import struct
import warnings
from typing import TYPE_CHECKING, Final

from saas.platform.errors import Invalid
from saas.platform.files.kinds import GIF, JPEG, PNG, WEBP
from saas.platform.i18n import _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PICTURE_BYTES: Final = 30 * 1024 * 1024
MOST_POINTS: Final = 60_000_000
"""Width times height: a telephone's largest picture; one point takes four bytes of memory."""
_FORMATS: Final = {PNG: "PNG", JPEG: "JPEG", GIF: "GIF", WEBP: "WEBP"}
_QUALITY: Final = 90


def redrawn(content: bytes, kind: str) -> bytes:
    """The same picture, upright, as a new file of the same kind; of a moving one the first.

    What else the file held is gone: place and time of the photograph, comments, colour profiles, bytes after its end.
    kind: one of `kinds.IMAGES`. Raises Invalid at `file` for what is no whole picture of that kind, or too large.
    """
    from PIL import (
        Image,
        ImageOps,
        UnidentifiedImageError,
    )  # half a second, and most requests hold no picture

    try:
        with warnings.catch_warnings():
            # It warns of large ones; the size is judged here, before a point is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=[_FORMATS[kind]])
        with opened as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise Invalid("file", _("This picture is too large. Make it smaller and send it again."))
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert(_mode(upright, kind))
            plain.info.clear()
            target = io.BytesIO()
            plain.save(target, format=_FORMATS[kind], quality=_QUALITY)
    except Image.DecompressionBombError:
        raise Invalid("file", _("This picture is too large. Make it smaller and send it again.")) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error):
        raise Invalid("file", _("This picture is damaged. Save it again and send it.")) from None
    return target.getvalue()


def _mode(picture: Image, kind: str) -> str:
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    return "RGBA" if clear and kind != JPEG else "RGB"
