"""Inputs and answers about expense claims, payments and requests to exceed the budget."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState
from plugins.budget.claim_words import CLAIM_TABS, OBJECTS, POINTS
from plugins.budget.models.claims import CostObject
from plugins.budget.operations.claim_lines import MOST_FEN, RECEIPTS
from saas.plugin_api import LazyStr, PageQuery, _, _l, upload_field


class YuanField(fields.Decimal):
    """An amount in yuan with at most two digits after the point, as it is typed; inside it is whole fen."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        text = value.replace(",", "").replace("¥", "").strip() if isinstance(value, str) else value
        yuan: Decimal = super()._deserialize(text, attr, data, **rest)
        if not yuan.is_finite() or abs(yuan) > MOST_FEN // 10 or yuan != yuan.quantize(Decimal("0.01")):
            raise ValidationError(_("Enter an amount in yuan with at most two digits after the point."))
        return int(yuan * 100)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **_rest: Any) -> Any:  # noqa: ARG002  # as marshmallow calls it
        return None if value is None else yuan_text(value)


def yuan_text(fen: int) -> str:
    """An amount in fen as it stands in a field: `1234.50`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _yuan(label: LazyStr, *, required: bool, **about: Any) -> YuanField:
    told = {"label": label, "widget": "number", "step": "0.01", "min": "0", "unit": _l("yuan"), **about}
    if required:
        return YuanField(required=True, allow_nan=False, metadata=told)
    return YuanField(load_default=0, allow_nan=False, metadata=told)


def _text(label: LazyStr, most: int, *, required: bool = False, **about: Any) -> fields.String:
    told = {"label": label, "maxlength": most, **about}
    if required:
        return fields.String(required=True, validate=validate.Length(min=1, max=most), metadata=told)
    return fields.String(load_default="", validate=validate.Length(max=most), metadata=told)


class BudgetClaimTitleSchema(Schema):
    """What a claim is for."""

    title = _text(_l("What the claim is for"), 100, required=True)


class BudgetClaimNewSchema(BudgetClaimTitleSchema):
    """A claim that is begun."""

    store_id = fields.Integer(required=True, metadata={"label": _l("Store"), "widget": "select"})
    department_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Department"),
            "widget": "select",
            "help": _l("Whose budget it is. Empty: the store's."),
        },
    )


class BudgetClaimBeginSchema(BudgetClaimNewSchema):
    """A claim that another system begins for a member."""

    claimant_id = fields.Integer(required=True)


class BudgetClaimLineSchema(Schema):
    """One expense."""

    spent_on = fields.Date(required=True, metadata={"label": _l("Day of the expense")})
    category_id = fields.Integer(required=True, metadata={"label": _l("Cost category"), "widget": "select"})
    amount = _yuan(_l("Amount, with the tax"), required=True)
    tax = _yuan(_l("Tax in it"), required=False)
    quantity = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=999),
        metadata={
            "label": _l("Nights, days or people"),
            "widget": "number",
            "help": _l("How many of them the amount is for, since a limit holds for one. Else 1."),
        },
    )
    vendor = _text(_l("Paid to"), 100)
    invoice_no = _text(_l("Invoice number"), 40, autocomplete="off")
    invoice_code = _text(
        _l("Invoice code"), 40, autocomplete="off", help=_l("Electronic invoices of today have none.")
    )
    note = _text(_l("Note"), 500)
    object_kind = fields.Enum(
        CostObject,
        by_value=True,
        load_default=CostObject.STORE,
        metadata={
            "label": _l("What it was for"),
            "choices": [(key.value, label) for key, label in OBJECTS.items()],
        },
    )
    object_code = _text(
        _l("Repair order number or campaign code"), 40, help=_l("Of a repair order or a campaign.")
    )
    object_name = _text(_l("Name of the campaign"), 100, help=_l("Of a campaign only."))
    vehicle_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Vehicle"),
            "widget": "picker",
            "placeholder": _l("Plate or VIN"),
            "help": _l("Of a vehicle only."),
        },
    )


class BudgetClaimLineFormSchema(BudgetClaimLineSchema):
    """One expense with its receipt."""

    file = upload_field(
        _l("Receipt"), RECEIPTS, required=False, help_text=_l("A picture or PDF, up to 10 MB.")
    )


class BudgetClaimReceiptSchema(Schema):
    """A receipt."""

    file = upload_field(_l("Receipt"), RECEIPTS, help_text=_l("A picture or PDF, up to 10 MB."))


class BudgetClaimSubmitSchema(Schema):
    """Handing a claim in."""

    overbudget_reason = _text(
        _l("Why the budget has to be exceeded"),
        1000,
        widget="textarea",
        rows=3,
        help=_l("Only where it is exceeded: the claim is then held until that is approved."),
    )


class BudgetClaimNoteSchema(Schema):
    """A note that goes with a decision."""

    text = _text(_l("Note"), 1000, widget="textarea", rows=2)


class BudgetClaimReasonSchema(Schema):
    """Why a claim is returned, rejected or refused."""

    reason = _text(_l("Reason"), 1000, required=True, widget="textarea", rows=3)


def _point(point: Point) -> fields.Boolean:
    return fields.Boolean(load_default=False, metadata={"label": POINTS[point]})


class BudgetClaimCheckSchema(Schema):
    """The four points of finance, and a note."""

    within_budget = _point(Point.WITHIN_BUDGET)
    reasonable = _point(Point.REASONABLE)
    receipts = _point(Point.RECEIPTS)
    exact = _point(Point.EXACT)
    text = _text(_l("Note"), 1000, widget="textarea", rows=2)


class BudgetClaimFilterSchema(Schema):
    """What the list of claims is narrowed to, in its address."""

    view = fields.String(load_default="", validate=validate.OneOf(["", *CLAIM_TABS]))
    store_id = fields.Integer(load_default=None)
    number = fields.String(data_key="q", load_default="")


class BudgetClaimQuery(PageQuery):
    """The filters of the list."""

    view = fields.String(load_default="all", validate=validate.OneOf(["held", "pay", "open", "all"]))
    store_id = fields.Integer(load_default=None)


class BudgetClaimReceiptOut(Schema):
    """A receipt as other systems see it."""

    id = fields.Integer()
    name = fields.String()
    mime = fields.String()
    size = fields.Integer()


class BudgetClaimLineOut(Schema):
    """One expense as other systems see it; amounts in yuan."""

    id = fields.Integer()
    spent_on = fields.Date()
    category_id = fields.Integer()
    amount = YuanField(attribute="amount_fen", as_string=True)
    tax = YuanField(attribute="tax_fen", as_string=True)
    quantity = fields.Integer()
    vendor = fields.String()
    note = fields.String()
    invoice_code = fields.String()
    invoice_no = fields.String()
    object_kind = fields.Enum(CostObject, by_value=True)
    object_code = fields.String()
    object_name = fields.String()
    vehicle_id = fields.Integer(allow_none=True)
    row_version = fields.Integer()


class BudgetClaimOut(Schema):
    """A claim as other systems see it; amounts in yuan."""

    id = fields.Integer()
    document_no = fields.String()
    state = fields.Enum(ClaimState, by_value=True)
    title = fields.String()
    store_id = fields.Integer()
    department_id = fields.Integer(allow_none=True)
    claimant_id = fields.Integer()
    total = YuanField(attribute="total_fen", as_string=True)
    tax = YuanField(attribute="tax_fen", as_string=True)
    round = fields.Integer()
    submitted_at = fields.AwareDateTime(allow_none=True)
    paid_at = fields.AwareDateTime(allow_none=True)
    checks = fields.List(fields.Dict(), metadata={"description": "What the machine found, by check."})
    row_version = fields.Integer()


class BudgetPaymentSchema(Schema):
    """Claims that go into one payment."""

    claim_ids = fields.List(fields.Integer(), required=True, data_key="ids", metadata={"label": _l("Claims")})


class BudgetPaymentMadeSchema(Schema):
    """That a payment was made."""

    paid_on = fields.Date(required=True, metadata={"label": _l("Paid on")})
    reference = _text(_l("Reference of the bank"), 60, required=True)


class BudgetNothingSchema(Schema):
    """A form of nothing but its button."""
