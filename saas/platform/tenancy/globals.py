"""The tables that belong to no tenant, each with the reason why it may."""

GLOBAL_TABLES: dict[str, str] = {
    "tenant": "the list of groups itself: code, name, status, key",
    "account": "a person signs in once for all groups; read by core/accounts only",
    "account_session": "a sign-in belongs to the person, not to a group",
    "account_group": "which groups a person belongs to; read only by the account's own id",
    "account_token": "links for reset and confirmation of an address belong to the person",
    "account_totp": "the authenticator app belongs to the person, who signs in once for all groups",
    "account_passkey": "keys that the person's devices keep for our site, for all groups",
    "account_passkey_use": "which questions to passkeys were answered; a passkey belongs to the person",
    "account_recovery_code": "codes that replace a lost app belong to the person",
    "support_door": "which groups let support in, asked before any group is bound; no word of the group",
    "platform_audit": "what belongs to no group: sign-ins, lock-outs, operators, uses of the system role",
    "plugin_installation": "which plugins this installation has, the same for all groups",
    "plugin_failure": "what fails of a plugin, for the operator; classes and frames, no values",
    "exit_certificate": "the proof that a group's data were destroyed, which outlives the group",
    "mail_message": "mail to staff, mostly before a group is known (invitation, reset); sealed, emptied once sent",
}
