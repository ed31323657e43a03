"""Teams over REST: the same operations and rights as the pages."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.accounts.operations import change_team, create_team, remove_team
from saas.core.accounts.permissions import MEMBER_READ, TEAM_WRITE
from saas.core.accounts.queries import TeamLine, team_detail, team_lines
from saas.core.accounts.roles_api import api
from saas.core.accounts.team_form import TeamSchema
from saas.platform.api import expected_version, tell_version
from saas.platform.permissions import requires

__all__ = ["api"]

PLACE = "/teams"


class TeamOut(Schema):
    """A team and who is in it."""

    id = fields.Integer()
    name = fields.String()
    department_id = fields.Integer(allow_none=True)
    member_ids = fields.List(fields.Integer())
    row_version = fields.Integer(metadata={"description": "Also the `ETag`."})


class TeamsOut(Schema):
    """All teams of the group."""

    items = fields.List(fields.Nested(TeamOut))


@api.get(PLACE)
@requires(MEMBER_READ)
@api.response(200, TeamsOut)
def list_teams() -> dict[str, object]:
    """List the teams."""
    return {"items": [_told(line) for line in team_lines()]}


@api.post(PLACE)
@requires(TEAM_WRITE)
@api.arguments(TeamSchema)
@api.response(201, TeamOut)
def add_team(values: dict[str, Any]) -> dict[str, object]:
    """Put a team together."""
    return _shown(create_team(**values).id)


@api.get(f"{PLACE}/<int:team_id>")
@requires(MEMBER_READ)
@api.response(200, TeamOut)
def show_one_team(team_id: int) -> dict[str, object]:
    """Show a team."""
    return _shown(team_id)


@api.put(f"{PLACE}/<int:team_id>")
@requires(TEAM_WRITE)
@api.arguments(TeamSchema)
@api.response(200, TeamOut)
def alter_team(values: dict[str, Any], team_id: int) -> dict[str, object]:
    """Change a team."""
    change_team(team_id, **values, version=expected_version())
    return _shown(team_id)


@api.delete(f"{PLACE}/<int:team_id>")
@requires(TEAM_WRITE)
@api.response(204)
def dissolve_team(team_id: int) -> None:
    """Dissolve a team."""
    remove_team(team_id, version=expected_version())


def _shown(team_id: int) -> dict[str, object]:
    found = team_detail(team_id)
    tell_version(found.team)
    return _told(found)


def _told(line: TeamLine) -> dict[str, object]:
    return {
        "id": line.team.id,
        "name": line.team.name,
        "department_id": line.team.department_id,
        "member_ids": [member_id for member_id, _name in line.members],
        "row_version": line.team.row_version,
    }
