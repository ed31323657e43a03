"""What is done with messages: write, hand over, hear what became of them, and how they are set up."""

from saas.core.messaging.adapters import NO_SERVER, NO_WAY_OUT
from saas.core.messaging.operations.channels import ChannelDetails, renew_secret, set_channel
from saas.core.messaging.operations.delivering import deliver_message
from saas.core.messaging.operations.receiving import note_report, take_reply
from saas.core.messaging.operations.sending import SEND_JOB
from saas.core.messaging.operations.templates import (
    TemplateWords,
    add_template,
    change_template,
    set_retired,
)
from saas.core.messaging.operations.writing import (
    mail_customer,
    send_again,
    send_mail_to_customer,
    send_template,
)

__all__ = [
    "NO_SERVER",
    "NO_WAY_OUT",
    "SEND_JOB",
    "ChannelDetails",
    "TemplateWords",
    "add_template",
    "change_template",
    "deliver_message",
    "mail_customer",
    "note_report",
    "renew_secret",
    "send_again",
    "send_mail_to_customer",
    "send_template",
    "set_channel",
    "set_retired",
    "take_reply",
]
