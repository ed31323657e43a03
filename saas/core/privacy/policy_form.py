"""The contact policy as a form: for each purpose the hours in which nobody is contacted, and how often at most."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from saas.core.privacy.caps import Cap, CapWindow
from saas.core.privacy.decision import OTHER_PURPOSES
from saas.core.privacy.models import ContactChannel, Purpose
from saas.core.privacy.queries import Policy
from saas.core.privacy.words import CHANNELS, PURPOSES, WINDOWS
from saas.platform.errors import Invalid
from saas.platform.i18n import LazyStr, _, _l

QuietHours = Mapping[str, Sequence[str]]

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# Input names hold no asterisk.
KEYS: Mapping[str, str] = {**{str(purpose): str(purpose) for purpose in PURPOSES}, OTHER_PURPOSES: "others"}
CAPPED = (Purpose.SERVICE, Purpose.SURVEY, Purpose.MARKETING)
"""For these customers are contacted; the others are reasons to keep or pass data."""
MOST = 100
TITLES: Mapping[str, LazyStr] = {**PURPOSES, OTHER_PURPOSES: _l("All other purposes")}


def _check_time(text: str) -> None:
    if text and not _TIME.fullmatch(text):
        raise ValidationError(_("Write a time, as 20:00."))


def _time(label: LazyStr) -> fields.String:
    return fields.String(load_default="", validate=_check_time, metadata={"label": label, "widget": "time"})


def cap_key(purpose: str, channel: str, window: str) -> str:
    """The name of a limit's input."""
    return f"{purpose}_{channel}_{window}"


def _limit(channel: ContactChannel, window: CapWindow) -> fields.Integer:
    label = (
        WINDOWS[window]
        if channel is ContactChannel.ANY
        else _l("%(channel)s: %(limit)s", channel=CHANNELS[channel], limit=WINDOWS[window])
    )
    return fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, MOST), metadata={"label": label}
    )


_LIMITS = [(p, channel, window) for p in CAPPED for channel in ContactChannel for window in CapWindow]
_FIELDS: dict[str, fields.Field[Any]] = {
    f"{key}_{edge}": _time(label)
    for key in KEYS.values()
    for edge, label in (("from", _l("Quiet from")), ("until", _l("Quiet until")))
} | {cap_key(*limit): _limit(*limit[1:]) for limit in _LIMITS}
PolicyFormSchema = Schema.from_dict(_FIELDS, name="PolicyFormSchema")


def shown(policy: Policy) -> dict[str, str]:
    """The stored hours and limits as the inputs show them."""
    times = {key: policy.quiet_hours.get(purpose) or ("", "") for purpose, key in KEYS.items()}
    hours = {
        f"{key}_{edge}": pair[n] for key, pair in times.items() for n, edge in enumerate(("from", "until"))
    }
    limits = {cap_key(cap.purpose, cap.channel, cap.window): str(cap.most) for cap in policy.caps}
    return hours | {cap_key(*limit): limits.get(cap_key(*limit), "") for limit in _LIMITS}


def written(typed: Mapping[str, Any], stored: QuietHours) -> dict[str, list[str]]:
    """The policy that was typed; purposes that the form does not show keep their hours.

    Raises Invalid for a purpose with only one of its two times.
    """
    hours = {purpose: list(pair) for purpose, pair in stored.items() if purpose not in KEYS}
    for purpose, key in KEYS.items():
        pair = [typed[f"{key}_from"], typed[f"{key}_until"]]
        if all(pair):
            hours[purpose] = pair
        elif any(pair):
            missing = "until" if pair[0] else "from"
            raise Invalid(f"{key}_{missing}", _("Give both times, or none."))
    return hours


def written_caps(typed: Mapping[str, Any], stored: Sequence[Cap]) -> list[Cap]:
    """The limits that were typed; those of purposes that the form does not show stay."""
    return [cap for cap in stored if cap.purpose not in CAPPED] + [
        Cap(purpose=purpose.value, channel=channel, window=window, most=most)
        for purpose, channel, window in _LIMITS
        if (most := typed[cap_key(purpose, channel, window)]) is not None
    ]
