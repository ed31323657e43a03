"""What may become of a transfer between stores: its states and the steps between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class TransferState(StrEnum):
    """Where a transfer stands."""

    REQUESTED = "requested"
    """The store that needs the parts asked for them."""
    APPROVED = "approved"
    """The store that has them holds them for it."""
    SENT = "sent"
    """They left; they are nobody's to give out until they arrive."""
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    """All that was sent arrived, or was found missing."""
    CANCELLED = "cancelled"
    """It was given up before anything left."""


class TransferStep(StrEnum):
    """What is done to a transfer."""

    APPROVE = "approve"
    SEND = "send"
    RECEIVE_SOME = "receive_some"
    RECEIVE_ALL = "receive_all"
    CANCEL = "cancel"


_S, _D = TransferState, TransferStep

TRANSITIONS: Mapping[tuple[TransferState, TransferStep], TransferState] = {
    (_S.REQUESTED, _D.APPROVE): _S.APPROVED,
    (_S.APPROVED, _D.SEND): _S.SENT,
    **{
        (under_way, step): after
        for under_way in (_S.SENT, _S.PARTLY_RECEIVED)
        for step, after in ((_D.RECEIVE_SOME, _S.PARTLY_RECEIVED), (_D.RECEIVE_ALL, _S.RECEIVED))
    },
    (_S.REQUESTED, _D.CANCEL): _S.CANCELLED,
    (_S.APPROVED, _D.CANCEL): _S.CANCELLED,
}
"""The state after a step in a state; what is not here is not allowed."""

ENDED = (_S.RECEIVED, _S.CANCELLED)


def state_after(state: TransferState, step: TransferStep) -> TransferState | None:
    """The state after the step, or none when the step is not allowed there."""
    return TRANSITIONS.get((state, step))
