"""The members of a group: who is in, with which roles; invite, change, disable, remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, g, make_response, redirect, request, url_for

from saas.core.accounts.links import invitation_link
from saas.core.accounts.member_schemas import InvitationSchema, MemberSchema
from saas.core.accounts.models import MemberStatus
from saas.core.accounts.operations import (
    Invited,
    change_member,
    disable_member,
    enable_member,
    invite_member,
    remove_member,
    renew_invitation,
    reset_link_for_member,
)
from saas.core.accounts.operations.identities import unlink_identity
from saas.core.accounts.operations.sessions import rotate_session
from saas.core.accounts.permissions import MEMBER_READ, MEMBER_WRITE
from saas.core.accounts.queries import (
    MemberRow,
    StandInState,
    member_detail,
    member_page,
    role_titles,
    roles_in_words,
    stand_ins_of,
)
from saas.core.accounts.queries.provider import identity_of
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.request.cookies import hand_out
from saas.core.accounts.role_values import read_roles, roles_told
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.queries import all_stores
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.database import session
from saas.platform.i18n import _
from saas.platform.permissions import ALWAYS, Period, requires
from saas.platform.security.repeats import keep_instead
from saas.platform.tenancy import current_actor
from saas.platform.web import Form, form_version, needs_proof, read_form, render, tell
from saas.platform.web.forms.showing import Choices

PLACE = "/t/<group>/settings/members"


@pages.get(f"{PLACE}/", endpoint="members")
@requires(MEMBER_READ)
def show_members() -> Response:
    """Everybody in the group."""
    wanted = request.args.get("status", "")
    status = MemberStatus(wanted) if wanted in set(MemberStatus) else None
    page = member_page(
        status=status,
        search=request.args.get("q", "").strip(),
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    titles, stores = role_titles(), {store.id: store.name for store in all_stores()}
    words = {row.member.id: roles_in_words(row.roles, titles, stores) for row in page.rows}
    return render("accounts/members.html", page=page, words=words, chosen=status, statuses=_statuses())


@pages.get(f"{PLACE}/new", endpoint="members_new")
@requires(MEMBER_WRITE)
def show_new() -> Response:
    """The form of an invitation."""
    return _new_page(Form(InvitationSchema, choices=_choices()))


@pages.post(f"{PLACE}/new", endpoint="members_invite")
@requires(MEMBER_WRITE)
@needs_proof
def invite() -> Response:
    """Invite somebody; the link is mailed, or shown once to be handed over."""
    found: list[Invited] = []

    def work() -> None:
        values = read_form(InvitationSchema, request)
        found.append(invite_member(**{**values, "roles": read_roles(values["roles"])}))

    faults = save(work)
    if faults is not None:
        return _new_page(Form(InvitationSchema, error=faults.error, choices=_choices()), faults.status)
    # The link is stored nowhere: a form sent twice is led to the member, where a new one can be made.
    keep_instead(make_response(redirect(url_for("accounts.member", member_id=found[0].member_id), 303)))
    return _link_page(found[0])


@pages.get(f"{PLACE}/<int:member_id>", endpoint="member")
@requires(MEMBER_WRITE)
def show_member(member_id: int) -> Response:
    """One member."""
    row = member_detail(member_id)
    return _member_page(
        row, Form(MemberSchema, _values(row), choices=_choices(), version=row.member.row_version)
    )


@pages.post(f"{PLACE}/<int:member_id>", endpoint="member_change")
@requires(MEMBER_WRITE)
@needs_proof
def change(member_id: int) -> Response:
    """Save name and roles."""

    def work() -> None:
        values = read_form(MemberSchema, request)
        roles = read_roles(values["roles"])
        change_member(member_id, display_name=values["display_name"], roles=roles, version=form_version())
        if member_id == current_actor().member_id:
            # Whoever may do something else than before gets a new token.
            hand_out(rotate_session(session(), signed_in_account().session_id))

    faults = save(work)
    if faults is None:
        return _done(_("The member was saved."))
    row = member_detail(member_id)
    form = Form(MemberSchema, error=faults.error, choices=_choices(), version=faults.version(row.member))
    return _member_page(row, form, faults)


@pages.post(f"{PLACE}/<int:member_id>/disable", endpoint="member_disable")
@requires(MEMBER_WRITE)
@needs_proof
def disable(member_id: int) -> Response:
    """Keep a member out."""
    return _act(lambda: disable_member(member_id), _("The member can no longer come in."), member_id)


@pages.post(f"{PLACE}/<int:member_id>/enable", endpoint="member_enable")
@requires(MEMBER_WRITE)
@needs_proof
def enable(member_id: int) -> Response:
    """Let a member in again."""
    return _act(lambda: enable_member(member_id), _("The member can come in again."), member_id)


@pages.post(f"{PLACE}/<int:member_id>/remove", endpoint="member_remove")
@requires(MEMBER_WRITE)
@needs_proof
def remove(member_id: int) -> Response:
    """End a membership."""
    return _act(lambda: remove_member(member_id), _("The membership has ended."), member_id)


@pages.post(f"{PLACE}/<int:member_id>/renew", endpoint="member_renew")
@requires(MEMBER_WRITE)
@needs_proof
def renew(member_id: int) -> Response:
    """A new link for somebody who has not come yet."""
    return _link_page(renew_invitation(member_id))


@pages.post(f"{PLACE}/<int:member_id>/unlink", endpoint="member_unlink")
@requires(MEMBER_WRITE)
@needs_proof
def unlink(member_id: int) -> Response:
    """Take the link to the group's single sign-on away, so that the person can link another."""
    return _act(lambda: unlink_identity(member_id), _("The single sign-on is no longer linked."), member_id)


@pages.post(f"{PLACE}/<int:member_id>/reset", endpoint="member_reset")
@requires(MEMBER_WRITE)
@needs_proof
def reset(member_id: int) -> Response:
    """A reset link to hand over, where the group may."""
    return render("accounts/link.html", link=reset_link_for_member(member_id), mailed=False, reset=True)


def _act(act: Callable[[], object], said: str, member_id: int) -> Response:
    faults = save(lambda: _ignore(act()))
    if faults is None:
        return _done(said)
    row = member_detail(member_id)
    form = Form(MemberSchema, _values(row), choices=_choices(), version=row.member.row_version)
    form.errors = faults.error.fields
    return _member_page(row, form, faults)


def _ignore(_result: object) -> None:
    return None


def _done(said: str) -> Response:
    tell(said)
    return make_response(redirect(url_for("accounts.members"), 303))


def _values(row: MemberRow) -> dict[str, Any]:
    return {"display_name": row.member.display_name, "roles": roles_told(row.roles)}


def _choices() -> Mapping[str, Choices]:
    return {
        "role": list(role_titles().items()),
        "store_id": [(str(store.id), store.name) for store in all_stores()],
    }


def _statuses() -> Choices:
    return [
        (MemberStatus.ACTIVE, _("Active")),
        (MemberStatus.INVITED, _("Invited")),
        (MemberStatus.DISABLED, _("Disabled")),
        (MemberStatus.REMOVED, _("Removed")),
    ]


def _new_page(form: Form, status: int = 200) -> Response:
    return render("accounts/member_new.html", status=status, form=form)


def _member_page(row: MemberRow, form: Form, faults: Conflicted | None = None) -> Response:
    return render(
        "accounts/member.html",
        status=faults.status if faults else 200,
        member=row.member,
        form=form,
        past=_past(row),
        identity=identity_of(row.member.id),
        standing_in=[one for one in stand_ins_of(row.member.id) if one.state is not StandInState.OVER],
    )


def _past(row: MemberRow) -> list[tuple[str, Period]]:
    """What the member was, the latest first, with the days."""
    titles, stores = role_titles(), {store.id: store.name for store in all_stores()}
    latest = sorted(row.past, key=lambda one: one.period.valid_until or date.max, reverse=True)
    return [(roles_in_words([replace(one, period=ALWAYS)], titles, stores), one.period) for one in latest]


def _link_page(invited: Invited) -> Response:
    link = invitation_link(g.tenant.code, invited.token) if invited.token else ""
    return render("accounts/link.html", link=link, mailed=invited.mailed, reset=False)
