"""The verbs of sign-in, accounts and membership."""

from saas.core.accounts.operations.accounts import create_account, required_login
from saas.core.accounts.operations.founding import Founded, found_group, found_group_for, register_group
from saas.core.accounts.operations.invitations import Invited, invite_member
from saas.core.accounts.operations.members import add_active_member
from saas.core.accounts.operations.profile import set_locale_of
from saas.core.accounts.operations.signing_in import SignedIn, sign_in, sign_out

__all__ = [
    "Founded",
    "Invited",
    "SignedIn",
    "add_active_member",
    "create_account",
    "found_group",
    "found_group_for",
    "invite_member",
    "register_group",
    "required_login",
    "set_locale_of",
    "sign_in",
    "sign_out",
]
