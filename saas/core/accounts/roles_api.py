"""Roles over REST: the same operations and rights as the pages."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from saas.core.accounts.explaining_api import api
from saas.core.accounts.operations import drop_role, edit_role, make_role, reset_role
from saas.core.accounts.permissions import MEMBER_READ, ROLE_WRITE
from saas.core.accounts.queries import RoleLine, role_detail, role_lines
from saas.core.accounts.role_form import NewRoleSchema
from saas.platform.api import expected_version, tell_version
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import Scope, current_catalogue, requires
from saas.platform.permissions.role_editing import LONGEST_TITLE

__all__ = ["api"]

PLACE = "/roles"
_REACHES = {"description": "Permission to how far it reaches."}


def _scopes(**more: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(), values=fields.Enum(Scope, by_value=True, **more), metadata=_REACHES
    )


class RoleDetailOut(Schema):
    """A role of the group."""

    id = fields.Integer()
    code = fields.String()
    title = fields.String()
    builtin = fields.Boolean()
    permissions = _scopes()
    from_the_start = _scopes()
    members = fields.Integer(metadata={"description": "How many have it today or will."})
    row_version = fields.Integer(metadata={"description": "Also the `ETag`."})


class RolesOut(Schema):
    """All roles of the group."""

    items = fields.List(fields.Nested(RoleDetailOut))


class RoleChange(Schema):
    """What of a role is to change; what is left out stays."""

    title = fields.String(
        validate=validate.Length(min=1, max=LONGEST_TITLE),
        metadata={"description": "Only of a role of the group's own."},
    )
    permissions = fields.Dict(
        keys=fields.String(validate=validate.Length(max=200)),
        values=fields.Enum(Scope, by_value=True, allow_none=True),
        metadata={"description": "Permission to how far it is to reach; null takes it away."},
    )


@api.get(PLACE)
@requires(MEMBER_READ)
@api.response(200, RolesOut)
def list_roles() -> dict[str, object]:
    """List the roles, built-in ones first."""
    return {"items": [_told(line) for line in role_lines()]}


@api.get(f"{PLACE}/<int:role_id>")
@requires(MEMBER_READ)
@api.response(200, RoleDetailOut)
def show_one_role(role_id: int) -> dict[str, object]:
    """Show a role."""
    return _shown(role_id)


@api.post(PLACE)
@requires(ROLE_WRITE)
@api.arguments(NewRoleSchema)
@api.response(201, RoleDetailOut)
def add_role(values: dict[str, Any]) -> dict[str, object]:
    """Make a role of the group's own, empty or with what another one grants."""
    return _shown(make_role(values["title"], like=values["like"]).id)


@api.patch(f"{PLACE}/<int:role_id>")
@requires(ROLE_WRITE)
@api.arguments(RoleChange)
@api.response(200, RoleDetailOut)
def alter_role(values: dict[str, Any], role_id: int) -> dict[str, object]:
    """Change what a role grants."""
    wanted = values.get("permissions", {})
    if wanted.keys() - current_catalogue().permissions.keys():
        raise Invalid("permissions", _("One of these permissions does not exist."))
    edit_role(role_id, title=values.get("title"), wanted=wanted, version=expected_version())
    return _shown(role_id)


@api.post(f"{PLACE}/<int:role_id>/reset")
@requires(ROLE_WRITE)
@api.response(200, RoleDetailOut)
def bring_back_role(role_id: int) -> dict[str, object]:
    """Let a built-in role be as it was from the start."""
    reset_role(role_id)
    return _shown(role_id)


@api.delete(f"{PLACE}/<int:role_id>")
@requires(ROLE_WRITE)
@api.response(204)
def take_role_away(role_id: int) -> None:
    """Remove a role of the group's own that nobody ever had."""
    drop_role(role_id, version=expected_version())


def _shown(role_id: int) -> dict[str, object]:
    found = role_detail(role_id)
    tell_version(found.role)
    return _told(found)


def _told(line: RoleLine) -> dict[str, object]:
    return {
        "id": line.role.id,
        "code": line.role.code,
        "title": str(line.title),
        "builtin": line.role.builtin,
        "permissions": line.contents.granted,
        "from_the_start": line.contents.declared,
        "members": line.holders,
        "row_version": line.role.row_version,
    }
