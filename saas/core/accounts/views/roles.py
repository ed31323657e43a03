"""The group's roles: what each may do and how far, beside what it may from the start; who has it; own ones."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.accounts.operations import drop_role, edit_role, make_role, reset_role
from saas.core.accounts.permissions import MEMBER_READ, ROLE_WRITE
from saas.core.accounts.queries import RoleDetail, role_detail, role_lines
from saas.core.accounts.role_form import NewRoleSchema, parts, read_role, role_form
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.database import load
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.permissions.models import RoleRow
from saas.platform.web import Form, form_version, needs_proof, read_form, render, tell

PLACE = "/t/<group>/settings/roles"


@pages.get(f"{PLACE}/", endpoint="roles")
@requires(MEMBER_READ)
def show_roles() -> Response:
    """All roles."""
    return render("accounts/roles.html", lines=role_lines())


@pages.get(f"{PLACE}/new", endpoint="roles_new")
@requires(ROLE_WRITE)
def show_new() -> Response:
    """The form of a role of the group's own; `?like=` a role whose permissions it begins with."""
    return _new_page(Form(NewRoleSchema, {"like": request.args.get("like", "")}, choices=_choices()))


@pages.post(f"{PLACE}/new", endpoint="roles_make")
@requires(ROLE_WRITE)
@needs_proof
def make() -> Response:
    """Make it and go on to what it may do."""
    made: list[int] = []

    def work() -> None:
        values = read_form(NewRoleSchema, request)
        made.append(make_role(values["title"], like=values["like"]).id)

    faults = save(work)
    if faults is not None:
        return _new_page(Form(NewRoleSchema, error=faults.error, choices=_choices()), faults.status)
    tell(_("The role was made. Say now what it may do."))
    return make_response(redirect(url_for("accounts.role", role_id=made[0]), 303))


@pages.get(f"{PLACE}/<int:role_id>", endpoint="role")
@requires(ROLE_WRITE)
def show_role(role_id: int) -> Response:
    """One role: what it may do, who has it."""
    return _page(role_detail(role_id))


@pages.post(f"{PLACE}/<int:role_id>", endpoint="role_change")
@requires(ROLE_WRITE)
@needs_proof
def change(role_id: int) -> Response:
    """Save what it may do."""
    own = not load(RoleRow, role_id).builtin

    def work() -> None:
        title, wanted = read_role(request, own=own)
        edit_role(role_id, title=title, wanted=wanted, version=form_version())

    return _answered(role_id, save(work), _("The role was saved. It counts from now on."))


@pages.post(f"{PLACE}/<int:role_id>/reset", endpoint="role_reset")
@requires(ROLE_WRITE)
@needs_proof
def reset(role_id: int) -> Response:
    """Let a built-in role be as it was from the start."""

    def work() -> None:
        reset_role(role_id)

    return _answered(role_id, save(work), _("The role is as it was from the start."))


@pages.post(f"{PLACE}/<int:role_id>/remove", endpoint="role_remove")
@requires(ROLE_WRITE)
@needs_proof
def remove(role_id: int) -> Response:
    """Remove a role of the group's own that nobody ever had."""

    def work() -> None:
        drop_role(role_id)

    faults = save(work)
    if faults is not None:
        return _answered(role_id, faults, "")
    tell(_("The role was removed."))
    return make_response(redirect(url_for("accounts.roles"), 303))


def _answered(role_id: int, faults: Conflicted | None, said: str) -> Response:
    if faults is None:
        tell(said)
        return make_response(redirect(url_for("accounts.role", role_id=role_id), 303))
    return _page(role_detail(role_id), faults)


def _page(found: RoleDetail, faults: Conflicted | None = None) -> Response:
    role = found.role
    form = role_form(
        None if role.builtin else role.title,
        found.contents,
        version=faults.version(role) if faults else role.row_version,
        error=faults.error if faults else None,
    )
    status = faults.status if faults else 200
    return render("accounts/role.html", status=status, found=found, form=form, parts=parts())


def _new_page(form: Form, status: int = 200) -> Response:
    return render("accounts/role_new.html", status=status, form=form)


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {"like": [(str(line.role.id), str(line.title)) for line in role_lines()]}
