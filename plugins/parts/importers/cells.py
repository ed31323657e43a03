"""How the cells of these files are read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from plugins.parts.models import QualityClass, Unit
from plugins.parts.numbers import MOST
from saas.plugin_api import _

QUALITIES: Mapping[str, QualityClass] = {
    "原厂": QualityClass.OEM,
    "原厂件": QualityClass.OEM,
    "正厂": QualityClass.OEM,
    "oem": QualityClass.OEM,
    "original": QualityClass.OEM,
    "同质": QualityClass.SAME_QUALITY,
    "同质件": QualityClass.SAME_QUALITY,
    "品牌件": QualityClass.SAME_QUALITY,
    "same quality": QualityClass.SAME_QUALITY,
    "再制造": QualityClass.REMANUFACTURED,
    "再制造件": QualityClass.REMANUFACTURED,
    "remanufactured": QualityClass.REMANUFACTURED,
    "回用": QualityClass.REUSED,
    "回用件": QualityClass.REUSED,
    "拆车件": QualityClass.REUSED,
    "reused": QualityClass.REUSED,
}
UNITS: Mapping[str, Unit] = {
    "件": Unit.PIECE,
    "个": Unit.PIECE,
    "只": Unit.PIECE,
    "片": Unit.PIECE,
    "条": Unit.PIECE,
    "pcs": Unit.PIECE,
    "piece": Unit.PIECE,
    "套": Unit.SET,
    "付": Unit.SET,
    "副": Unit.SET,
    "set": Unit.SET,
    "瓶": Unit.BOTTLE,
    "桶": Unit.BOTTLE,
    "bottle": Unit.BOTTLE,
    "升": Unit.LITRE,
    "l": Unit.LITRE,
    "litre": Unit.LITRE,
    "米": Unit.METRE,
    "m": Unit.METRE,
    "metre": Unit.METRE,
    "千克": Unit.KILOGRAM,
    "公斤": Unit.KILOGRAM,
    "kg": Unit.KILOGRAM,
    "kilogram": Unit.KILOGRAM,
}
YES_OR_NO: Mapping[str, bool] = {
    **dict.fromkeys(("是", "准许", "已准许", "y", "yes", "true", "1"), True),
    **dict.fromkeys(("否", "不准许", "未准许", "n", "no", "false", "0"), False),
}


def word(words: Mapping[str, Any]) -> fields.Function:
    """One of some words, in any of the ways in which people write it; none where the cell is empty."""

    def read(value: Any) -> Any:
        found = words.get(str(value).strip().lower())
        if found is None:
            raise ValidationError(_("This word is not known here."))
        return found

    return fields.Function(deserialize=read, load_default=None)


class Amount(fields.Decimal):
    """A quantity, also written `1,234.5`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        return super()._deserialize(str(value).replace(",", ""), attr, data, **kwargs)


def amount(*, required: bool = False, above_zero: bool = False) -> Amount:
    """A quantity of three digits after the point, none where the cell is empty."""
    check = validate.Range(min=0, max=MOST, min_inclusive=not above_zero)
    if required:
        return Amount(places=3, allow_nan=False, validate=check, required=True)
    return Amount(places=3, allow_nan=False, validate=check, load_default=None)
