"""What can be set of counts: how often, how exact, and who approves what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from marshmallow import Schema, fields, validate

from plugins.parts.models import AbcClass
from saas.plugin_api import _l, settings


def _times(label: object, preset: int) -> fields.Integer:
    help_text = _l("0: parts of this class are never due.")
    about = {"title": label, "help": help_text, "section": _l("Counts"), "level": "store"}
    return fields.Integer(load_default=preset, validate=validate.Range(min=0, max=52), metadata=about)


def _percent(label: object, preset: float) -> fields.Float:
    help_text = _l("In per cent of what should be there; what is further off is counted again.")
    about = {"title": label, "help": help_text, "section": _l("Counts"), "level": "store"}
    return fields.Float(load_default=preset, validate=validate.Range(min=0, max=100), metadata=about)


def _yuan(label: object, help_text: object, preset: int) -> fields.Integer:
    about = {"title": label, "help": help_text, "section": _l("Counts"), "level": "store"}
    return fields.Integer(load_default=preset, validate=validate.Range(min=0, max=10**8), metadata=about)


class CountSettings(Schema):
    """The settings of counts."""

    counts_a = _times(_l("Counts a year of class A"), 4)
    counts_b = _times(_l("Counts a year of class B"), 2)
    counts_c = _times(_l("Counts a year of class C"), 1)
    tolerance_a = _percent(_l("Tolerance of class A"), 0.2)
    tolerance_b = _percent(_l("Tolerance of class B"), 1.0)
    tolerance_c = _percent(_l("Tolerance of class C"), 5.0)
    posted_up_to_yuan = _yuan(
        _l("Value of a difference up to which nobody needs to approve it"), _l("In yuan, gain or loss."), 0
    )
    approved_up_to_yuan = _yuan(
        _l("Value of a difference up to which the store manager approves it"),
        _l("In yuan, gain or loss; dearer ones need somebody who may approve any."),
        2000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRules:
    """How a store counts. a_year: how often, by class; tolerances: shares, by class; the limits in fen."""

    a_year: Mapping[AbcClass, int]
    tolerances: Mapping[AbcClass, float]
    posted_up_to_fen: int
    approved_up_to_fen: int

    def interval_days(self, abc: AbcClass) -> Decimal | None:
        """The days from one count of a part to the next; none for a class that is never due."""
        times = self.a_year[abc]
        return Decimal(365) / times if times else None


def count_rules(store_id: int) -> CountRules:
    """How a store counts."""
    found = settings("parts", store_id=store_id)
    return CountRules(
        a_year={abc: found[f"counts_{abc.value.lower()}"] for abc in AbcClass},
        tolerances={abc: found[f"tolerance_{abc.value.lower()}"] / 100 for abc in AbcClass},
        posted_up_to_fen=found["posted_up_to_yuan"] * 100,
        approved_up_to_fen=found["approved_up_to_yuan"] * 100,
    )
