"""What people call how transfers between stores stand."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.parts.models import TransferState
from saas.plugin_api import LazyStr, _l

TRANSFER_STATES: Mapping[TransferState, tuple[LazyStr, str]] = {
    TransferState.REQUESTED: (_l("asked for"), "warn"),
    TransferState.APPROVED: (_l("to be sent"), "info"),
    TransferState.SENT: (_l("on its way"), "accent"),
    TransferState.PARTLY_RECEIVED: (_l("partly received"), "accent"),
    TransferState.RECEIVED: (_l("received"), "good"),
    TransferState.CANCELLED: (_l("cancelled"), "plain"),
}

TRANSFER_TABS: Mapping[str, LazyStr] = {
    "open": _l("Open"),
    "requested": _l("To answer"),
    "approved": _l("To send"),
    "sent": _l("On its way"),
    "all": _l("All"),
}
"""How the list of transfers is narrowed."""
