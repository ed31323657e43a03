"""What becomes of a form that sends something to a customer."""

from __future__ import annotations

from collections.abc import Callable

from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.platform.i18n import _
from saas.platform.web import tell


def send_or_refuse(send: Callable[[], object]) -> Invalid | None:
    """Send and say so; else why not, for the form. The decision that refused a contact stays stored, unlike with `save`."""
    try:
        send()
    except Invalid as refused:
        return refused
    except (Forbidden, Conflict) as refused:
        return Invalid("", refused.message)
    tell(_("The message is on its way."))
    return None
