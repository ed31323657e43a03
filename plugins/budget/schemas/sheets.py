"""Inputs and answers about budgets, their lines and steps, standards and transfers."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import Schema, fields, validate

from plugins.budget.models import Driver, EntryKind, TransferState, VersionState
from plugins.budget.words import DRIVERS
from saas.plugin_api import PageQuery, _l

_LONG = validate.Length(max=2000)
_MONTHS = validate.Range(min=1, max=12)
MOST_YUAN = Decimal(10) ** 10
MONTH_NAMES = (
    _l("January"), _l("February"), _l("March"), _l("April"), _l("May"), _l("June"),
    _l("July"), _l("August"), _l("September"), _l("October"), _l("November"), _l("December"),
)  # fmt: skip


def _text(label: object, **about: object) -> fields.String:
    more = {"label": label, "widget": "textarea", "rows": 2, "maxlength": 2000, **about}
    return fields.String(load_default="", validate=_LONG, metadata=more)


def _percent(label: object) -> fields.Decimal:
    return fields.Decimal(
        load_default=Decimal(0),
        places=2,
        validate=validate.Range(min=-90, max=500),
        metadata={"label": label, "unit": "%", "widget": "number"},
    )


def yuan_field(label: object, *, required: bool = False, **about: object) -> fields.Decimal:
    """An amount as people type it, in yuan."""
    more = {"label": label, "unit": "¥", "widget": "number", "step": "0.01", "min": "0", **about}
    check = validate.Range(min=Decimal(0), max=MOST_YUAN)
    if required:
        return fields.Decimal(required=True, places=2, validate=check, metadata=more)
    return fields.Decimal(load_default=None, allow_none=True, places=2, validate=check, metadata=more)


class BudgetSheetSchema(Schema):
    """What a budget is called, its target and what it assumes."""

    title = fields.String(
        required=True,
        validate=validate.Length(min=1, max=120),
        metadata={"label": _l("Title"), "maxlength": 120},
    )
    target_yuan = yuan_field(
        _l("Target from above"), help=_l("What the year should come to; compared with the sum of the lines.")
    )
    strategy = _text(_l("Strategy"), help=_l("What the group wants to reach with after-sales."))
    standards = _text(_l("Service standards"), help=_l("What the service promises and therefore costs."))
    history_base = _text(_l("Past figures"), help=_l("Which past figures it was written from."))
    market_percent = _percent(_l("Growth of the market"))
    demand_percent = _percent(_l("Growth of demand"))


class BudgetNewSheetSchema(BudgetSheetSchema):
    """A budget that is begun."""

    year = fields.Integer(
        required=True, validate=validate.Range(min=2000, max=2100), metadata={"label": _l("Year")}
    )
    store_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Store"), "widget": "select", "placeholder": _l("The whole group")},
    )


def _month(number: int) -> fields.Decimal:
    return fields.Decimal(
        load_default=Decimal(0),
        places=3,
        validate=validate.Range(min=Decimal(0), max=MOST_YUAN),
        metadata={"label": MONTH_NAMES[number - 1], "widget": "number", "min": "0"},
    )


class BudgetPlaceSchema(Schema):
    """Which line of a budget is meant."""

    category_id = fields.Integer(required=True, metadata={"label": _l("Category"), "widget": "select"})
    store_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Store"), "widget": "select", "placeholder": _l("The whole group")},
    )
    department_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Department"), "widget": "select"}
    )


class BudgetSeriesSchema(BudgetPlaceSchema):
    """A line over the year."""

    driver = fields.Enum(
        Driver,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Cost driver"),
            "choices": [(key.value, label) for key, label in DRIVERS.items()],
            "help": _l(
                "Empty: the months are amounts in yuan. Else they are volumes, and the standard rate makes the amount."
            ),
            "placeholder": _l("Amounts by hand"),
        },
    )
    m1, m2, m3, m4, m5, m6 = (_month(number) for number in range(1, 7))
    m7, m8, m9, m10, m11, m12 = (_month(number) for number in range(7, 13))


class BudgetStepSchema(Schema):
    """A step of a budget, with a word about it. step: which."""

    step = fields.String(required=True, metadata={"widget": "hidden", "label": ""})
    text = _text(_l("Remark"))


class BudgetCommentSchema(Schema):
    """What is said of a version."""

    text = fields.String(
        required=True,
        validate=validate.Length(min=1, max=2000),
        metadata={"label": _l("Comment"), "widget": "textarea", "rows": 2, "maxlength": 2000},
    )
    category_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("About"), "widget": "select", "placeholder": _l("The whole version")},
    )


class BudgetRateSchema(Schema):
    """A standard rate from a day on."""

    category_id = fields.Integer(required=True, metadata={"label": _l("Category"), "widget": "select"})
    driver = fields.Enum(
        Driver,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Cost driver"),
            "choices": [(key.value, label) for key, label in DRIVERS.items()],
        },
    )
    rate_yuan = fields.Decimal(
        required=True,
        places=6,
        validate=validate.Range(min=Decimal(0), max=MOST_YUAN),
        metadata={"label": _l("Rate for a unit"), "unit": "¥", "widget": "number", "min": "0"},
    )
    valid_from = fields.Date(required=True, metadata={"label": _l("Valid from")})
    store_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Store"), "widget": "select", "placeholder": _l("The whole group")},
    )
    note = fields.String(
        load_default="", validate=validate.Length(max=200), metadata={"label": _l("Note"), "maxlength": 200}
    )


class BudgetTransferSchema(Schema):
    """Money that somebody wants to be moved."""

    from_month = fields.Integer(
        required=True, validate=_MONTHS, metadata={"label": _l("From the month"), "widget": "select"}
    )
    to_pot_id = fields.Integer(required=True, metadata={"label": _l("To the line"), "widget": "select"})
    to_month = fields.Integer(
        required=True, validate=_MONTHS, metadata={"label": _l("To the month"), "widget": "select"}
    )
    amount_yuan = yuan_field(_l("Amount"), required=True)
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={"label": _l("Reason"), "maxlength": 500},
    )


class BudgetRateOut(Schema):
    """A standard rate; rate_fen: for a unit of the driver, in fen."""

    id = fields.Integer()
    category_id = fields.Integer()
    store_id = fields.Integer(allow_none=True)
    driver = fields.Enum(Driver, by_value=True)
    rate_fen = fields.Decimal(as_string=True)
    valid_from = fields.Date()
    row_version = fields.Integer()


class BudgetDecisionSchema(Schema):
    """What was decided of a transfer."""

    approve = fields.Boolean(load_default=False, metadata={"label": _l("Approve")})
    text = fields.String(
        load_default="", validate=validate.Length(max=500), metadata={"label": _l("Remark"), "maxlength": 500}
    )


class BudgetSheetOut(Schema):
    """A budget with its latest version."""

    id = fields.Integer()
    document_no = fields.String()
    title = fields.String()
    year = fields.Integer()
    store_id = fields.Integer(allow_none=True)
    target_fen = fields.Integer(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class BudgetSeriesOut(Schema):
    """A line over the year, in fen."""

    category_id = fields.Integer()
    store_id = fields.Integer(allow_none=True)
    department_id = fields.Integer(allow_none=True)
    driver = fields.Enum(Driver, by_value=True, allow_none=True)
    months = fields.List(fields.Integer())
    total_fen = fields.Integer()
    before_fen = fields.Integer()


class BudgetWholeOut(BudgetSheetOut):
    """A budget with the lines of its latest version."""

    state = fields.Enum(VersionState, by_value=True)
    number = fields.Integer()
    lines = fields.List(fields.Nested(BudgetSeriesOut))


class BudgetBoardQuery(PageQuery):
    """Which lines of the board. year: this one where none is given."""

    year = fields.Integer(load_default=None, validate=validate.Range(min=2000, max=2100))
    until = fields.Integer(load_default=12, validate=_MONTHS)
    store_id = fields.Integer(load_default=None)


class BudgetBoardOut(Schema):
    """A line of the board, in fen. year_end_fen: what it will have cost if the months to come cost what is planned."""

    id = fields.Integer()
    category_id = fields.Integer()
    store_id = fields.Integer(allow_none=True)
    department_id = fields.Integer(allow_none=True)
    planned_fen = fields.Integer()
    committed_fen = fields.Integer()
    actual_fen = fields.Integer()
    year_fen = fields.Integer()
    year_end_fen = fields.Integer()


class BudgetEntryOut(Schema):
    """An entry of the ledger."""

    id = fields.Integer()
    month = fields.Integer()
    kind = fields.Enum(EntryKind, by_value=True)
    amount_fen = fields.Integer()
    document = fields.String()
    title = fields.String()
    spent_on = fields.Date()
    posted_at = fields.AwareDateTime()


class BudgetTransferOut(Schema):
    """A transfer between lines."""

    id = fields.Integer()
    document_no = fields.String()
    state = fields.Enum(TransferState, by_value=True)
    from_pot_id = fields.Integer()
    from_month = fields.Integer()
    to_pot_id = fields.Integer()
    to_month = fields.Integer()
    amount_fen = fields.Integer()
    reason = fields.String()
    row_version = fields.Integer()
