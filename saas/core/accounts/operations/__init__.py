"""The verbs of sign-in, accounts and membership."""

from saas.core.accounts.operations.accounts import create_account, required_login, set_operator
from saas.core.accounts.operations.api_clients import create_api_client, revoke_api_client, rotate_api_client
from saas.core.accounts.operations.delegation import end_stand_in, name_stand_in
from saas.core.accounts.operations.door import change_door, second_factor_required
from saas.core.accounts.operations.factors import SecondFactor, SwitchedOn, second_factor_of
from saas.core.accounts.operations.founding import Founded, found_group, found_group_for, register_group
from saas.core.accounts.operations.invitations import (
    Invited,
    accept_invitation,
    accept_with_sign_in,
    find_invitation,
    invite_member,
    renew_invitation,
)
from saas.core.accounts.operations.members import (
    add_active_member,
    change_member,
    disable_member,
    enable_member,
    remove_member,
)
from saas.core.accounts.operations.passkey_sign_in import question_for_sign_in, sign_in_with_passkey
from saas.core.accounts.operations.passkeys import (
    Shown,
    add_passkey,
    passkeys_of,
    passkeys_possible,
    question_for_new_passkey,
    remove_passkey,
    rename_passkey,
)
from saas.core.accounts.operations.profile import (
    change_password,
    change_profile,
    end_other_sessions,
    end_own_session,
    set_locale_of,
)
from saas.core.accounts.operations.proving import (
    Asked,
    prove_again,
    prove_by_passkey,
    question_for_proof,
)
from saas.core.accounts.operations.resets import (
    ask_for_confirmation,
    ask_for_reset,
    check_link,
    confirm_address,
    reset_link_by_operator,
    reset_link_for_member,
    reset_password,
)
from saas.core.accounts.operations.role_choice import (
    RoleChoice,
    RolesHeld,
    give_roles,
    order_of_roles,
    roles_held,
    roles_of,
)
from saas.core.accounts.operations.roles import drop_role, edit_role, make_role, reset_role
from saas.core.accounts.operations.second_factor import (
    begin_second_factor,
    drop_second_factor,
    renew_recovery_codes,
    switch_off_second_factor,
    switch_on_second_factor,
    waiting_secret,
)
from saas.core.accounts.operations.second_step import finish_sign_in, question_for_second_step
from saas.core.accounts.operations.signing_in import SignedIn, sign_in, sign_out
from saas.core.accounts.operations.support import (
    enter_as_support,
    grant_support,
    leave_as_support,
    revoke_support,
)
from saas.core.accounts.operations.teams import change_team, create_team, remove_team

__all__ = [
    "Asked",
    "Founded",
    "Invited",
    "RoleChoice",
    "RolesHeld",
    "SecondFactor",
    "Shown",
    "SignedIn",
    "SwitchedOn",
    "accept_invitation",
    "accept_with_sign_in",
    "add_active_member",
    "add_passkey",
    "ask_for_confirmation",
    "ask_for_reset",
    "begin_second_factor",
    "change_door",
    "change_member",
    "change_password",
    "change_profile",
    "change_team",
    "check_link",
    "confirm_address",
    "create_account",
    "create_api_client",
    "create_team",
    "disable_member",
    "drop_role",
    "drop_second_factor",
    "edit_role",
    "enable_member",
    "end_other_sessions",
    "end_own_session",
    "end_stand_in",
    "enter_as_support",
    "find_invitation",
    "finish_sign_in",
    "found_group",
    "found_group_for",
    "give_roles",
    "grant_support",
    "invite_member",
    "leave_as_support",
    "make_role",
    "name_stand_in",
    "order_of_roles",
    "passkeys_of",
    "passkeys_possible",
    "prove_again",
    "prove_by_passkey",
    "question_for_new_passkey",
    "question_for_proof",
    "question_for_second_step",
    "question_for_sign_in",
    "register_group",
    "remove_member",
    "remove_passkey",
    "remove_team",
    "rename_passkey",
    "renew_invitation",
    "renew_recovery_codes",
    "required_login",
    "reset_link_by_operator",
    "reset_link_for_member",
    "reset_password",
    "reset_role",
    "revoke_api_client",
    "revoke_support",
    "roles_held",
    "roles_of",
    "rotate_api_client",
    "second_factor_of",
    "second_factor_required",
    "set_locale_of",
    "set_operator",
    "sign_in",
    "sign_in_with_passkey",
    "sign_out",
    "switch_off_second_factor",
    "switch_on_second_factor",
    "waiting_secret",
]
