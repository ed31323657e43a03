"""Set up how messages of a channel go out."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from saas.core.messaging.models import Adapter, MessageChannel
from saas.core.messaging.setup import adapters_for, channel_setup, find_channel
from saas.core.messaging.texts import names_a_way_out
from saas.core.privacy.models import ContactChannel
from saas.platform.audit.recording import record
from saas.platform.database import session
from saas.platform.errors import Invalid, NotFound, VersionConflict
from saas.platform.i18n import _
from saas.platform.outbound import is_web_address, new_secret

SETTABLE = (ContactChannel.SMS, ContactChannel.EMAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDetails:
    """What is typed of a channel; signature and ways out are those of text messages."""

    adapter: Adapter
    gateway_url: str = ""
    signature: str = ""
    opt_out_zh: str = ""
    opt_out_en: str = ""


def set_channel(channel: ContactChannel, details: ChannelDetails, *, seen: int = 0) -> MessageChannel:
    """Let messages of a channel go out like this from now on; those on their way too.

    seen: the version that the person saw. Raises NotFound for a channel without messages, Invalid for what is missing or
    cannot be, VersionConflict.
    """
    if channel not in SETTABLE:
        raise NotFound(_("This does not exist, or no longer."))
    _check(channel, details)
    row = find_channel(channel, lock=True)
    if seen != (row.row_version if row else 0):
        raise VersionConflict(_("Somebody else changed this in the meantime."))
    if row is None:
        row = MessageChannel(channel=channel, secret="")
        session().add(row)
    row.adapter, row.gateway_url, row.signature = details.adapter, details.gateway_url, details.signature
    row.opt_out_zh, row.opt_out_en = details.opt_out_zh, details.opt_out_en
    if row.adapter is Adapter.GATEWAY and not row.secret:
        row.secret = new_secret()
    session().flush()
    detail = {"channel": channel, "adapter": row.adapter, "host": urlsplit(row.gateway_url).hostname or ""}
    record("messaging.channel.set", "message_channel", row.id, detail=detail)
    return row


def renew_secret(channel: ContactChannel) -> str:
    """Make a new secret for the gateway of a channel, and tell it this once; the old one signs nothing any more.

    Raises NotFound for a channel that has no gateway.
    """
    row = find_channel(channel, lock=True)
    if row is None or row.adapter is not Adapter.GATEWAY:
        raise NotFound(_("This channel goes to no gateway."))
    row.secret = new_secret()
    session().flush()
    record("messaging.channel.secret_renewed", "message_channel", row.id, detail={"channel": channel})
    return row.secret


def _check(channel: ContactChannel, details: ChannelDetails) -> None:
    held = channel_setup(channel)
    if details.adapter not in adapters_for(channel) and details.adapter is not held.adapter:
        raise Invalid("adapter", _("Messages of this channel cannot go this way."))
    typed = details.adapter is Adapter.GATEWAY or details.gateway_url
    if typed and not is_web_address(details.gateway_url):
        raise Invalid("gateway_url", _("Enter the address of your gateway, as https://sms.example.com/send."))
    if channel is not ContactChannel.SMS:
        return
    if not details.signature.strip() or any(sign in details.signature for sign in "【】"):
        raise Invalid("signature", _("Enter the signature that your provider registered, without 【】."))
    for field, text in (("opt_out_zh", details.opt_out_zh), ("opt_out_en", details.opt_out_en)):
        if not names_a_way_out(text):
            raise Invalid(
                field,
                _("Say how to end the messages, with one of the words %(words)s.", words="R, T, TD, N, 退订"),
            )
