"""Answer a request with a stored file; the view that calls this has checked the owner's permission."""

from __future__ import annotations

from flask import Response, send_file

from saas.platform.errors import NotFound
from saas.platform.files.kinds import IMAGES, RECORDINGS
from saas.platform.files.models import Attachment
from saas.platform.files.operations import open_file
from saas.platform.i18n import _

# Browsers do not show PDF in a sandbox, so it is not among them.
_SHOWN_IN_PLACE = IMAGES | RECORDINGS


def answer_file(attachment: Attachment, *, name: str = "") -> Response:
    """A download of the file under its own name or `name`; raises NotFound when its bytes are gone."""
    return _answer(attachment, name or attachment.name, as_download=True)


def show_file(attachment: Attachment) -> Response:
    """The file in its place on a page, where its kind is harmless there; else a download."""
    return _answer(attachment, attachment.name, as_download=attachment.mime not in _SHOWN_IN_PLACE)


def _answer(attachment: Attachment, name: str, *, as_download: bool) -> Response:
    try:
        content = open_file(attachment)
    except FileNotFoundError:
        raise NotFound(_("This file is no longer there.")) from None
    response = send_file(
        content, mimetype=attachment.mime, as_attachment=as_download, download_name=name, etag=False
    )
    response.content_length = attachment.size
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Whatever the file is, it runs nothing of ours.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
