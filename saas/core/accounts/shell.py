"""What this room fills into the frame of every page: the person, the groups, the stores."""

from __future__ import annotations

from dataclasses import replace

from flask import g, request, url_for

from saas.core.accounts.permissions import JOB_WRITE
from saas.core.accounts.queries import SignedInAccount, groups_open_to
from saas.core.accounts.queries.support import VisitInView
from saas.core.accounts.request.binding import signed_in
from saas.core.organisation.queries import open_stores
from saas.platform.i18n import _, _l
from saas.platform.permissions import allowed, current_grants
from saas.platform.security.keys import PLATFORM, keyed_hash
from saas.platform.web import MenuLink, Shell, Switch
from saas.platform.web.filters import moment


def opaque_id(account_id: int) -> str:
    """A name of the account for the page's script, which compares it after a sign-in over the page."""
    return keyed_hash("account", str(account_id), tenant_id=PLATFORM)[:24]


def fill_shell(shell: Shell) -> Shell:
    """The shell with the person in it, and the group and stores where the request has a group."""
    account = signed_in()
    if account is None:
        return replace(shell, language_url=url_for("language.choose"))
    shell = _with_account(shell, account)
    if "support" in g:
        return _with_banner(_with_group(shell, account))
    return _with_group(shell, account) if "member" in g else shell


def _with_banner(shell: Shell) -> Shell:
    visit: VisitInView = g.support
    what = _("with changes") if visit.writes else _("to look only")
    return replace(
        shell,
        banner=_(
            "You are in %(group)s as support, %(what)s, until %(until)s. Reason: %(reason)s",
            group=g.tenant.name,
            what=what,
            until=moment(visit.until),
            reason=visit.reason,
        ),
        banner_act=_("Leave the group"),
        banner_url=url_for("accounts.support_leave", code=g.tenant.code),
    )


def _with_account(shell: Shell, account: SignedInAccount) -> Shell:
    links = [
        MenuLink(label=_l("My account"), url=url_for("accounts.profile"), icon="user-circle"),
        MenuLink(label=_l("Switch group"), url=url_for("accounts.groups"), icon="switch-horizontal"),
    ]
    if account.is_operator:
        installed = url_for("accounts.platform_plugins")
        links.append(MenuLink(label=_l("Plugins of this installation"), url=installed, icon="plug"))
        desk = url_for("accounts.support_desk")
        links.append(MenuLink(label=_l("Groups that let support in"), url=desk, icon="shield-check"))
    return replace(
        shell,
        language_url=url_for("accounts.language"),
        account=opaque_id(account.id),
        account_name=account.display_name,
        account_links=links,
        sign_out_url=url_for("accounts.sign_out"),
        session_url=url_for("accounts.session_lives"),
    )


def _with_group(shell: Shell, account: SignedInAccount) -> Shell:
    home = url_for("organisation.home", group=g.tenant.code)
    groups = groups_open_to(account)
    stores = _stores()
    # Whoever works in one store is told which, not that these are all.
    chosen = stores if len(stores) > 2 else stores[1:]
    current = next((store.label for store in chosen if store.current or len(chosen) == 1), "")
    return replace(
        shell,
        home_url=home,
        group_name=g.tenant.name,
        groups=[
            Switch(
                label=group.name,
                url=url_for("organisation.home", group=group.code),
                current=group.group_id == g.tenant.id,
            )
            for group in groups
        ],
        store_name=current,
        running_url=url_for("accounts.jobs") if allowed(JOB_WRITE) else "",
        stores=stores if len(stores) > 2 else (),
    )


def _stores() -> list[Switch]:
    assignments = current_grants().assignments
    whole_group = any(assignment.store_id is None for assignment in assignments)
    mine = {assignment.store_id for assignment in assignments}
    shown = [store for store in open_stores() if whole_group or store.id in mine]
    everywhere = Switch(label=_("All stores"), url=_here("all"), current=g.store_id is None)
    return [everywhere] + [
        Switch(label=store.name, url=_here(str(store.id)), current=store.id == g.store_id) for store in shown
    ]


def _here(store: str) -> str:
    # A form's address answers only POST: from there the switch leads to the home page.
    path = request.path if request.method == "GET" else url_for("organisation.home", group=g.tenant.code)
    return f"{path}?store={store}"
