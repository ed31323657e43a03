"""What became of a message, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.messaging.adapters import NO_SERVER, NO_WAY_OUT
from saas.core.messaging.models import Adapter, MessageStatus
from saas.core.messaging.queries import GIVEN_UP, MessageLine
from saas.core.privacy.words import reasons_in_words
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.outbound import Problem
from saas.platform.web.filters import moment

STATES: Mapping[MessageStatus, tuple[LazyStr, str]] = {
    MessageStatus.QUEUED: (_l("on its way"), "info"),
    MessageStatus.SENT: (_l("sent"), "good"),
    MessageStatus.DELIVERED: (_l("delivered"), "good"),
    MessageStatus.READ: (_l("read"), "good"),
    MessageStatus.REPLIED: (_l("answered"), "good"),
    MessageStatus.REJECTED: (_l("refused by the network or the receiver"), "bad"),
    MessageStatus.FAILED: (_l("could not be sent"), "bad"),
    MessageStatus.DENIED: (_l("not sent"), "bad"),
}

ADAPTERS: Mapping[str, LazyStr] = {
    Adapter.SMTP.value: _l("By the mail server"),
    Adapter.GATEWAY.value: _l("By your gateway"),
    Adapter.FILE.value: _l("Nowhere: kept here, to try things out"),
}
LANGUAGES: Mapping[str, LazyStr] = {"zh_CN": _l("Chinese"), "en": _l("English")}

_FAILURES: Mapping[str, LazyStr] = {
    NO_SERVER: _l("No mail server is set up."),
    NO_WAY_OUT: _l("No way out is set up for this channel."),
    **dict.fromkeys(
        (Problem.ADDRESS, Problem.PORT, Problem.INTERNAL_HOST),
        _l("The gateway's address cannot be called."),
    ),
    **dict.fromkeys(
        set(Problem) - {Problem.ADDRESS, Problem.PORT, Problem.INTERNAL_HOST},
        _l("The gateway could not be reached."),
    ),
    GIVEN_UP: _l("The work was stopped or failed too often."),
}


def explanation(line: MessageLine) -> str:
    """Why a message did not go, or waits; empty when there is nothing to explain."""
    if line.status is MessageStatus.DENIED:
        return reasons_in_words(line.reasons)
    if line.status is MessageStatus.REJECTED:
        return _("Code of the provider: %(code)s", code=line.error) if line.error else ""
    if line.status is MessageStatus.FAILED:
        return _failure(line.error)
    if line.status is MessageStatus.QUEUED and line.defer_until is not None:
        return (
            _("Waits until %(at)s.", at=moment(line.defer_until)) + " " + reasons_in_words(line.reasons[-1:])
        )
    if line.status is MessageStatus.QUEUED and line.error:
        return _("Is tried again.") + " " + _failure(line.error)
    return ""


def _failure(error: str) -> str:
    if error.startswith("smtp "):
        return _("The mail server refuses it with code %(code)s.", code=error.removeprefix("smtp "))
    if error.startswith("http "):
        return _("The gateway answers with code %(code)s.", code=error.removeprefix("http "))
    return str(_FAILURES.get(error) or _("The mail server could not be reached."))
