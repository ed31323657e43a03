"""What customers are told of where their complaint stands: in their words, and nothing of how the house works."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from plugins.complaints.states import DONE, ENDED, CaseState, ResultKind
from saas.plugin_api import LazyStr, _l


class Standing(StrEnum):
    """A step of the way as the customer sees it."""

    RECEIVED = "received"
    WORK = "work"
    PROPOSED = "proposed"
    CARRIED_OUT = "carried_out"
    CLOSED = "closed"


STEPS: Mapping[Standing, LazyStr] = {
    Standing.RECEIVED: _l("Arrived"),
    Standing.WORK: _l("In work"),
    Standing.PROPOSED: _l("Solution proposed"),
    Standing.CARRIED_OUT: _l("Carrying out"),
    Standing.CLOSED: _l("Closed"),
}

_AGREED = (CaseState.AGREED, CaseState.IMPLEMENTING)

SENTENCES: Mapping[CaseState, LazyStr] = {
    CaseState.RECEIVED: _l("Your complaint has arrived and will be read."),
    CaseState.REOPENED: _l("Your complaint has been taken up again. We look for a better solution."),
    CaseState.OFFERED: _l("We propose what stands below. Please tell us whether you agree."),
    **dict.fromkeys(_AGREED, _l("Thank you. What you agreed to is being carried out.")),
    **dict.fromkeys(DONE, _l("It is done from our side. We will ask you whether all is well.")),
    CaseState.CLOSED: _l("Your complaint is closed. If something is still wrong, please call us."),
    CaseState.WITHDRAWN: _l("You have withdrawn your complaint."),
    CaseState.DUPLICATE: _l("This is dealt with together with another complaint about the same."),
}
"""What is said of a state; of all others, that it is worked on."""
IN_WORK = _l("We are looking into your complaint. You hear from us as soon as there is a solution.")

SOLUTIONS: Mapping[ResultKind, LazyStr] = {
    ResultKind.EXPLAINED: _l("Explanation"),
    ResultKind.APOLOGISED: _l("Apology"),
    ResultKind.REPAIRED: _l("Repair"),
    ResultKind.REPLACED: _l("Replacement"),
    ResultKind.COMPENSATED: _l("Compensation"),
    ResultKind.REFUNDED: _l("Refund"),
    ResultKind.UNFOUNDED: _l("What we found"),
}
"""What is proposed, by its kind."""


def standing_of(state: CaseState) -> Standing:
    """The step of the way on which a complaint in this state is."""
    if state in ENDED:
        return Standing.CLOSED
    if state in DONE or state in _AGREED:
        return Standing.CARRIED_OUT
    known = {CaseState.RECEIVED: Standing.RECEIVED, CaseState.OFFERED: Standing.PROPOSED}
    return known.get(state, Standing.WORK)


def sentence_of(state: CaseState) -> LazyStr:
    """What the customer is told of a complaint in this state."""
    return SENTENCES.get(state, IN_WORK)
