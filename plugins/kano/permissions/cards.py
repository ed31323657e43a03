"""The rights over KPI trees, weights, cycles, cards and ratings."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, Separation, _l

TREE_READ = "kano.tree:read"
TREE_WRITE = "kano.tree:write"
TREE_APPROVE = "kano.tree:approve"
CYCLE = "kano.cycle:write"
CARD_READ = "kano.card:read"
RATE = "kano.rating:write"
CARD_PUBLISH = "kano.card:publish"
SUBJECT = "kano.card:subject"
OBJECTION_DECIDE = "kano.objection:decide"

_KEEPERS = {"data_analyst": Scope.GROUP, "appraisal_admin": Scope.GROUP}
_RATERS = {
    "store_manager": Scope.STORE,
    "followup_manager": Scope.TEAM,
    "department_head": Scope.TEAM,
    "complaint_manager": Scope.TEAM,
    "appraisal_admin": Scope.GROUP,
}
_STAFF = (
    "followup_specialist", "crm_specialist", "service_advisor", "parts_clerk",
    "parts_manager", "complaint_handler", "employee",
)  # fmt: skip

PERMISSIONS = (
    Permission(
        TREE_READ,
        _l("See KPI trees and their weights"),
        # A tree is the whole group's: whoever may see it sees it all, whichever store is theirs.
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
        TREE_WRITE,
        _l("Build KPI trees and find their weights"),
        default_roles=_KEEPERS,
        implies=(TREE_READ,),
        of_the_group=True,
    ),
    Permission(
        TREE_APPROVE,
        _l("Approve KPI trees and weights"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(TREE_READ,),
        of_the_group=True,
    ),
    Permission(
        CARD_READ,
        _l("See appraisal cards"),
        default_roles={
            "group_admin": Scope.GROUP,
            "auditor": Scope.GROUP,
            **_RATERS,
            **dict.fromkeys(_STAFF, Scope.OWN),
        },
    ),
    Permission(
        CYCLE,
        _l("Begin appraisal cycles and have cards computed"),
        default_roles={"appraisal_admin": Scope.GROUP},
        implies=(CARD_READ,),
        of_the_group=True,
    ),
    Permission(
        RATE,
        _l("Rate people on their cards"),
        default_roles=_RATERS,
        implies=(CARD_READ,),
    ),
    Permission(
        CARD_PUBLISH,
        _l("Publish appraisal cards, which locks them"),
        default_roles={"group_admin": Scope.GROUP, "store_manager": Scope.STORE},
        implies=(CARD_READ,),
    ),
    Permission(
        OBJECTION_DECIDE,
        _l("Decide objections to appraisal cards"),
        # Several roles: whoever rated or published a card leaves its objections to another one.
        default_roles={
            "group_admin": Scope.GROUP,
            "appraisal_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
        },
        implies=(CARD_READ,),
    ),
    Permission(
        SUBJECT,
        _l("Can be appraised in a store"),
        default_roles=dict.fromkeys((*_STAFF, "followup_manager", "complaint_manager"), Scope.STORE),
    ),
)

NOT_ONESELF = "kano.card:subject-judge"
OBJECTION_OTHERS = "kano.objection:party-judge"

SEPARATIONS = (
    Separation(
        key=NOT_ONESELF,
        rule=_l("Nobody rates themselves, publishes their own card, or notes the talk about it."),
    ),
    Separation(
        key=OBJECTION_OTHERS,
        rule=_l(
            "An objection is decided by somebody other than the person of the card and those who rated or published it."
        ),
    ),
)
