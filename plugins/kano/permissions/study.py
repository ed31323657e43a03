"""The rights over the factor library and over studies."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, _l

READ = "kano.study:read"
WRITE = "kano.study:write"
SEND = "kano.study:send"
ENTER = "kano.response:write"
PUBLISH = "kano.study:publish"
EXPORT = "kano.study:export"
FACTORS = "kano.factor:write"

_KEEPERS = {"data_analyst": Scope.GROUP, "appraisal_admin": Scope.GROUP}

PERMISSIONS = (
    Permission(
        READ,
        _l("See Kano studies and their results"),
        # A study is the whole group's: whoever may see it sees it all, whichever store is theirs.
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "department_head": Scope.STORE,
            "auditor": Scope.GROUP,
            **_KEEPERS,
        },
    ),
    Permission(
        WRITE,
        _l("Prepare Kano studies, have them answered and analysed"),
        default_roles=_KEEPERS,
        implies=(READ,),
        of_the_group=True,
    ),
    Permission(
        SEND,
        _l("Send Kano studies to customers whom one may write to"),
        default_roles={"crm_specialist": Scope.STORE},
        implies=(READ,),
    ),
    Permission(
        ENTER,
        _l("Enter what customers answered to a Kano study"),
        default_roles=_KEEPERS,
        implies=(READ,),
        of_the_group=True,
    ),
    Permission(
        PUBLISH,
        _l("Publish the results of Kano studies"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(READ,),
        of_the_group=True,
    ),
    Permission(
        EXPORT,
        _l("Export the results of Kano studies, with a reason"),
        default_roles={"group_admin": Scope.GROUP, **_KEEPERS},
        of_the_group=True,
    ),
    Permission(
        FACTORS,
        _l("Keep the library of improvement factors"),
        default_roles=_KEEPERS,
        implies=(READ,),
        of_the_group=True,
    ),
)
