"""What may become of a purchase order: its states and the steps between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class OrderState(StrEnum):
    """Where a purchase order stands."""

    DRAFT = "draft"
    """Somebody still writes it."""
    SUBMITTED = "submitted"
    """Somebody else looks at it."""
    APPROVED = "approved"
    """The money is set aside; it is to be sent to the supplier."""
    PLACED = "placed"
    """The supplier has it."""
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CLOSED = "closed"
    """Nothing more is expected of it."""
    CANCELLED = "cancelled"
    """It was given up before anything came."""

    @property
    def takes_goods(self) -> bool:
        """Whether goods that come for it may be taken in."""
        return (self, OrderStep.RECEIVE_SOME) in TRANSITIONS


class OrderStep(StrEnum):
    """What is done to a purchase order."""

    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    PLACE = "place"
    RECEIVE_SOME = "receive_some"
    RECEIVE_ALL = "receive_all"
    CLOSE = "close"
    CANCEL = "cancel"


_S, _D = OrderState, OrderStep

TRANSITIONS: Mapping[tuple[OrderState, OrderStep], OrderState] = {
    (_S.DRAFT, _D.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _D.SEND_BACK): _S.DRAFT,
    (_S.SUBMITTED, _D.APPROVE): _S.APPROVED,
    (_S.APPROVED, _D.PLACE): _S.PLACED,
    **{
        (expecting, step): after
        for expecting in (_S.PLACED, _S.PARTLY_RECEIVED)
        for step, after in ((_D.RECEIVE_SOME, _S.PARTLY_RECEIVED), (_D.RECEIVE_ALL, _S.RECEIVED))
    },
    (_S.PARTLY_RECEIVED, _D.CLOSE): _S.CLOSED,
    (_S.RECEIVED, _D.CLOSE): _S.CLOSED,
    **{(early, _D.CANCEL): _S.CANCELLED for early in (_S.DRAFT, _S.SUBMITTED, _S.APPROVED, _S.PLACED)},
}
"""The state after a step in a state; what is not here is not allowed."""

ON_ORDER = (_S.APPROVED, _S.PLACED, _S.PARTLY_RECEIVED)
"""The states in which what has not come yet counts as being on order."""
ENDED = (_S.RECEIVED, _S.CLOSED, _S.CANCELLED)


def state_after(state: OrderState, step: OrderStep) -> OrderState | None:
    """The state after the step, or none when the step is not allowed there."""
    return TRANSITIONS.get((state, step))
