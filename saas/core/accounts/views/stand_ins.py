"""Who stands in for a member who is away: each for oneself, an administrator for everybody."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, make_response, redirect, request, url_for

from saas.core.accounts.member_schemas import StandInSchema
from saas.core.accounts.operations import RoleChoice, end_stand_in, name_stand_in
from saas.core.accounts.permissions import MEMBER_WRITE
from saas.core.accounts.queries import (
    MemberRow,
    StandIn,
    colleagues_of,
    member_detail,
    role_titles,
    roles_in_words,
    stand_ins_of,
)
from saas.core.accounts.request.binding import acting_member
from saas.core.accounts.role_values import key_of_role, roles_of_keys
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.queries import all_stores
from saas.core.organisation.views.saving import save
from saas.platform.i18n import _
from saas.platform.permissions import Period, requires
from saas.platform.web import Form, needs_proof, read_form, render, tell
from saas.platform.web.forms.showing import Choices

MINE = "/t/<group>/settings/stand-ins"
OF_MEMBER = "/t/<group>/settings/members/<int:member_id>/stand-ins"


@pages.get(f"{MINE}/", endpoint="stand_ins")
def show_mine() -> Response:
    """Who stands in for me, for whom I do, and the form to name somebody."""
    return _page(member_detail(acting_member().id))


@pages.post(f"{MINE}/", endpoint="stand_in_name")
@needs_proof
def name_mine() -> Response:
    """Name who stands in for me."""
    return _named(acting_member().id, url_for("accounts.stand_ins"))


@pages.post(f"{MINE}/<int:delegation_id>/end", endpoint="stand_in_end")
def end_mine(delegation_id: int) -> Response:
    """End what concerns me, as the one who is away or the one who stands in."""
    end_stand_in(delegation_id, of=acting_member().id)
    return _ended(url_for("accounts.stand_ins"))


@pages.get(f"{OF_MEMBER}/", endpoint="member_stand_ins")
@requires(MEMBER_WRITE)
def show_of_member(member_id: int) -> Response:
    """Who stands in for a member and for whom they do."""
    return _page(member_detail(member_id))


@pages.post(f"{OF_MEMBER}/", endpoint="member_stand_in_name")
@requires(MEMBER_WRITE)
@needs_proof
def name_for_member(member_id: int) -> Response:
    """Name who stands in for a member."""
    return _named(member_id, url_for("accounts.member_stand_ins", member_id=member_id))


@pages.post(f"{OF_MEMBER}/<int:delegation_id>/end", endpoint="member_stand_in_end")
@requires(MEMBER_WRITE)
def end_for_member(member_id: int, delegation_id: int) -> Response:
    """End a standing in that concerns a member."""
    end_stand_in(delegation_id, of=member_id)
    return _ended(url_for("accounts.member_stand_ins", member_id=member_id))


def _named(member_id: int, back: str) -> Response:
    def work() -> None:
        values = read_form(StandInSchema, request)
        name_stand_in(
            member_id,
            deputy_id=values["deputy_id"],
            roles=roles_of_keys(values["roles"]),
            period=Period(valid_from=values["valid_from"], valid_until=values["valid_until"]),
        )

    faults = save(work)
    if faults is not None:
        row = member_detail(member_id)
        return _page(row, Form(StandInSchema, error=faults.error, choices=_choices(row)), faults.status)
    tell(_("The stand-in was named."))
    return make_response(redirect(back, 303))


def _ended(back: str) -> Response:
    tell(_("It has ended."))
    return make_response(redirect(back, 303))


def _page(row: MemberRow, form: Form | None = None, status: int = 200) -> Response:
    found = stand_ins_of(row.member.id)
    chosen = {"roles": [key for key, _title in _roles_to_hand_over(row)]}
    return render(
        "accounts/stand_ins.html",
        status=status,
        member=row.member,
        mine=request.endpoint in ("accounts.stand_ins", "accounts.stand_in_name"),
        form=form or Form(StandInSchema, chosen, choices=_choices(row)),
        for_them=[one for one in found if one.member_id == row.member.id],
        for_others=[one for one in found if one.deputy_id == row.member.id],
        words=in_words(found),
    )


def in_words(found: Iterable[StandIn]) -> dict[int, str]:
    """The roles of each as one line."""
    titles, stores = role_titles(), {store.id: store.name for store in all_stores()}
    return {one.id: roles_in_words(one.roles, titles, stores) for one in found}


def _choices(row: MemberRow) -> dict[str, Choices]:
    colleagues = [(str(member_id), name) for member_id, name in colleagues_of(row.member.id)]
    return {"deputy_id": colleagues, "roles": _roles_to_hand_over(row)}


def _roles_to_hand_over(row: MemberRow) -> list[tuple[str, str]]:
    titles, stores = role_titles(), {store.id: store.name for store in all_stores()}
    held = {RoleChoice(role=one.role, store_id=one.store_id) for one in row.roles}
    return sorted((key_of_role(one), roles_in_words([one], titles, stores)) for one in held)
