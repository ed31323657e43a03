"""What can be set of expense claims."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from saas.plugin_api import _l, settings


class ClaimSettings(Schema):
    """The settings of expense claims."""

    claim_line_limit = fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=10_000_000),
        metadata={
            "title": _l("Amount of one expense from which on finance is told to look, in yuan"),
            "help": _l("0: of none."),
            "section": _l("Expense claims"),
            "level": "store",
        },
    )
    claim_days = fields.Integer(
        load_default=90,
        validate=validate.Range(min=1, max=730),
        metadata={
            "title": _l("Days that an expense may lie back"),
            "help": _l("An older one is not refused: finance is told to look at it."),
            "section": _l("Expense claims"),
            "level": "store",
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRule:
    """What stands out in a claim of a store. line_limit_fen: none for no limit."""

    line_limit_fen: int | None
    most_days: int


def claim_rule(store_id: int) -> ClaimRule:
    """The rule of a store."""
    values = settings("budget", store_id=store_id)
    limit = values["claim_line_limit"]
    return ClaimRule(line_limit_fen=limit * 100 if limit else None, most_days=values["claim_days"])
