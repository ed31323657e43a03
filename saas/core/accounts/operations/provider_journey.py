"""A browser's way to the group's provider and back: what it carries is sealed, names its purpose, and is good for minutes."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from saas.core.accounts.operations.provider import client_of
from saas.core.accounts.queries.provider import working_provider
from saas.platform.clock import now
from saas.platform.errors import Conflict, NotFound
from saas.platform.i18n import _
from saas.platform.security.keys import PLATFORM, UnreadableValue, seal, unseal
from saas.platform.security.openid import Proven, Returned, Sent, ask_provider, redeem
from saas.platform.tenancy import current_tenant

LASTS = timedelta(minutes=10)
_AWAY = "sign_in.away"
_PROVEN = "sign_in.proven"


class Purpose(StrEnum):
    """Why a browser goes to a provider."""

    SIGN_IN = "sign_in"
    LINK = "link"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Who goes, and why. wanted: the page to show afterwards. account_id: who links, 0 else. invitation: its token.

    again: the provider has to ask the person, who proves so once more who they are.
    """

    purpose: Purpose
    wanted: str = ""
    account_id: int = 0
    invitation: str = field(default="", repr=False)
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where to send the browser, and what it brings back: `note` is found by `state`."""

    address: str
    state: str
    note: str = field(repr=False)


def set_out(journey: Journey) -> Departure:
    """Send a browser to the current group's provider. Raises NotFound where it has none that works, ProviderFault."""
    provider = working_provider()
    if provider is None:
        raise no_provider()
    sent = ask_provider(client_of(provider), again=journey.again)
    told = {
        "group": current_tenant(),
        "issuer": provider.issuer,
        "client": provider.client_id,
        "at": int(now().timestamp()),
        "sent": asdict(sent) | {"address": ""},
        "journey": asdict(journey),
    }
    return Departure(address=sent.address, state=sent.state, note=_sealed(_AWAY, told))


def come_back(note: str, returned: Returned) -> tuple[Journey, Proven]:
    """What a browser set out for, and whom the provider vouches for.

    Raises NotFound where the group has no provider that works, Conflict for a note that is none, too old, of another
    group or of another provider than now, ProviderFault.
    """
    provider = working_provider()
    if provider is None:
        raise no_provider()
    told = _opened(_AWAY, note)
    if (told["issuer"], told["client"]) != (provider.issuer, provider.client_id):
        raise _over()
    journey = Journey(**{**told["journey"], "purpose": Purpose(told["journey"]["purpose"])})
    return journey, redeem(client_of(provider), Sent(**told["sent"]), returned)


def keep_proven(proven: Proven, journey: Journey) -> str:
    """A sealed note of whom the provider vouches for, until the person says what to do with it."""
    told = {
        "group": current_tenant(),
        "at": int(now().timestamp()),
        "proven": {"issuer": proven.issuer, "subject": proven.subject},
        "for": [journey.purpose, journey.account_id, journey.invitation],
    }
    return _sealed(_PROVEN, told)


def kept_proven(note: str, journey: Journey) -> Proven | None:
    """Whom a note vouches for if it was made for this journey in this group some minutes ago, else none."""
    try:
        told = _opened(_PROVEN, note)
    except Conflict:
        return None
    same = told["for"] == [journey.purpose, journey.account_id, journey.invitation]
    return Proven(**told["proven"]) if same else None


def no_provider() -> NotFound:
    """The refusal where a group has no single sign-on; the same words where there is no such group."""
    return NotFound(_("This link is not valid, or no longer. Ask whoever gave it to you for a new one."))


def _sealed(place: str, told: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(seal(PLATFORM, place, json.dumps(told))).decode()


def _opened(place: str, note: str) -> dict[str, Any]:
    if not note:
        raise _over()
    try:
        told = json.loads(unseal(PLATFORM, place, base64.urlsafe_b64decode(note)))
    except (binascii.Error, UnreadableValue, ValueError):
        raise _over() from None
    if told["group"] != current_tenant() or now().timestamp() - told["at"] > LASTS.total_seconds():
        raise _over()
    return dict(told)


def _over() -> Conflict:
    return Conflict(_("Too much time has passed, or this sign-in was begun in another browser. Begin again."))
