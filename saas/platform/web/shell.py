"""The frame around every page: who is signed in, what can be switched, what the navigation holds.

The rooms that know these things (accounts, organisation, jobs) contribute them; this room only draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import Flask, current_app, g, request, url_for
from werkzeug.local import LocalProxy

from saas.platform.i18n import LOCALES, LazyStr, current_locale
from saas.platform.permissions import allowed
from saas.platform.plugins import CORE, Contribution, contributions, current_registry
from saas.platform.tenancy import find_tenant
from saas.platform.web.contributed import name_of
from saas.platform.web.later import badge_id
from saas.platform.web.links import address_of
from saas.platform.web.navigation import Entry, NavGroup, NavItem, NavLink, arrange

_EXTENSION = "saas_shell"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One entry of the group or store switcher."""

    label: LazyStr
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLink:
    """One entry of the account menu."""

    label: LazyStr
    url: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What the layout shows besides the page itself; empty parts are left out.

    account: an opaque id of the account, compared after a sign-in over the page. sign_out_url: takes a POST.
    language_url: takes a POST with `locale` and `next`. search_url: takes `q`. banner: shown the whole time, to someone
    acting for a group that is not theirs; banner_url: takes a POST that ends it, labelled banner_act.
    unread, running: counts for the bar, None where the person has none.
    badges_url: answers the counts of plugins in the navigation.
    """

    account: str = ""
    account_name: str = ""
    account_links: Sequence[MenuLink] = ()
    sign_out_url: str = ""
    session_url: str = ""
    home_url: str = "/"
    group_name: str = ""
    groups: Sequence[Switch] = ()
    store_name: LazyStr = ""
    stores: Sequence[Switch] = ()
    search_url: str = ""
    language_url: str = "/language"
    notifications_url: str = ""
    unread: int | None = None
    running_url: str = ""
    running: int | None = None
    banner: LazyStr = ""
    banner_act: LazyStr = ""
    banner_url: str = ""
    navigation: Sequence[NavGroup] = ()
    badges_url: str = ""


Contributor = Callable[[Shell], Shell]


def contribute_to_shell(app: Flask, contributor: Contributor) -> None:
    """Let a room fill in its part of the shell: it is given the shell so far and returns it with `replace`."""
    contributors: list[Contributor] = app.extensions[_EXTENSION]
    contributors.append(contributor)


def current_shell() -> Shell:
    """The shell of this request, made once."""
    if "shell" not in g:
        g.shell = _make_shell()
    shell: Shell = g.shell
    return shell


def _make_shell() -> Shell:
    shell = Shell()
    for contributor in current_app.extensions[_EXTENSION]:
        shell = contributor(shell)
    group = _group_code()
    # without a bound group there is nothing to ask the gate about
    if not group or not shell.account or find_tenant() is None:
        return shell
    navigation = _navigation(group, shell.home_url)
    wanting = any(link.badge_id for section in navigation for link in section.links)
    badges_url = url_for("later.badges", group=group) if wanting else ""
    return replace(shell, navigation=navigation, badges_url=badges_url)


def _group_code() -> str:
    # whoever binds the group may take it out of the view's arguments; then it stands in `g.tenant`
    named = (request.view_args or {}).get("group") or getattr(g.get("tenant"), "code", "")
    return str(named)


def _navigation(group: str, home: str) -> list[NavGroup]:
    declared = {name_of(found): found for found in contributions(NavItem)}
    seen = {
        name: found
        for name, found in declared.items()
        if not found.value.permission or allowed(found.value.permission)
    }
    urls = {name: url for name, found in seen.items() if (url := address_of(found, "nav", group=group))}
    current = _current_key(urls, home)
    return arrange([_entry(name, seen[name], url, current) for name, url in urls.items()])


def _current_key(urls: dict[str, str], home: str) -> str:
    # the entry whose address is the longest beginning of this page's; all begin with the home page's
    fitting = [
        key
        for key, url in urls.items()
        if request.path == url or (url != home and (request.path + "/").startswith(url.rstrip("/") + "/"))
    ]
    return max(fitting, key=lambda key: len(urls[key]), default="")


def _entry(name: str, found: Contribution[NavItem], url: str, current: str) -> Entry:
    info = current_registry().info(found.owner)
    link = _link(name, found, url, current)
    return Entry(item=found.value, link=link, module=info.title if info else "")


def _link(name: str, found: Contribution[NavItem], url: str, current: str) -> NavLink:
    item = found.value
    ours = found.owner == CORE
    return NavLink(
        key=name,
        label=item.label,
        url=url,
        icon=item.icon,
        current=name == current,
        badge=item.badge() if item.badge and ours else None,
        # Of a plugin it comes later: no page waits for it.
        badge_id="" if ours or item.badge is None else badge_id(found),
    )


def _theme() -> str:
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def install_shell(app: Flask) -> None:
    """Give templates `shell`, `theme`, `locale` and `locales`."""
    app.extensions[_EXTENSION] = []

    def shell_context() -> dict[str, object]:
        return {
            # Made when a template first asks for it: a piece of a page has no frame.
            "shell": LocalProxy(current_shell),
            "theme": _theme(),
            "locale": current_locale(),
            "locales": LOCALES,
            "html_lang": current_locale().replace("_", "-"),
        }

    app.context_processor(shell_context)
