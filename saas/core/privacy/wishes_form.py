"""A customer's wishes as a form: a box for each purpose and channel, ticked as it holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from saas.core.privacy.models import ContactChannel
from saas.core.privacy.preferences import ASKED, Wishes
from saas.core.privacy.words import CHANNELS as CHANNEL_WORDS
from saas.core.privacy.words import purpose_title
from saas.platform.i18n import LazyStr, _l

_PURPOSES = tuple(dict.fromkeys(purpose for purpose, _channel in ASKED))


def _key(purpose: str, channel: str) -> str:
    # A colon cannot stand in the name of an input.
    return f"{purpose.replace(':', '_')}_{channel}"


def _notice_key(purpose: str) -> str:
    return f"{purpose.replace(':', '_')}_notice"


def _label(channel: ContactChannel) -> LazyStr:
    return _l("I agree") if channel is ContactChannel.ANY else CHANNEL_WORDS[channel]


_FIELDS: dict[str, fields.Field[Any]] = {
    _key(purpose, channel): fields.Boolean(load_default=False, metadata={"label": _label(channel)})
    for purpose, channel in ASKED
} | {
    # Which notice stood on the page: an agreement names what was read, not what is published meanwhile.
    _notice_key(purpose): fields.Integer(load_default=None, metadata={"widget": "hidden"})
    for purpose in _PURPOSES
}
WishesSchema = Schema.from_dict(_FIELDS, name="WishesSchema")
GROUPED = [
    (
        purpose,
        purpose_title(purpose),
        [_key(asked, channel) for asked, channel in ASKED if asked == purpose],
        _notice_key(purpose),
    )
    for purpose in _PURPOSES
]


def shown(wishes: Mapping[tuple[str, ContactChannel], bool], notices: Mapping[str, int]) -> dict[str, Any]:
    """Wishes as the boxes show them, with the notices that stand beside."""
    boxes = {_key(purpose, channel): may for (purpose, channel), may in wishes.items()}
    return {**boxes, **{_notice_key(purpose): notice for purpose, notice in notices.items()}}


def written(typed: Mapping[str, Any]) -> Wishes:
    """The wishes that were ticked."""
    return {(purpose, channel): typed[_key(purpose, channel)] for purpose, channel in ASKED}


def read_notices(typed: Mapping[str, Any]) -> dict[str, int]:
    """Purpose to the notice that stood on the page."""
    told = {purpose: typed[_notice_key(purpose)] for purpose in _PURPOSES}
    return {purpose: notice for purpose, notice in told.items() if notice is not None}
