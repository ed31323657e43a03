"""A customer's wishes as a form: a box for each purpose and channel, ticked as it holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from saas.core.privacy.models import ContactChannel
from saas.core.privacy.policy_form import CAPPED
from saas.core.privacy.preferences import ASKED, WITHOUT_CONTACT, Wishes
from saas.core.privacy.words import CHANNELS as CHANNEL_WORDS
from saas.core.privacy.words import PURPOSES
from saas.platform.i18n import LazyStr, _l

_NOTICE = "_notice"


def _key(purpose: str, channel: str) -> str:
    return f"{purpose}_{channel}"


def _label(channel: ContactChannel) -> LazyStr:
    return _l("I agree") if channel is ContactChannel.ANY else CHANNEL_WORDS[channel]


_FIELDS: dict[str, fields.Field[Any]] = {
    _key(purpose, channel): fields.Boolean(load_default=False, metadata={"label": _label(channel)})
    for purpose, channel in ASKED
} | {
    # Which notice stood on the page: an agreement names what was read, not what is published meanwhile.
    f"{purpose.value}{_NOTICE}": fields.Integer(load_default=None, metadata={"widget": "hidden"})
    for purpose in (*CAPPED, *WITHOUT_CONTACT)
}
WishesSchema = Schema.from_dict(_FIELDS, name="WishesSchema")
GROUPED = [
    (
        purpose.value,
        PURPOSES[purpose],
        [_key(asked, channel) for asked, channel in ASKED if asked == purpose],
    )
    for purpose in (*CAPPED, *WITHOUT_CONTACT)
]


def shown(wishes: Mapping[tuple[str, ContactChannel], bool], notices: Mapping[str, int]) -> dict[str, Any]:
    """Wishes as the boxes show them, with the notices that stand beside."""
    boxes = {_key(purpose, channel): may for (purpose, channel), may in wishes.items()}
    return {**boxes, **{f"{purpose}{_NOTICE}": notice for purpose, notice in notices.items()}}


def written(typed: Mapping[str, Any]) -> Wishes:
    """The wishes that were ticked."""
    return {(purpose, channel): typed[_key(purpose, channel)] for purpose, channel in ASKED}


def read_notices(typed: Mapping[str, Any]) -> dict[str, int]:
    """Purpose to the notice that stood on the page."""
    told = {purpose.value: typed[f"{purpose.value}{_NOTICE}"] for purpose in (*CAPPED, *WITHOUT_CONTACT)}
    return {purpose: notice for purpose, notice in told.items() if notice is not None}
