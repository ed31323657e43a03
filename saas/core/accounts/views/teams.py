"""The group's teams: who works together."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.accounts.operations import change_team, create_team, remove_team
from saas.core.accounts.permissions import MEMBER_READ, TEAM_WRITE
from saas.core.accounts.queries import TeamLine, all_members, team_detail, team_lines
from saas.core.accounts.team_form import TeamSchema
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.queries import all_departments, all_stores
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, needs_proof, read_form, render, tell
from saas.platform.web.forms.showing import Choices

PLACE = "/t/<group>/settings/teams"


@pages.get(f"{PLACE}/", endpoint="teams")
@requires(MEMBER_READ)
def show_teams() -> Response:
    """All teams."""
    return render("accounts/teams.html", lines=team_lines(), departments=dict(_departments()))


@pages.get(f"{PLACE}/new", endpoint="teams_new")
@requires(TEAM_WRITE)
def show_new() -> Response:
    """The form of a new team."""
    return _page(None, Form(TeamSchema, choices=_choices()))


@pages.post(f"{PLACE}/new", endpoint="teams_make")
@requires(TEAM_WRITE)
@needs_proof
def make() -> Response:
    """Put a team together."""

    def work() -> None:
        create_team(**read_form(TeamSchema, request))

    faults = save(work)
    if faults is None:
        return _done(_("The team was saved."))
    return _page(None, Form(TeamSchema, error=faults.error, choices=_choices()), faults)


@pages.get(f"{PLACE}/<int:team_id>", endpoint="team")
@requires(TEAM_WRITE)
def show_team(team_id: int) -> Response:
    """One team."""
    found = team_detail(team_id)
    team = found.team
    values = {
        "name": team.name,
        "department_id": team.department_id,
        "member_ids": [member_id for member_id, _name in found.members],
    }
    return _page(found, Form(TeamSchema, values, choices=_choices(), version=team.row_version))


@pages.post(f"{PLACE}/<int:team_id>", endpoint="team_change")
@requires(TEAM_WRITE)
@needs_proof
def change(team_id: int) -> Response:
    """Save who is in it."""

    def work() -> None:
        change_team(team_id, **read_form(TeamSchema, request), version=form_version())

    faults = save(work)
    if faults is None:
        return _done(_("The team was saved."))
    found = team_detail(team_id)
    version = faults.version(found.team)
    return _page(found, Form(TeamSchema, error=faults.error, choices=_choices(), version=version), faults)


@pages.post(f"{PLACE}/<int:team_id>/remove", endpoint="team_remove")
@requires(TEAM_WRITE)
@needs_proof
def remove(team_id: int) -> Response:
    """Dissolve it."""
    remove_team(team_id)
    return _done(_("The team was dissolved."))


def _done(said: str) -> Response:
    tell(said)
    return make_response(redirect(url_for("accounts.teams"), 303))


def _page(found: TeamLine | None, form: Form, faults: Conflicted | None = None) -> Response:
    return render("accounts/team.html", status=faults.status if faults else 200, found=found, form=form)


def _departments() -> list[tuple[str, str]]:
    stores = {store.id: store.name for store in all_stores()}
    return [
        (str(one.id), f"{stores[one.store_id]} · {one.name}" if one.store_id else one.name)
        for one in all_departments()
    ]


def _choices() -> dict[str, Choices]:
    return {
        "department_id": _departments(),
        "member_ids": [(str(member_id), name) for member_id, name in all_members()],
    }
