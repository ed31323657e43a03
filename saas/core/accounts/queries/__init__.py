"""Reads of accounts, sessions, members and API clients."""

from saas.core.accounts.queries.delegation import StandIn, StandInState, colleagues_of, stand_ins_of
from saas.core.accounts.queries.members import (
    MemberRow,
    active_members_with,
    all_members,
    api_clients,
    client_names,
    find_employee_members,
    home_stores,
    member_detail,
    member_names,
    member_page,
    role_titles,
    roles_in_words,
)
from saas.core.accounts.queries.roles import RoleDetail, RoleLine, role_detail, role_lines
from saas.core.accounts.queries.sign_in import (
    GroupInView,
    SignedInAccount,
    find_api_client,
    find_group,
    find_membership,
    find_sign_in,
    groups_of,
    groups_open_to,
)
from saas.core.accounts.queries.teams import TeamLine, team_detail, team_lines

__all__ = [
    "GroupInView",
    "MemberRow",
    "RoleDetail",
    "RoleLine",
    "SignedInAccount",
    "StandIn",
    "StandInState",
    "TeamLine",
    "active_members_with",
    "all_members",
    "api_clients",
    "client_names",
    "colleagues_of",
    "find_api_client",
    "find_employee_members",
    "find_group",
    "find_membership",
    "find_sign_in",
    "groups_of",
    "groups_open_to",
    "home_stores",
    "member_detail",
    "member_names",
    "member_page",
    "role_detail",
    "role_lines",
    "role_titles",
    "roles_in_words",
    "stand_ins_of",
    "team_detail",
    "team_lines",
]
