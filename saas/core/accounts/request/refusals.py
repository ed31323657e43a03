"""What somebody sees who is not signed in, is to prove once more who they are, or whose group rests."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, g, make_response, redirect, render_template, request, url_for

from saas.core.accounts.operations.factors import SecondFactor, second_factor_of
from saas.core.accounts.operations.sessions import proved_lately
from saas.core.accounts.queries import GroupInView
from saas.core.accounts.queries.provider import working_provider
from saas.core.accounts.request.binding import signed_in, signed_in_account
from saas.core.accounts.schemas import ProofSchema, ProofWithCodeSchema
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.web import Form, own_address, render


def ask_to_sign_in() -> Response:
    """The sign-in page, or for an htmx request the dialog that opens over the page: the same for every address."""
    if _from_script():
        return _dialog("accounts/sign_in_dialog.html")
    return make_response(redirect(url_for("accounts.sign_in", next=_here() or None), 303))


def ask_for_proof() -> Response | None:
    """None when who is signed in has proved lately who they are; else the dialog over the page, or a page that asks."""
    account = signed_in()
    if account is None:
        return ask_to_sign_in()
    if proved_lately(account.proved_at):
        return None
    if not account.by_own_factors:
        return _ask_provider_again()
    if _from_script():
        return _dialog("accounts/proof_dialog.html", factor=_factor())
    if _here():
        return make_response(redirect(url_for("accounts.prove", next=_here()), 303))
    # The browser has sent the form itself: whoever has no script does it again afterwards.
    sent_from = urlsplit(request.referrer or "")
    return proof_page(own_address(sent_from.path), status=401)


def proof_page(wanted: str, error: Invalid | None = None, *, status: int = 200) -> Response:
    """The page on which somebody proves once more who they are. wanted: the own address to go on to."""
    factor = _factor()
    form = Form(ProofWithCodeSchema if factor else ProofSchema, error=error)
    return render("accounts/proof.html", status=status, form=form, wanted=wanted, factor=factor)


def second_factor_needed(group: GroupInView) -> Response:
    """How to come in, for a member without the second factor that the group asks for."""
    account = signed_in()
    own_factors = account is None or account.by_own_factors
    return make_response(
        render_template("accounts/second_factor_needed.html", group=group, own_factors=own_factors), 403
    )


def provider_needed(group: GroupInView) -> Response:
    """The way to the single sign-on that the group asks for, and to what a member does when it does not work."""
    provider, wanted = working_provider(), _here()
    page = "accounts/provider_needed.html"
    return make_response(render_template(page, group=group, provider=provider, wanted=wanted), 403)


def own_sign_in_needed() -> Response:
    """For somebody whom only a group's provider vouches for, at a page about the person in all groups."""
    return make_response(render_template("accounts/own_sign_in_needed.html", wanted=_here()), 403)


def other_door_needed() -> Response:
    """For somebody whom a group's provider vouches for, at an address that is not that group's."""
    return make_response(render_template("accounts/other_door_needed.html", wanted=_here()), 403)


def group_rests(group: GroupInView) -> Response:
    """A clear page for the members of a group that is suspended or about to close."""
    return make_response(render_template("accounts/group_rests.html", group=group), 403)


def _ask_provider_again() -> Response:
    """For somebody whom only a provider vouches for: it is the one who can ask them."""
    group = g.get("tenant")
    if group is None:
        return own_sign_in_needed()
    if _from_script():
        return _dialog("accounts/provider_proof_dialog.html", group=group)
    wanted = _here() or own_address(urlsplit(request.referrer or "").path)
    return make_response(render_template("accounts/provider_proof.html", group=group, wanted=wanted), 401)


def _factor() -> SecondFactor | None:
    return second_factor_of(session(), signed_in_account().id)


def _dialog(template: str, **values: object) -> Response:
    answer = make_response(render_template(template, **values), 401)
    answer.vary.add("HX-Request")
    return answer


def _from_script() -> bool:
    return request.headers.get("HX-Request") == "true"


def _here() -> str:
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
