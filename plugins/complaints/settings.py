"""What can be set of complaints, by the operator, the group, or for one store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from marshmallow import Schema, fields, validate

from saas.plugin_api import ClockTarget, PluginSettings, _l, settings, settings_of_stores

_WEEK = 7 * 24 * 60
ACKNOWLEDGE = "acknowledge"
RESOLVE = "resolve"


class ComplaintSettings(Schema):
    """The settings of complaints."""

    acknowledge_minutes = fields.Integer(
        load_default=30,
        validate=validate.Range(min=5, max=_WEEK),
        metadata={
            "title": _l("Minutes until a complaint must be acknowledged"),
            "help": _l(
                "Working time of the store, counted from when it was received; complaints received before keep theirs."
            ),
            "section": _l("Times"),
            "level": "store",
        },
    )
    resolve_hours = fields.Integer(
        load_default=24,
        validate=validate.Range(min=1, max=720),
        metadata={
            "title": _l("Hours until a complaint must be resolved"),
            "help": _l("Counted from when it was received; complaints received before keep theirs."),
            "section": _l("Times"),
            "level": "store",
        },
    )
    resolve_around_the_clock = fields.Boolean(
        load_default=False,
        metadata={
            "title": _l("Count these hours day and night"),
            "help": _l("Otherwise they are working time of the store."),
            "section": _l("Times"),
            "level": "store",
        },
    )
    pause_hours = fields.Integer(
        load_default=40,
        validate=validate.Range(min=0, max=720),
        metadata={
            "title": _l("Hours for which a complaint may wait for others"),
            "help": _l(
                "For the customer, a part or a third party, all waiting together; what it takes longer counts."
            ),
            "section": _l("Times"),
            "level": "store",
        },
    )
    closure_days = fields.Integer(
        load_default=3,
        validate=validate.Range(min=0, max=30),
        metadata={
            "title": _l("Days after which the customer is asked whether it is well"),
            "help": _l("Counted from when the complaint was resolved; somebody else than its handler asks."),
            "section": _l("Closing"),
        },
    )
    closure_tries = fields.Integer(
        load_default=3,
        validate=validate.Range(min=1, max=10),
        metadata={
            "title": _l("Times that a customer is tried before the complaint is closed without an answer"),
            "help": _l("Each time is written down on the complaint's page."),
            "section": _l("Closing"),
        },
    )
    satisfied_from = fields.Integer(
        load_default=7,
        validate=validate.Range(min=1, max=10),
        metadata={
            "title": _l("Mark from which a customer counts as satisfied"),
            "help": _l("Of ten; a lower one opens the complaint again."),
            "section": _l("Closing"),
        },
    )
    approval_above = fields.Integer(
        load_default=500,
        validate=validate.Range(min=0, max=1_000_000),
        metadata={
            "title": _l("Yuan above which a solution must be approved"),
            "help": _l("By somebody else than who proposed it."),
            "section": _l("Solutions"),
            "level": "store",
        },
    )
    public_form = fields.Boolean(
        load_default=False,
        metadata={
            "title": _l("Customers may file complaints themselves"),
            "help": _l(
                "By a form at a public address and a QR code. The time to acknowledge runs from when they send it, also at "
                "night: switch it on where somebody watches the list."
            ),
            "section": _l("Customers"),
            "level": "store",
        },
    )
    needed_up_to_rating = fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=10),
        metadata={
            "title": _l("Mark up to which a call needs a complaint"),
            "help": _l(
                "A call whose customer gives this mark or a lower one ends only with a complaint; 0: never."
            ),
            "section": _l("Calls"),
            "level": "store",
        },
    )
    call_first = fields.Boolean(
        load_default=False,
        metadata={
            "title": _l("Call customers with an open complaint first"),
            "help": _l("Counts for the tasks that the rules make from then on."),
            "section": _l("Calls"),
        },
    )
    warning_least = fields.Integer(
        load_default=3,
        validate=validate.Range(min=1, max=50),
        metadata={
            "title": _l("Complaints in a week that an early warning needs"),
            "help": _l("Fewer raise none, however unusual they are."),
            "section": _l("Early warning"),
        },
    )
    warning_false_share = fields.Integer(
        load_default=10,
        validate=validate.Range(min=1, max=50),
        metadata={
            "title": _l("Early warnings that may be false, in percent"),
            "help": _l("A smaller share raises fewer warnings, and later."),
            "section": _l("Early warning"),
        },
    )


SETTINGS = PluginSettings(schema=ComplaintSettings)


def acknowledge_within(store_id: int) -> timedelta:
    """How much working time after a complaint was received the customer must know that it was heard."""
    return timedelta(minutes=settings("complaints", store_id=store_id)["acknowledge_minutes"])


def times_of(store_id: int) -> tuple[ClockTarget, ClockTarget]:
    """What is owed for a complaint of a store: that the customer hears of it, and that it is resolved."""
    chosen = settings("complaints", store_id=store_id)
    pauses = timedelta(hours=chosen["pause_hours"])
    return (
        ClockTarget(code=ACKNOWLEDGE, wanted=acknowledge_within(store_id)),
        ClockTarget(
            code=RESOLVE,
            wanted=timedelta(hours=chosen["resolve_hours"]),
            pause_limit=pauses,
            around_the_clock=chosen["resolve_around_the_clock"],
        ),
    )


def stores_with_form(store_ids: Sequence[int]) -> set[int]:
    """Those of several stores whose form is open to customers; one statement."""
    chosen = settings_of_stores("complaints", store_ids)
    return {store for store, found in chosen.items() if found["public_form"]}


def approval_limit_fen(store_id: int) -> int:
    """What a solution may cost, in fen, without somebody else's approval."""
    limit: int = settings("complaints", store_id=store_id)["approval_above"]
    return limit * 100


def closure_days() -> timedelta:
    """How long after the solution the customer is asked whether it is well."""
    return timedelta(days=settings("complaints")["closure_days"])


def closure_window() -> timedelta:
    """How long the call that asks may take to come about."""
    return timedelta(days=7)


def closure_tries() -> int:
    """How often a customer is tried before a complaint is closed without an answer."""
    tries: int = settings("complaints")["closure_tries"]
    return tries


def satisfied_from() -> int:
    """The mark of ten from which a customer counts as satisfied."""
    mark: int = settings("complaints")["satisfied_from"]
    return mark


def warning_settings() -> dict[str, int]:
    """What the early warning is told: least, complaints in a week; false_share, in percent."""
    found = settings("complaints")
    return {"least": found["warning_least"], "false_share": found["warning_false_share"]}
