"""Settings: how messages of each channel go out."""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, request, url_for

from saas.core.messaging.models import Adapter
from saas.core.messaging.operations import ChannelDetails, renew_secret, set_channel
from saas.core.messaging.permissions import CHANNELS as WRITE
from saas.core.messaging.schemas import ChannelSchema, SmsChannelSchema
from saas.core.messaging.setup import CHANNELS, ChannelSetup, adapters_for, channel_setup
from saas.core.messaging.views.blueprint import settings
from saas.core.messaging.words import ADAPTERS
from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy.models import ContactChannel
from saas.core.privacy.words import CHANNELS as TITLES
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.security.repeats import keep_instead
from saas.platform.web import Form, form_version, read_form, render, tell

_SCHEMAS = {ContactChannel.SMS: SmsChannelSchema, ContactChannel.EMAIL: ChannelSchema}


@settings.get("/channels")
@requires(WRITE)
def channels() -> Response:
    """The channels, and which way each goes."""
    rows = [
        (TITLES[setup.channel], ADAPTERS[setup.adapter] if setup.adapter else _("not set up"), setup.channel)
        for setup in map(channel_setup, CHANNELS)
    ]
    return render("messaging/channels.html", rows=rows)


@settings.get("/channels/<code>")
@requires(WRITE)
def channel(code: str) -> Response:
    """How messages of a channel go out."""
    return _page(channel_setup(_channel(code)))


@settings.post("/channels/<code>")
@requires(WRITE)
def change_channel(code: str) -> Response:
    """Let them go out otherwise."""
    chosen = _channel(code)

    def work() -> None:
        typed = read_form(_SCHEMAS[chosen], request)
        set_channel(chosen, ChannelDetails(**typed), seen=form_version() or 0)
        tell(_("Saved; it holds from now on."))

    faults = save(work)
    if faults is not None:
        return _page(channel_setup(chosen), faults)
    return make_response(redirect(url_for("messaging_settings.channel", code=code), 303))


@settings.post("/channels/<code>/secret")
@requires(WRITE)
def secret(code: str) -> Response:
    """Make a new secret for the gateway and show it, this once."""
    made = renew_secret(_channel(code))
    keep_instead(make_response(redirect(url_for("messaging_settings.channel", code=code), 303)))
    return render("messaging/secret.html", code=code, title=TITLES[_channel(code)], secret=made)


def _channel(code: str) -> ContactChannel:
    if code not in {channel.value for channel in CHANNELS}:
        abort(404)
    return ContactChannel(code)


def _page(setup: ChannelSetup, faults: Conflicted | None = None) -> Response:
    ways = [(way.value, ADAPTERS[way]) for way in adapters_for(setup.channel)]
    form = Form(
        _SCHEMAS[setup.channel],
        setup,
        error=faults.error if faults else None,
        version=faults.version(setup) if faults else setup.row_version,
        choices={"adapter": ways},
    )
    return render(
        "messaging/channel.html",
        status=faults.status if faults else 200,
        form=form,
        code=setup.channel.value,
        title=TITLES[setup.channel],
        by_gateway=setup.adapter is Adapter.GATEWAY,
        stored=setup if faults and faults.status == 409 else None,
    )
