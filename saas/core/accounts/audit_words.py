"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "accounts.delegation.ended": _l("Standing in ended"),
            "accounts.delegation.named": _l("Stand-in named"),
            "accounts.identity.linked": _l("Single sign-on linked"),
            "accounts.identity.unlinked": _l("Single sign-on unlinked"),
            "accounts.invitation.accepted": _l("Invitation accepted"),
            "accounts.invitation.renewed": _l("Invitation sent again"),
            "accounts.member.added": _l("Member added"),
            "accounts.member.changed": _l("Member changed"),
            "accounts.member.disabled": _l("Member's access stopped"),
            "accounts.member.enabled": _l("Member's access given back"),
            "accounts.member.invited": _l("Member invited"),
            "accounts.member.removed": _l("Member removed"),
            "accounts.reset.copied": _l("Link to set a new password made"),
            "permissions.role.assigned": _l("Role given"),
            "permissions.role.withdrawn": _l("Role taken away"),
        },
        endpoint="accounts.member",
        argument="member_id",
    ),
    *audit_labels(
        {
            "accounts.support.entered": _l("Support came in"),
            "accounts.support.granted": _l("Support let in"),
            "accounts.support.left": _l("Support left"),
            "accounts.support.revoked": _l("Support shut out"),
        },
        endpoint="accounts.support",
    ),
    *audit_labels(
        {
            "accounts.door.changed": _l("What a sign-in to the group takes changed"),
            "accounts.door.mended": _l("Settings of the sign-in opened without single sign-on"),
            "accounts.provider.changed": _l("Single sign-on changed"),
            "accounts.job.tried_again": _l("Background work tried again"),
            "accounts.staff.imported": _l("Staff list read in"),
            "accounts.token.created": _l("Access token made"),
            "accounts.token.rotated": _l("Access token replaced"),
            "accounts.token.revoked": _l("Access token withdrawn"),
            "security.key.destroyed": _l("Older key of the group destroyed"),
            "security.key.rotated": _l("Newer key of the group made"),
        },
    ),
    *audit_labels(
        {
            "permissions.role.changed": _l("Role changed"),
            "permissions.role.created": _l("Role made"),
            "permissions.role.removed": _l("Role removed"),
            "permissions.role.renamed": _l("Role renamed"),
        },
        endpoint="accounts.role",
        argument="role_id",
    ),
    *audit_labels(
        {
            "accounts.team.changed": _l("Team changed"),
            "accounts.team.created": _l("Team made"),
            "accounts.team.removed": _l("Team removed"),
        },
        endpoint="accounts.team",
        argument="team_id",
    ),
)
