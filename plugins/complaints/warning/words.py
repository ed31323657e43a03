"""What people call the states, steps, detectors and lines of an alert."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.complaints.warning.prevention import Concerned
from plugins.complaints.warning.states import AlertState, AlertStep, LineKind
from saas.plugin_api import LazyStr, _l

ALERT_STATES: Mapping[AlertState, tuple[LazyStr, str]] = {
    AlertState.OPEN: (_l("Not taken up yet"), "bad"),
    AlertState.ACKNOWLEDGED: (_l("Taken up"), "warn"),
    AlertState.INVESTIGATING: (_l("Being looked into"), "accent"),
    AlertState.CONFIRMED: (_l("Confirmed"), "bad"),
    AlertState.ACTING: (_l("Being acted on"), "info"),
    AlertState.CLOSED: (_l("Closed"), "good"),
    AlertState.REJECTED: (_l("False alarm"), "plain"),
}

STEPS: Mapping[AlertStep, LazyStr] = {
    AlertStep.ACKNOWLEDGE: _l("Take it up"),
    AlertStep.INVESTIGATE: _l("Begin to look into it"),
    AlertStep.CONFIRM: _l("Confirm: there is a cause"),
    AlertStep.REJECT: _l("False alarm: there is none"),
    AlertStep.ACT: _l("Write down what is done about it"),
    AlertStep.CLOSE: _l("Close: it was done and has helped"),
}

LINES: Mapping[LineKind, tuple[LazyStr, str, str]] = {
    LineKind.RAISED: (_l("Early warning raised"), "urgent", "bad"),
    LineKind.UPDATED: (_l("Stands out in another week"), "urgent", "warn"),
    LineKind.PREVENTED: (_l("Calls planned"), "phone-call", "info"),
    LineKind.ACKNOWLEDGE: (_l("Taken up"), "user-check", "info"),
    LineKind.INVESTIGATE: (_l("Being looked into"), "search", "info"),
    LineKind.CONFIRM: (_l("Confirmed"), "circle-check", "bad"),
    LineKind.REJECT: (_l("False alarm"), "x", "plain"),
    LineKind.ACT: (_l("Being acted on"), "pencil", "info"),
    LineKind.CLOSE: (_l("Closed"), "check", "good"),
}

ALERT_TABS: Mapping[str, LazyStr] = {
    "running": _l("Not ended yet"),
    "ended": _l("Ended"),
    "all": _l("All"),
}

DETECTORS: Mapping[str, LazyStr] = {
    "farrington_flexible": _l("same weeks of earlier years (Farrington, flexible)"),
    "bayes": _l("the last quarter of a year (Bayes, negative binomial)"),
    "ears_c2": _l("the last nine weeks (EARS C2)"),
}

CONCERNED: Mapping[Concerned, LazyStr] = {
    Concerned.SERVED: _l("Who was in the workshop lately"),
    Concerned.OWNERS: _l("Everybody who has a vehicle of the model"),
}
