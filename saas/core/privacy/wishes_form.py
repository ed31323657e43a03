"""A customer's wishes as a form: a box for each purpose and channel, ticked as it holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from saas.core.privacy.models import ContactChannel
from saas.core.privacy.policy_form import CAPPED
from saas.core.privacy.preferences import CHANNELS, Wishes
from saas.core.privacy.words import CHANNELS as CHANNEL_WORDS
from saas.core.privacy.words import PURPOSES


def _key(purpose: str, channel: str) -> str:
    return f"{purpose}_{channel}"


_FIELDS: dict[str, fields.Field[Any]] = {
    _key(purpose, channel): fields.Boolean(load_default=False, metadata={"label": CHANNEL_WORDS[channel]})
    for purpose in CAPPED
    for channel in CHANNELS
}
WishesSchema = Schema.from_dict(_FIELDS, name="WishesSchema")
GROUPED = [(PURPOSES[purpose], [_key(purpose, channel) for channel in CHANNELS]) for purpose in CAPPED]


def shown(wishes: Mapping[tuple[str, ContactChannel], bool]) -> dict[str, bool]:
    """Wishes as the boxes show them."""
    return {_key(purpose, channel): may for (purpose, channel), may in wishes.items()}


def written(typed: Mapping[str, bool]) -> Wishes:
    """The wishes that were ticked."""
    return {
        (purpose.value, channel): typed[_key(purpose, channel)] for purpose in CAPPED for channel in CHANNELS
    }
