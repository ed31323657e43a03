"""One schema for each input; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.privacy.models import BlockSource, ConsentDecision, ContactChannel
from saas.core.privacy.words import CHANNELS, DECISIONS, PURPOSES, SOURCES
from saas.platform.i18n import _l


class ConsentSchema(Schema):
    """What a customer said about a purpose."""

    purpose = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _l("Purpose"), "widget": "select", "choices": list(PURPOSES.items())},
    )
    decision = fields.Enum(
        ConsentDecision,
        by_value=True,
        required=True,
        metadata={"label": _l("The customer"), "choices": [(k, text) for k, text in DECISIONS.items()]},
    )
    channel = fields.Enum(
        ContactChannel,
        by_value=True,
        load_default=ContactChannel.ANY,
        metadata={"label": _l("Channel"), "choices": [(k, text) for k, text in CHANNELS.items()]},
    )
    notice_version = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"label": _l("Notice"), "help": _l("Version of the text that the customer was shown.")},
    )


class BlockSchema(Schema):
    """A customer who wants no contact."""

    source = fields.Enum(
        BlockSource,
        by_value=True,
        load_default=BlockSource.VERBAL,
        metadata={"label": _l("How we know"), "choices": [(k, text) for k, text in SOURCES.items()]},
    )
    channel = fields.Enum(
        ContactChannel,
        by_value=True,
        load_default=ContactChannel.ANY,
        metadata={"label": _l("Channel"), "choices": [(k, text) for k, text in CHANNELS.items()]},
    )
    reason = fields.String(
        load_default="", validate=validate.Length(max=300), metadata={"label": _l("Reason")}
    )


class UnblockSchema(Schema):
    """Contact is allowed again."""

    reason = fields.String(
        required=True, validate=validate.Length(min=1, max=300), metadata={"label": _l("Reason")}
    )
