"""The pages of this room, by subject."""

from saas.core.accounts.views import (
    account,
    door,
    explaining,
    groups,
    invitations,
    jobs,
    links,
    members,
    operators,
    proving,
    registration,
    second_factor,
    second_step,
    sign_in,
    staff_file,
    stand_ins,
    tokens,
)
from saas.core.accounts.views.blueprint import pages

__all__ = [
    "account",
    "door",
    "explaining",
    "groups",
    "invitations",
    "jobs",
    "links",
    "members",
    "operators",
    "pages",
    "proving",
    "registration",
    "second_factor",
    "second_step",
    "sign_in",
    "staff_file",
    "stand_ins",
    "tokens",
]
