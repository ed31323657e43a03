"""How each channel of a group is set up now; one that was never set up has a beginning."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from saas.config import Settings
from saas.core.messaging.models import Adapter, MessageChannel
from saas.core.privacy.models import ContactChannel
from saas.platform.database import session
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

CHANNELS = (ContactChannel.SMS, ContactChannel.EMAIL)
"""By which messages are sent; for WeChat there is no address yet."""
OPT_OUT_ZH = "拒收请回复R"
OPT_OUT_EN = "Reply R to stop."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSetup:
    """How messages of a channel go out. row_version: 0 for one that was never set up."""

    channel: ContactChannel
    adapter: Adapter | None
    gateway_url: str = ""
    secret: str = ""
    signature: str = ""
    opt_out_zh: str = ""
    opt_out_en: str = ""
    row_version: int = 0


def channel_setup(channel: ContactChannel) -> ChannelSetup:
    """How a channel of the current group is set up; without an adapter nothing goes out by it."""
    row = find_channel(channel)
    if row is None:
        return _beginning(channel)
    return ChannelSetup(
        channel=channel,
        adapter=row.adapter,
        gateway_url=row.gateway_url,
        secret=row.secret,
        signature=row.signature,
        opt_out_zh=row.opt_out_zh,
        opt_out_en=row.opt_out_en,
        row_version=row.row_version,
    )


def find_channel(channel: ContactChannel, *, lock: bool = False) -> MessageChannel | None:
    """The row of a channel, if it was ever set up."""
    mine = select(MessageChannel).where(
        MessageChannel.tenant_id == current_tenant(), MessageChannel.channel == channel
    )
    return session().scalars(mine.with_for_update() if lock else mine).one_or_none()


def adapters_for(channel: ContactChannel) -> tuple[Adapter, ...]:
    """The ways that a channel can go in this installation."""
    settings: Settings = current_app.extensions["saas_settings"]
    by_mail = (Adapter.SMTP,) if channel is ContactChannel.EMAIL else ()
    return (*by_mail, Adapter.GATEWAY, *(() if settings.production else (Adapter.FILE,)))


def _beginning(channel: ContactChannel) -> ChannelSetup:
    if channel is ContactChannel.EMAIL:
        return ChannelSetup(channel=channel, adapter=Adapter.SMTP)
    to_try = Adapter.FILE if Adapter.FILE in adapters_for(channel) else None
    return ChannelSetup(
        channel=channel,
        adapter=to_try,
        signature=session().get_one(Tenant, current_tenant()).name,
        opt_out_zh=OPT_OUT_ZH,
        opt_out_en=OPT_OUT_EN,
    )
