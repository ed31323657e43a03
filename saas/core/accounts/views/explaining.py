"""Why may somebody see or do something: the answer, with the roles that give it or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, request

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.permissions import MEMBER_READ
from saas.core.accounts.queries import (
    all_members,
    member_detail,
    member_names,
    role_titles,
)
from saas.core.accounts.role_form import SCOPES
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.queries import all_stores
from saas.platform.errors import NotFound
from saas.platform.i18n import LazyStr, _
from saas.platform.permissions import (
    UNASKED,
    Because,
    Explanation,
    Reason,
    Scope,
    current_catalogue,
    explain,
    requires,
)
from saas.platform.web import render
from saas.platform.web.forms.showing import Choices

PLACE = "/t/<group>/settings/explain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A role that bears on the permission, in words."""

    role: LazyStr
    store: str
    scope: str
    in_place_of: str
    first: date | None
    last: date | None
    through: str
    because: Because


@pages.get(f"{PLACE}/", endpoint="explain")
@requires(MEMBER_READ)
def show() -> Response:
    """The question and, once a member and a permission are chosen, the answer."""
    member_id, permission = _number("member_id"), request.args.get("permission", "")
    names = _titles()
    stores = {store.id: store.name for store in all_stores()}
    known = permission in names and member_id is not None
    member = member_detail(member_id).member if known and member_id is not None else None
    found = _explained(member, permission, stores) if member else None
    return render(
        "accounts/explain.html",
        members=[(str(one), name) for one, name in all_members()],
        permissions=_choices(names),
        stores=[(str(store_id), name) for store_id, name in stores.items()],
        member=member,
        title=names.get(permission, ""),
        found=found,
        comes_in=member is not None and member.status is MemberStatus.ACTIVE,
        lines=_lines(found, stores) if found else [],
        because=in_words(),
        chosen=request.args,
    )


def _explained(member: Member, permission: str, stores: Mapping[int, str]) -> Explanation:
    store_id, owner_id = _number("store_id"), _number("owner_id")
    if store_id is not None and store_id not in stores:
        raise NotFound(_("This does not exist, or no longer."))
    if owner_id is not None:
        member_detail(owner_id)
    return explain(
        member.id,
        permission,
        store_id=UNASKED if store_id is None else store_id,
        owner_id=UNASKED if owner_id is None else owner_id,
    )


def _lines(found: Explanation, stores: Mapping[int, str]) -> list[Line]:
    titles = role_titles()
    absent = {one.assignment.on_behalf_of for one in found.reasons} - {None}
    names = member_names(one for one in absent if one is not None)
    return [
        Line(
            role=titles.get(one.assignment.role, one.assignment.role),
            store=stores.get(one.assignment.store_id or 0, ""),
            scope=_scope_in_words(one),
            in_place_of=names.get(one.assignment.on_behalf_of or 0, ""),
            first=one.period.valid_from,
            last=one.period.valid_until,
            through=one.through,
            because=one.because,
        )
        for one in found.reasons
    ]


def in_words() -> dict[Because, str]:
    """What a role comes to, in words."""
    return {
        Because.GIVES: _("Gives it"),
        Because.ELSEWHERE: _("Gives it for other rows"),
        Because.TOO_NARROW: _("Reaches less than the whole group, to which this belongs"),
        Because.TAKEN_AWAY: _("The group took it out of this role"),
        Because.COMING: _("Still to come"),
        Because.OVER: _("Over"),
    }


def _scope_in_words(one: Reason) -> str:
    if one.scope is None:
        return ""
    if one.scope in (Scope.OWN, Scope.TEAM, Scope.REGION) and not _whole(one):
        return str(SCOPES[one.scope])
    return _("Whole group") if one.assignment.store_id is None else _("Rows of the store")


def _whole(one: Reason) -> bool:
    """Whether it reaches all stores, since the role was given for the whole group."""
    return one.scope is Scope.REGION and one.assignment.store_id is None


def _titles() -> dict[str, str]:
    """All permissions, also those of plugins that are off, with what they are called."""
    return {name: str(one.value.title) for name, one in current_catalogue().permissions.items()}


def _choices(names: Mapping[str, str]) -> Choices:
    return sorted((name, f"{title} ({name})") for name, title in names.items())


def _number(name: str) -> int | None:
    sent = request.args.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else None
