"""Why a member may do something, over REST: the same answer as the page."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.accounts.models import MemberStatus
from saas.core.accounts.permissions import MEMBER_READ
from saas.core.accounts.queries import member_detail
from saas.core.accounts.stand_ins_api import api
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import (
    UNASKED,
    Because,
    Explanation,
    Reason,
    Scope,
    current_catalogue,
    explain,
    requires,
)

__all__ = ["api"]


class ExplanationQuery(Schema):
    """What is asked."""

    permission = fields.String(required=True)
    store_id = fields.Integer(load_default=None, metadata={"description": "The store of a row."})
    owner_id = fields.Integer(
        load_default=None, metadata={"description": "The member to whom a row belongs."}
    )


class ReasonOut(Schema):
    """A role of the member that bears on the permission."""

    role = fields.String()
    store_id = fields.Integer(allow_none=True, metadata={"description": "None is the whole group."})
    in_place_of_id = fields.Integer(
        allow_none=True, metadata={"description": "The member in whose place it is held."}
    )
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    through = fields.String(metadata={"description": "The permission that the role holds."})
    scope = fields.Enum(Scope, by_value=True, allow_none=True)
    because = fields.Enum(Because, by_value=True)


class ExplanationOut(Schema):
    """Whether a member may do something, and why."""

    permission = fields.String()
    allowed = fields.Boolean()
    can_come_in = fields.Boolean()
    owner = fields.String(metadata={"description": "`core`, or the plugin that declares it."})
    is_on = fields.Boolean(metadata={"description": "Whether the plugin is on."})
    reasons = fields.List(fields.Nested(ReasonOut))


@api.get("/members/<int:member_id>/explanation")
@requires(MEMBER_READ)
@api.arguments(ExplanationQuery, location="query")
@api.response(200, ExplanationOut)
def explain_member(arguments: dict[str, Any], member_id: int) -> dict[str, object]:
    """Say why a member may do something, or why not."""
    member = member_detail(member_id).member
    if arguments["permission"] not in current_catalogue().permissions:
        raise Invalid("permission", _("There is no such permission."))
    store_id, owner_id = arguments["store_id"], arguments["owner_id"]
    found = explain(
        member_id,
        arguments["permission"],
        store_id=UNASKED if store_id is None else store_id,
        owner_id=UNASKED if owner_id is None else owner_id,
    )
    return explanation_told(found, member.status)


def explanation_told(found: Explanation, status: MemberStatus) -> dict[str, object]:
    """An explanation as the API shows it."""
    comes_in = status is MemberStatus.ACTIVE
    return {
        "permission": found.permission,
        "allowed": found.allowed and comes_in,
        "can_come_in": comes_in,
        "owner": found.owner,
        "is_on": found.is_on,
        "reasons": [_told(one) for one in found.reasons],
    }


def _told(one: Reason) -> dict[str, object]:
    return {
        "role": one.assignment.role,
        "store_id": one.assignment.store_id,
        "in_place_of_id": one.assignment.on_behalf_of,
        "valid_from": one.period.valid_from,
        "valid_until": one.period.valid_until,
        "through": one.through,
        "scope": one.scope,
        "because": one.because,
    }
