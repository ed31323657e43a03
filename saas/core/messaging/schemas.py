"""One schema for each input; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.messaging.models import Adapter, MessageStatus
from saas.core.messaging.setup import CHANNELS
from saas.core.messaging.texts import Variable
from saas.core.messaging.words import ADAPTERS, LANGUAGES
from saas.core.privacy.models import ContactChannel, Purpose
from saas.core.privacy.words import CHANNELS as CHANNEL_TITLES
from saas.core.privacy.words import PURPOSES
from saas.platform.i18n import LazyStr, _l

CONTACT_PURPOSES = (Purpose.SERVICE, Purpose.SURVEY, Purpose.MARKETING)


class MailSchema(Schema):
    """A mail to a customer."""

    contact_point_id = fields.Integer(
        required=True, metadata={"label": _l("To the address"), "widget": "select"}
    )
    purpose = fields.String(
        required=True,
        validate=validate.OneOf([purpose.value for purpose in CONTACT_PURPOSES]),
        metadata={
            "label": _l("Purpose"),
            "widget": "select",
            "choices": [(purpose.value, PURPOSES[purpose]) for purpose in CONTACT_PURPOSES],
            "help": _l("The contact gate asks whether the customer may be written to for this."),
        },
    )
    subject = fields.String(
        required=True, validate=validate.Length(min=1, max=150), metadata={"label": _l("Subject")}
    )
    body = fields.String(
        required=True,
        validate=validate.Length(min=1, max=5000),
        metadata={"label": _l("Text"), "widget": "textarea", "rows": 10, "maxlength": 5000},
    )


class SendSchema(Schema):
    """A template's text to a customer."""

    template = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40),
        metadata={"label": _l("Template"), "widget": "hidden"},
    )
    contact_point_id = fields.Integer(required=True, metadata={"label": _l("To"), "widget": "select"})
    locale = fields.String(
        load_default="zh_CN",
        validate=validate.OneOf(list(LANGUAGES)),
        metadata={"label": _l("Language"), "widget": "hidden"},
    )


def _text(
    label: LazyStr, most: int, *, required: bool = False, rows: int = 0, help_text: LazyStr = ""
) -> fields.String:
    told: dict[str, object] = {"label": label, "maxlength": most}
    if rows:
        told |= {"widget": "textarea", "rows": rows}
    if help_text:
        told["help"] = help_text
    if required:
        return fields.String(required=True, validate=validate.Length(min=1, max=most), metadata=told)
    return fields.String(load_default="", validate=validate.Length(max=most), metadata=told)


_NAMES = " ".join(f"{{{name}}}" for name in Variable)


class TemplateWordsSchema(Schema):
    """What a template says."""

    name = _text(_l("Name"), 100, required=True)
    subject_zh = _text(_l("Subject, Chinese"), 150, help_text=_l("Of a mail."))
    body_zh = _text(
        _l("Text, Chinese"), 2000, required=True, rows=5, help_text=_l("Variables: %(names)s", names=_NAMES)
    )
    subject_en = _text(_l("Subject, English"), 150)
    body_en = _text(_l("Text, English"), 2000, rows=5)


class TemplateSchema(TemplateWordsSchema):
    """A new template."""

    code = _text(_l("Code"), 40, required=True, help_text=_l("What programs call it; it stays."))
    channel = fields.Enum(
        ContactChannel,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Channel"),
            "widget": "select",
            "choices": [(channel.value, CHANNEL_TITLES[channel]) for channel in CHANNELS],
        },
    )
    purpose = fields.String(
        required=True,
        validate=validate.OneOf([purpose.value for purpose in CONTACT_PURPOSES]),
        metadata={
            "label": _l("Purpose"),
            "widget": "select",
            "choices": [(purpose.value, PURPOSES[purpose]) for purpose in CONTACT_PURPOSES],
        },
    )


class ChannelSchema(Schema):
    """How messages of a channel go out."""

    adapter = fields.Enum(
        Adapter,
        by_value=True,
        required=True,
        metadata={"label": _l("Way out"), "widget": "select", "choices": list(ADAPTERS.items())},
    )
    gateway_url = _text(
        _l("Address of the gateway"), 500, help_text=_l("Signed requests go there, by https.")
    )


class SmsChannelSchema(ChannelSchema):
    """How text messages go out."""

    signature = _text(
        _l("Signature"),
        20,
        required=True,
        help_text=_l("As your provider registered it; it stands in 【】 before each text."),
    )
    opt_out_zh = _text(_l("How to end them, Chinese"), 40, required=True)
    opt_out_en = _text(_l("How to end them, English"), 60, required=True)


class ReportSchema(Schema):
    """What became of a message, told by a gateway."""

    message = fields.String(required=True, validate=validate.Length(min=1, max=100))
    status = fields.Enum(MessageStatus, by_value=True, required=True)
    error = fields.String(load_default="", validate=validate.Length(max=100))


class ReplySchema(Schema):
    """What a customer answered, told by a gateway."""

    channel = fields.Enum(ContactChannel, by_value=True, required=True)
    sender = fields.String(required=True, validate=validate.Length(min=1, max=200))
    text = fields.String(required=True, validate=validate.Length(max=2000))
    ref = fields.String(required=True, validate=validate.Length(min=1, max=200))
    received_at = fields.AwareDateTime(load_default=None, allow_none=True)


class PreviewSchema(Schema):
    """Whose message is looked at."""

    customer_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Customer"), "widget": "picker"}
    )
