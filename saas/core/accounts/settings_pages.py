"""This room's entries of the settings index."""

from __future__ import annotations

from saas.core.accounts.permissions import JOB_WRITE, MEMBER_READ, SUPPORT_READ, TOKEN_WRITE
from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.platform.i18n import _l

SETTINGS_PAGES = (
    SettingsPage(
        key="accounts.members",
        title=_l("Members"),
        summary=_l("Who can sign in to this group, and with which roles."),
        endpoint="accounts.members",
        icon="users",
        permission=MEMBER_READ,
        weight=35,
    ),
    SettingsPage(
        key="accounts.roles",
        title=_l("Roles"),
        summary=_l("What each role may do and how far, who has it, and roles of your own."),
        endpoint="accounts.roles",
        icon="users-group",
        permission=MEMBER_READ,
        weight=35,
    ),
    SettingsPage(
        key="accounts.teams",
        title=_l("Teams"),
        summary=_l("Who works together; roles may reach the rows of one's team."),
        endpoint="accounts.teams",
        icon="users",
        permission=MEMBER_READ,
        weight=36,
    ),
    SettingsPage(
        key="accounts.door",
        title=_l("How members sign in"),
        summary=_l("Whether this group asks for two-step sign-in or its single sign-on."),
        endpoint="accounts.door",
        icon="shield-lock",
        permission=SETTINGS_WRITE,
        weight=36,
    ),
    SettingsPage(
        key="accounts.own_provider",
        title=_l("My single sign-on"),
        summary=_l("Link the sign-in of your company to yourself."),
        endpoint="accounts.own_provider",
        icon="key",
        weight=36,
    ),
    SettingsPage(
        key="accounts.explain",
        title=_l("Why may somebody do this?"),
        summary=_l("The roles, days and stand-ins that let a member see or do something, or why not."),
        endpoint="accounts.explain",
        icon="help-circle",
        permission=MEMBER_READ,
        weight=38,
    ),
    SettingsPage(
        key="accounts.stand_ins",
        title=_l("Stand-ins"),
        summary=_l("Who stands in for you while you are away, and for whom you do."),
        endpoint="accounts.stand_ins",
        icon="user-check",
        weight=37,
    ),
    SettingsPage(
        key="accounts.tokens",
        title=_l("API tokens"),
        summary=_l("For programs that use the API."),
        endpoint="accounts.tokens",
        icon="key",
        permission=TOKEN_WRITE,
        weight=90,
    ),
    SettingsPage(
        key="accounts.support",
        title=_l("Support access"),
        summary=_l("Let the support of this service in for some hours, and see what it did."),
        endpoint="accounts.support",
        icon="shield-check",
        permission=SUPPORT_READ,
        weight=92,
    ),
    SettingsPage(
        key="accounts.jobs",
        title=_l("Background work"),
        summary=_l("What runs, what ran and what failed."),
        endpoint="accounts.jobs",
        icon="list-check",
        permission=JOB_WRITE,
        weight=95,
    ),
)
