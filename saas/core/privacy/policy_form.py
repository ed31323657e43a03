"""The contact policy as a form: for each purpose from when until when nobody is contacted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields

from saas.core.privacy.decision import OTHER_PURPOSES
from saas.core.privacy.words import PURPOSES
from saas.platform.errors import Invalid
from saas.platform.i18n import LazyStr, _, _l

QuietHours = Mapping[str, Sequence[str]]

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# Input names hold no asterisk.
KEYS: Mapping[str, str] = {**{str(purpose): str(purpose) for purpose in PURPOSES}, OTHER_PURPOSES: "others"}
TITLES: Mapping[str, LazyStr] = {**PURPOSES, OTHER_PURPOSES: _l("All other purposes")}


def _check_time(text: str) -> None:
    if text and not _TIME.fullmatch(text):
        raise ValidationError(_("Write a time, as 20:00."))


def _time(label: LazyStr) -> fields.String:
    return fields.String(load_default="", validate=_check_time, metadata={"label": label, "widget": "time"})


_FIELDS: dict[str, fields.Field[Any]] = {
    f"{key}_{edge}": _time(label)
    for key in KEYS.values()
    for edge, label in (("from", _l("Quiet from")), ("until", _l("Quiet until")))
}
PolicyFormSchema = Schema.from_dict(_FIELDS, name="PolicyFormSchema")


def shown(hours: QuietHours) -> dict[str, str]:
    """The stored hours as the inputs show them."""
    times = {key: hours.get(purpose) or ("", "") for purpose, key in KEYS.items()}
    return {
        f"{key}_{edge}": pair[n] for key, pair in times.items() for n, edge in enumerate(("from", "until"))
    }


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
