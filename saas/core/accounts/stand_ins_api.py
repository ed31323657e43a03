"""Standing in for members over REST: the same operations and rights as the pages."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from saas.core.accounts.api import api
from saas.core.accounts.operations import end_stand_in, name_stand_in
from saas.core.accounts.permissions import MEMBER_READ, MEMBER_WRITE
from saas.core.accounts.queries import StandIn, StandInState, member_detail, stand_ins_of
from saas.core.accounts.role_values import read_roles, roles_told
from saas.platform.permissions import Period, requires

PLACE = "/members/<int:member_id>/stand-ins"

__all__ = ["api"]


class HandedOver(Schema):
    """A role that is handed over."""

    role = fields.String(required=True)
    store_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "None is the whole group."}
    )


class StandInIn(Schema):
    """Who stands in for a member."""

    deputy_id = fields.Integer(required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, metadata={"description": "The last day; it ends by itself."})
    roles = fields.List(fields.Nested(HandedOver), required=True, validate=validate.Length(min=1, max=50))


class StandInOut(Schema):
    """Somebody who stands in for a member."""

    id = fields.Integer()
    member_id = fields.Integer()
    deputy_id = fields.Integer()
    valid_from = fields.Date()
    valid_until = fields.Date()
    roles = fields.List(fields.Nested(HandedOver))
    state = fields.Enum(StandInState, by_value=True)


class StandInsOut(Schema):
    """Who stands in for a member and for whom they do, the latest 50."""

    items = fields.List(fields.Nested(StandInOut))


@api.get(PLACE)
@requires(MEMBER_READ)
@api.response(200, StandInsOut)
def list_stand_ins(member_id: int) -> dict[str, object]:
    """List who stands in for a member and for whom they do."""
    member_detail(member_id)
    return {"items": [_told(one) for one in stand_ins_of(member_id)]}


@api.post(PLACE)
@requires(MEMBER_WRITE)
@api.arguments(StandInIn)
@api.response(201, StandInOut)
def name_deputy(values: dict[str, Any], member_id: int) -> dict[str, object]:
    """Name who stands in for a member, with roles that the member has."""
    made = name_stand_in(
        member_id,
        deputy_id=values["deputy_id"],
        roles=read_roles(values["roles"]),
        period=Period(valid_from=values["valid_from"], valid_until=values["valid_until"]),
    )
    return next(_told(one) for one in stand_ins_of(member_id) if one.id == made.id)


@api.post(f"{PLACE}/<int:delegation_id>/end")
@requires(MEMBER_WRITE)
@api.response(204)
def end_standing_in(member_id: int, delegation_id: int) -> None:
    """End at once what would have ended by itself."""
    end_stand_in(delegation_id, of=member_id)


def _told(one: StandIn) -> dict[str, object]:
    roles = [{"role": role["role"], "store_id": role["store_id"]} for role in roles_told(one.roles)]
    return {
        "id": one.id,
        "member_id": one.member_id,
        "deputy_id": one.deputy_id,
        "valid_from": one.period.valid_from,
        "valid_until": one.period.valid_until,
        "roles": roles,
        "state": one.state,
    }
