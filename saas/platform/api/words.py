"""The words of marshmallow's own checks in the language of the request."""

from __future__ import annotations

from saas.platform.i18n import _


def translated(message: str) -> str:
    """A check's message in the current language."""
    return _(message)
