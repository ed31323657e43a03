"""One schema for each input; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.privacy.evidence import EvidenceKind
from saas.core.privacy.models import BlockSource, ConsentDecision, ContactChannel
from saas.core.privacy.words import CHANNELS, DECISIONS, EVIDENCE, SOURCES, all_purposes
from saas.platform.i18n import _l


class ConsentSchema(Schema):
    """What a customer said about a purpose."""

    purpose = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _l("Purpose"), "widget": "select", "choices": all_purposes()},
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
    legal_entity_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Legal entity"),
            "widget": "select",
            "help": _l(
                "To which company it was said; for sharing: which one may have the data. Empty: all of them."
            ),
        },
    )
    notice_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Notice"),
            "widget": "select",
            "help": _l("The text that the customer was shown before they agreed."),
        },
    )
    notice_version = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={
            "label": _l("Other text"),
            "help": _l("Version of a text that is not among the notices, such as a contract on paper."),
        },
    )


class ProvenSchema(Schema):
    """How staff prove what a customer said."""

    evidence = fields.Enum(
        EvidenceKind,
        by_value=True,
        load_default=EvidenceKind.CONVERSATION,
        metadata={"label": _l("Proof"), "choices": [(k, text) for k, text in EVIDENCE.items()]},
    )
    reference = fields.String(
        load_default="",
        validate=validate.Length(max=80),
        metadata={
            "label": _l("Reference"),
            "help": _l("Of the recording or message, without the telephone number."),
        },
    )


class ConsentFormSchema(ProvenSchema, ConsentSchema):
    """The same on the page, with a file."""

    file = fields.Raw(
        load_default=None,
        metadata={
            "label": _l("Signature or paper"),
            "widget": "file",
            "accept": ".pdf,.png,.jpg,.jpeg,.webp",
            "help": _l("A picture or PDF, up to 10 MB."),
        },
    )


class ConsentCallSchema(ProvenSchema, ConsentSchema):
    """The same from a program, which sends no file; without `evidence` it is that the program said so."""

    evidence = fields.Enum(EvidenceKind, by_value=True, load_default=None)


class NoticeSchema(Schema):
    """What customers are told about a purpose."""

    purpose = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _l("Purpose"), "widget": "select", "choices": all_purposes()},
    )
    legal_entity_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Legal entity"),
            "widget": "select",
            "help": _l("Empty: for all companies that have no notice of their own."),
        },
    )
    text_zh = fields.String(
        required=True,
        validate=validate.Length(min=1, max=10_000),
        metadata={"label": _l("Text in Chinese"), "widget": "textarea", "rows": 10},
    )
    text_en = fields.String(
        load_default="",
        validate=validate.Length(max=10_000),
        metadata={"label": _l("Text in English"), "widget": "textarea", "rows": 6},
    )
    asks_again = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Ask everybody again"),
            "help": _l(
                "Purpose, manner or kind of data changed: agreements of before do not count any more."
            ),
        },
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
