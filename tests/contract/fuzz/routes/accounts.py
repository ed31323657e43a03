"""Routes of members, invitations and tokens."""

from tests.contract.fuzz.probes import New, Own, Probe

_ROLES = [{"role": "crm_specialist", "store_id": Own("store")}]
_AWAY = {
    "deputy_id": Own("member"),
    "valid_from": "2026-01-01",
    "valid_until": "2099-12-31",
}
_HANDED_OVER = {**_AWAY, "roles": ["data_analyst", "group_admin"]}
_MAY_SEE = {"customers_customer__read": "store"}
_TEAM = {"department_id": Own("department"), "member_ids": [Own("member")]}
_ME = {"member_id": Own("me")}
_FOR_ONESELF = "everybody says who stands in for themselves, with their own roles"
_STAFF = "工号,姓名,门店,部门,岗位\nN1,新人,,,\n"
_JOIN = {"display_name": "Neu", "login": New("138666"), "password": "correct horse battery"}
_BY_LINK = "whoever has the link may use it"

PROBES = {
    "GET accounts.members": Probe(with_rows=("member",)),
    "GET accounts.members_new": Probe(shows=""),
    "POST accounts.members_invite": Probe(body={"display_name": "Neu", "email": "", "roles": _ROLES}),
    "GET accounts.member": Probe(),
    "POST accounts.member_change": Probe(body={"display_name": "Neu", "roles": _ROLES}, version="member"),
    "POST accounts.member_disable": Probe(),
    "POST accounts.member_enable": Probe(path={"member_id": Own("disabled_member")}),
    "POST accounts.member_remove": Probe(),
    "POST accounts.member_renew": Probe(path={"member_id": Own("invited_member")}),
    "POST accounts.member_reset": Probe(path={"member_id": Own("signed_up_member")}),
    "GET accounts.roles": Probe(with_rows=("role",)),
    "GET accounts.roles_new": Probe(query={"like": Own("role")}),
    "POST accounts.roles_make": Probe(body={"title": New("Rolle"), "like": Own("role")}),
    "GET accounts.role": Probe(),
    "POST accounts.role_change": Probe(body={"title": New("Rolle"), **_MAY_SEE}, version="role"),
    "POST accounts.role_reset": Probe(path={"role_id": Own("builtin_role")}),
    "POST accounts.role_remove": Probe(),
    "GET accounts_api.list_roles": Probe(with_rows=("role",)),
    "GET accounts_api.show_one_role": Probe(),
    "POST accounts_api.add_role": Probe(body={"title": New("Rolle"), "like": Own("role")}),
    "PATCH accounts_api.alter_role": Probe(
        body={"permissions": {"customers.customer:read": "store"}}, version="role"
    ),
    "POST accounts_api.bring_back_role": Probe(path={"role_id": Own("builtin_role")}),
    "DELETE accounts_api.take_role_away": Probe(version="role"),
    "GET accounts.teams": Probe(with_rows=("team",)),
    "GET accounts.teams_new": Probe(shows=""),
    "POST accounts.teams_make": Probe(body={"name": New("Gruppe"), **_TEAM}),
    "GET accounts.team": Probe(),
    "POST accounts.team_change": Probe(body={"name": New("Gruppe"), **_TEAM}, version="team"),
    "POST accounts.team_remove": Probe(),
    "GET accounts_api.list_teams": Probe(with_rows=("team",)),
    "POST accounts_api.add_team": Probe(body={"name": New("Gruppe"), **_TEAM}),
    "GET accounts_api.show_one_team": Probe(),
    "PUT accounts_api.alter_team": Probe(body={"name": New("Gruppe"), **_TEAM}, version="team"),
    "DELETE accounts_api.dissolve_team": Probe(version="team"),
    "GET accounts.explain": Probe(
        query={"permission": "customers.customer:read", "member_id": Own("member"), "store_id": Own("store")}
    ),
    "GET accounts_api.explain_member": Probe(query={"permission": "customers.customer:read"}, shows=""),
    "GET accounts.stand_ins": Probe(with_rows=("delegation",)),
    "POST accounts.stand_in_name": Probe(body=_HANDED_OVER, no_permission=_FOR_ONESELF),
    "POST accounts.stand_in_end": Probe(no_permission=_FOR_ONESELF),
    "GET accounts.member_stand_ins": Probe(path=_ME, with_rows=("delegation",)),
    "POST accounts.member_stand_in_name": Probe(path=_ME, body=_HANDED_OVER),
    "POST accounts.member_stand_in_end": Probe(path=_ME),
    "GET accounts_api.list_stand_ins": Probe(path=_ME, with_rows=("delegation",), shows=""),
    "POST accounts_api.name_deputy": Probe(path=_ME, body={**_AWAY, "roles": [{"role": "data_analyst"}]}),
    "POST accounts_api.end_standing_in": Probe(path=_ME),
    "GET accounts.staff_file": Probe(shows=""),
    "GET accounts.staff_sample": Probe(shows=""),
    "POST accounts.staff_import": Probe(body={"file": (_STAFF.encode(), "staff.csv")}),
    "GET accounts.door": Probe(shows=""),
    "POST accounts.door_change": Probe(body={}),
    "GET accounts.provider": Probe(with_rows=("provider",)),
    "POST accounts.provider_change": Probe(
        body={"name": "Neu", "issuer": "https://login.invalid", "client_id": "Neu", "client_secret": "Neu"},
        version="provider",
        with_rows=("provider",),
        after=("provider_again",),
    ),
    "POST accounts.provider_check": Probe(with_rows=("provider",)),
    "GET accounts.own_provider": Probe(with_rows=("provider",)),
    "POST accounts.own_provider_unlink": Probe(
        with_rows=("own_link",), no_permission="everybody unlinks themselves"
    ),
    "POST accounts.member_unlink": Probe(path={"member_id": Own("linked_member")}),
    "GET accounts.tokens": Probe(with_rows=("client",)),
    "GET accounts.tokens_new": Probe(shows=""),
    "POST accounts.tokens_create": Probe(body={"name": New("Neu"), "scopes": ["organisation.store:read"]}),
    "GET accounts.token_rotation": Probe(),
    "POST accounts.token_rotate": Probe(body={"overlap_hours": 24}),
    "POST accounts.token_revoke": Probe(),
    "GET accounts.support": Probe(with_rows=("support_grant",)),
    "POST accounts.support_grant": Probe(body={"reason": "Neu", "role": "data_analyst", "hours": 4}),
    "POST accounts.support_end": Probe(path={"grant_id": Own("support_grant")}),
    "GET accounts.jobs": Probe(with_rows=("job",)),
    "POST accounts.job_retry": Probe(),
    "GET accounts_api.list_members": Probe(with_rows=("member",)),
    "POST accounts_api.invite": Probe(body={"display_name": "Neu", "email": "", "roles": _ROLES}),
    "GET accounts_api.show_member": Probe(),
    "PATCH accounts_api.edit_member": Probe(body={"display_name": "Neu", "roles": _ROLES}, version="member"),
    "DELETE accounts_api.end_membership": Probe(version="member"),
    "GET accounts.invitation": Probe(path={"token": Own("invitation")}),
    "POST accounts.invitation_join": Probe(
        path={"token": Own("invitation")}, body=_JOIN, by_outsider=True, no_permission=_BY_LINK
    ),
    "POST accounts.invitation_accept": Probe(
        path={"token": Own("invitation")}, by_outsider=True, no_permission=_BY_LINK
    ),
}
