"""Members over REST: the same operations and rights as the pages."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, make_response
from marshmallow import Schema, fields, validate

from saas.core.accounts.links import invitation_link
from saas.core.accounts.member_schemas import InvitationSchema
from saas.core.accounts.models import MemberStatus
from saas.core.accounts.operations import (
    change_member,
    disable_member,
    enable_member,
    invite_member,
    order_of_roles,
    remove_member,
)
from saas.core.accounts.permissions import MEMBER_READ, MEMBER_WRITE
from saas.core.accounts.queries import MemberRow, member_detail, member_page
from saas.core.accounts.role_values import read_roles, roles_told
from saas.platform.api import ApiBlueprint, PageQuery, expected_version, listed, page_of, tell_version
from saas.platform.database import Page
from saas.platform.i18n import _l
from saas.platform.permissions import requires
from saas.platform.security.repeats import keep_instead

api = ApiBlueprint("accounts", __name__, description=_l("Members of the group and their roles."))

_SWITCHABLE = (MemberStatus.ACTIVE.value, MemberStatus.DISABLED.value)


class RoleOut(Schema):
    """A role of a member."""

    role = fields.String(required=True)
    store_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "None is the whole group."}
    )
    valid_from = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The first day on which it counts, in the group's time zone."},
    )
    valid_until = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The last day on which it counts."}
    )


class MemberOut(Schema):
    """A member; sign-in and address of the person are not the group's and are not told."""

    id = fields.Integer()
    display_name = fields.String()
    status = fields.Enum(MemberStatus, by_value=True)
    employee_id = fields.Integer(allow_none=True)
    last_seen_at = fields.DateTime(allow_none=True)
    roles = fields.List(fields.Nested(RoleOut), metadata={"description": "Those that count today or will."})
    past_roles = fields.List(
        fields.Nested(RoleOut), metadata={"description": "Those whose last day has passed."}
    )
    row_version = fields.Integer(metadata={"description": "Also the `ETag`."})


class InvitedOut(MemberOut):
    """A member who is invited."""

    invitation_link = fields.String(
        metadata={
            "description": "To hand over; empty when it was mailed, and in the answer to a repetition of the request."
        }
    )


class MemberQuery(PageQuery):
    """A page of members."""

    status = fields.Enum(MemberStatus, by_value=True, load_default=None, allow_none=True)
    search = fields.String(load_default="", metadata={"description": "Beginning of the name."})


class MemberChange(Schema):
    """What of a member is to change; what is left out stays."""

    display_name = fields.String(validate=validate.Length(min=1, max=100))
    roles = fields.List(fields.Nested(RoleOut), validate=validate.Length(max=50))
    status = fields.String(validate=validate.OneOf(_SWITCHABLE))


@api.get("/members")
@requires(MEMBER_READ)
@api.arguments(MemberQuery, location="query")
@api.response(200, page_of(MemberOut))
def list_members(arguments: dict[str, Any]) -> dict[str, object]:
    """List the members."""
    page = member_page(**arguments)
    rows = [_told(row) for row in page.rows]
    return listed(Page(rows=rows, after=page.after, before=page.before))


@api.get("/members/<int:member_id>")
@requires(MEMBER_READ)
@api.response(200, MemberOut)
def show_member(member_id: int) -> dict[str, object]:
    """Show a member."""
    row = member_detail(member_id)
    tell_version(row.member)
    return _told(row)


@api.post("/members")
@requires(MEMBER_WRITE)
@api.arguments(InvitationSchema)
@api.response(201, InvitedOut)
def invite(values: dict[str, Any]) -> dict[str, object]:
    """Invite somebody; with an address the link is mailed."""
    invited = invite_member(**{**values, "roles": read_roles(values["roles"])})
    row = member_detail(invited.member_id)
    tell_version(row.member)
    told = {**_told(row), "invitation_link": ""}
    keep_instead(make_response(jsonify(InvitedOut().dump(told)), 201))
    return {**told, "invitation_link": invitation_link(g.api_group, invited.token) if invited.token else ""}


@api.patch("/members/<int:member_id>")
@requires(MEMBER_WRITE)
@api.arguments(MemberChange)
@api.response(200, MemberOut)
def edit_member(values: dict[str, Any], member_id: int) -> dict[str, object]:
    """Change a member's name, roles or status."""
    row, version = member_detail(member_id), expected_version()
    roles = read_roles(values["roles"]) if "roles" in values else sorted(row.roles, key=order_of_roles)
    name = values.get("display_name", row.member.display_name)
    member = change_member(member_id, display_name=name, roles=roles, version=version)
    wanted = values.get("status", member.status.value)
    if wanted != member.status.value:
        (enable_member if wanted == MemberStatus.ACTIVE.value else disable_member)(member_id)
    tell_version(member)
    return _told(member_detail(member_id))


@api.delete("/members/<int:member_id>")
@requires(MEMBER_WRITE)
@api.response(204)
def end_membership(member_id: int) -> None:
    """End a membership; the person's account and other groups are not touched."""
    remove_member(member_id, version=expected_version())


def _told(row: MemberRow) -> dict[str, object]:
    member = row.member
    return {
        "id": member.id,
        "display_name": member.display_name,
        "status": member.status,
        "employee_id": member.employee_id,
        "last_seen_at": member.last_seen_at,
        "roles": roles_told(row.roles),
        "past_roles": roles_told(row.past),
        "row_version": member.row_version,
    }
