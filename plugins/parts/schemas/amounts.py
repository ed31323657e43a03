"""Fields of quantities and money: the API takes fen, forms take yuan."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from plugins.parts.numbers import MILLIONTH, MOST
from saas.plugin_api import _, _l, round_half_up

MOST_FEN = 10**11
_MOST_YUAN = Decimal(10**9)


def amount_field(
    label: object, *, above_zero: bool = False, help_text: object = "", **about: Any
) -> fields.Decimal:
    """A quantity in the part's unit, three digits after the point. about: `required` or `load_default`."""
    metadata = {"label": label, "step": "any", "help": help_text, "min": "0"}
    checks: list[Callable[[Decimal], object]] = [
        validate.Range(min=0, max=MOST, min_inclusive=not above_zero),
        _digits,
    ]
    if "load_default" in about and about["load_default"] is None:
        about["allow_none"] = True
    return fields.Decimal(allow_nan=False, validate=checks, metadata=metadata, **about)


def _digits(value: Decimal) -> None:
    # Of a number out of range too, which cannot be rounded.
    if int(value.normalize().as_tuple().exponent) < -3:
        raise ValidationError(_("At most three digits after the point."))


class Yuan(fields.Field[Any]):
    """Money as people type it, in yuan; loaded as whole fen."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found = fields.Decimal(allow_nan=False).deserialize(value, attr, data, **kwargs)
        if not 0 <= found <= _MOST_YUAN:
            raise ValidationError(_("Enter an amount from 0 to %(most)s.", most=f"{_MOST_YUAN:,}"))
        return self.in_fen(found)

    def in_fen(self, yuan: Decimal) -> int | Decimal:
        """The amount as it is loaded."""
        return int(round_half_up(yuan * 100, 0))


class YuanPerUnit(Yuan):
    """The price of a unit as people type it, in yuan; loaded as fen, six digits after the point."""

    def in_fen(self, yuan: Decimal) -> int | Decimal:
        """The amount as it is loaded."""
        return (yuan * 100).quantize(MILLIONTH)


def yuan_field(label: object, help_text: object = "") -> Yuan:
    """An amount that may be left out."""
    metadata = {"label": label, "unit": _l("yuan"), "widget": "number", "help": help_text, "min": "0"}
    return Yuan(load_default=None, allow_none=True, metadata=metadata)


def yuan_per_unit_field(label: object, help_text: object = "") -> YuanPerUnit:
    """The price of a unit that may be left out."""
    metadata = {"label": label, "unit": _l("yuan"), "widget": "number", "help": help_text, "min": "0"}
    return YuanPerUnit(load_default=None, allow_none=True, metadata=metadata)


def fen_field(label: object) -> fields.Integer:
    """Whole fen that may be left out, for other systems."""
    check = validate.Range(min=0, max=MOST_FEN)
    return fields.Integer(load_default=None, allow_none=True, validate=check, metadata={"label": label})


def fen_per_unit_field(label: object) -> fields.Decimal:
    """The price of a unit in fen, six digits after the point, that may be left out; for other systems."""
    check = validate.Range(min=0, max=MOST_FEN)
    return fields.Decimal(
        load_default=None, allow_none=True, allow_nan=False, validate=check, metadata={"label": label}
    )


def in_yuan(fen: Decimal | int | None) -> str:
    """Fen as a form shows them, in yuan; nothing for none."""
    if fen is None:
        return ""
    text = f"{Decimal(fen) / 100:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
