"""Routes of members, invitations and tokens."""

from tests.contract.fuzz.probes import New, Own, Probe

_ROLES = [{"role": "crm_specialist", "store_id": Own("store")}]
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
    "GET accounts.staff_file": Probe(shows=""),
    "GET accounts.staff_sample": Probe(shows=""),
    "POST accounts.staff_import": Probe(body={"file": (_STAFF.encode(), "staff.csv")}),
    "GET accounts.door": Probe(shows=""),
    "POST accounts.door_change": Probe(body={}),
    "GET accounts.tokens": Probe(with_rows=("client",)),
    "GET accounts.tokens_new": Probe(shows=""),
    "POST accounts.tokens_create": Probe(body={"name": New("Neu"), "scopes": ["organisation.store:read"]}),
    "POST accounts.token_revoke": Probe(),
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
