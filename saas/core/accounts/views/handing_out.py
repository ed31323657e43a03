"""Who does what by the group's roles: told where somebody may not do it themselves, and on the page of a plugin."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from saas.core.accounts.permissions import MEMBER_READ, MEMBER_WRITE
from saas.core.accounts.queries import roles_with
from saas.platform.permissions import allowed, current_catalogue


def left_to(permission: str) -> Markup:
    """Which roles do what a permission allows, for an empty page whose reader may not begin it.

    Where nobody has such a role, whoever may give roles is led to the members. Raises UndeclaredPermission.
    """
    return _told("left_to", lines=roles_with([permission]))


def works_with(plugin: str) -> Markup:
    """The roles that may do something with a plugin, those who may most first, and how many people have each.

    Empty for a plugin without rights, and for who may not see members.
    """
    names = {name for name, one in current_catalogue().permissions.items() if one.owner == plugin}
    if not names or not allowed(MEMBER_READ):
        return Markup()
    lines = sorted(roles_with(names), key=lambda line: -len(names & line.contents.granted.keys()))
    return _told("works_with", lines=lines, names=names)


def _told(template: str, **words: object) -> Markup:
    page = render_template(f"accounts/{template}.html", may_give=allowed(MEMBER_WRITE), **words)
    return Markup(page)  # noqa: S704 - a template of ours escapes what it is given
