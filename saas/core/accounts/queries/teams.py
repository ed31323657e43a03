"""Reads of the group's teams."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select

from saas.core.accounts.models import Member
from saas.platform.database import load, session
from saas.platform.permissions.models import Team, TeamMember
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLine:
    """A team and who is in it: ids and names, by name."""

    team: Team
    members: list[tuple[int, str]]


def team_lines() -> list[TeamLine]:
    """All teams by name. Two queries."""
    mine = select(Team).where(Team.tenant_id == current_tenant()).order_by(Team.name)
    found = {team.id: TeamLine(team=team, members=[]) for team in session().scalars(mine)}
    for team_id, member_id, name in _members(list(found)):
        found[team_id].members.append((member_id, name))
    return list(found.values())


def team_detail(team_id: int) -> TeamLine:
    """One team; raises NotFound."""
    team = load(Team, team_id)
    return TeamLine(team=team, members=[(one, name) for _team, one, name in _members([team.id])])


def _members(team_ids: list[int]) -> list[tuple[int, int, str]]:
    mine = (
        select(TeamMember.team_id, Member.id, Member.display_name)
        .join(Member, and_(Member.tenant_id == TeamMember.tenant_id, Member.id == TeamMember.member_id))
        .where(TeamMember.tenant_id == current_tenant(), TeamMember.team_id.in_(team_ids))
        .order_by(Member.display_name, Member.id)
    )
    return [(row.team_id, row.id, row.display_name) for row in session().execute(mine)]
