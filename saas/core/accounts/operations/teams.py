"""Teams of a group: put together, changed, dissolved. Who is in one reaches its rows by roles that say so."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, exists, select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.permissions import TEAM_WRITE
from saas.core.organisation.models import Department
from saas.platform.audit import record
from saas.platform.audit.recording import changes_of
from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import require_in_own_name
from saas.platform.permissions.models import Team, TeamMember
from saas.platform.tenancy import current_tenant


def create_team(name: str, *, department_id: int | None = None, member_ids: Collection[int] = ()) -> Team:
    """A new team. Raises Invalid for a name that is missing or taken, and for a department or member of none of ours."""
    require_in_own_name(TEAM_WRITE)
    team = Team(name=_free_name(name, None), department_id=_department(department_id))
    session().add(team)
    session().flush()
    _write(team, _checked(member_ids))
    record("accounts.team.created", "team", team.id, detail={"members": sorted(member_ids)})
    return team


def change_team(
    team_id: int,
    *,
    name: str,
    department_id: int | None = None,
    member_ids: Collection[int],
    version: int | None = None,
) -> Team:
    """Change a team's name, department and members. Raises as `create_team`, NotFound, and Conflict for a stale version."""
    require_in_own_name(TEAM_WRITE)
    team = load_for_change(Team, team_id, version=version)
    wanted, before = _checked(member_ids), members_of(team.id)
    team.name, team.department_id = _free_name(name, team.id), _department(department_id)
    changes = changes_of(team)
    if not changes and wanted == before:
        return team
    _write(team, wanted)
    detail = {"joined": sorted(wanted - before), "left": sorted(before - wanted)}
    record("accounts.team.changed", "team", team.id, changes=changes, detail=detail)
    # Another set of members alone is an edit too: a second person at the same form must see it.
    team.updated_at = now()
    session().flush()
    return team


def remove_team(team_id: int, *, version: int | None = None) -> None:
    """Dissolve a team. Raises NotFound, and Conflict for a stale version."""
    require_in_own_name(TEAM_WRITE)
    team = load_for_change(Team, team_id, version=version)
    record("accounts.team.removed", "team", team.id, detail={"members": sorted(members_of(team.id))})
    session().delete(team)
    session().flush()


def leave_teams(member_id: int) -> None:
    """Take a member out of all teams: the membership ends."""
    mine = (TeamMember.tenant_id == current_tenant(), TeamMember.member_id == member_id)
    session().execute(delete(TeamMember).where(*mine))


def members_of(team_id: int) -> set[int]:
    """The members of a team."""
    mine = (TeamMember.tenant_id == current_tenant(), TeamMember.team_id == team_id)
    return set(session().scalars(select(TeamMember.member_id).where(*mine)))


def _write(team: Team, wanted: set[int]) -> None:
    work, before = session(), members_of(team.id)
    mine = (TeamMember.tenant_id == current_tenant(), TeamMember.team_id == team.id)
    work.execute(delete(TeamMember).where(*mine, TeamMember.member_id.in_(before - wanted)))
    work.add_all(TeamMember(team_id=team.id, member_id=one) for one in sorted(wanted - before))
    work.flush()


def _checked(member_ids: Collection[int]) -> set[int]:
    wanted = set(member_ids)
    mine = select(Member.id).where(
        Member.tenant_id == current_tenant(), Member.id.in_(wanted), Member.status != MemberStatus.REMOVED
    )
    if wanted - set(session().scalars(mine)):
        raise Invalid("member_ids", _("Choose members of this group."))
    return wanted


def _department(department_id: int | None) -> int | None:
    if department_id is not None and session().get(Department, (current_tenant(), department_id)) is None:
        raise Invalid("department_id", _("Choose one of the offered values."))
    return department_id


def _free_name(name: str, own_id: int | None) -> str:
    name = name.strip()
    if not name:
        raise Invalid("name", _("Enter what the team is called."))
    same = (Team.tenant_id == current_tenant(), Team.name == name, Team.id != (own_id or 0))
    if session().scalar(select(exists().where(*same))):
        raise Invalid("name", _("This exists already."))
    return name
