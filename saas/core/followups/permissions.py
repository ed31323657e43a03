"""The rights over follow-ups."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

PERMISSIONS = (
    Permission(
        "followups.task:read",
        _l("See follow-up tasks"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.OWN,
            "service_advisor": Scope.OWN,
        },
    ),
    Permission(
        "followups.task:work",
        _l("Call customers and write the result"),
        default_roles={"followup_specialist": Scope.OWN, "crm_specialist": Scope.OWN},
        implies=("followups.task:read",),
    ),
    Permission(
        "followups.pool:take",
        _l("Take or be given waiting tasks of one's stores"),
        default_roles={"followup_specialist": Scope.STORE},
    ),
    Permission(
        "followups.task:assign",
        _l("Give tasks to others, cancel and reopen them, make them by hand"),
        default_roles={"followup_manager": Scope.STORE},
    ),
    Permission(
        "followups.board:read",
        _l("See coverage and the specialists' figures"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
        },
    ),
    Permission(
        "followups.task:export",
        _l("Export follow-up tasks"),
        default_roles={"followup_manager": Scope.STORE},
    ),
    Permission(
        "followups.rule:read",
        _l("See follow-up rules and their preview"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
        },
    ),
    Permission(
        "followups.rule:write",
        _l("Edit follow-up rules, switch them on and off, run them"),
        # Of the follow-up managers those who are it for the whole group, not for some of its stores.
        default_roles={"group_admin": Scope.GROUP, "followup_manager": Scope.GROUP},
        implies=("followups.rule:read",),
        of_the_group=True,
    ),
)
