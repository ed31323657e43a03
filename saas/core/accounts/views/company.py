"""Signing in through a group's own provider: the way there, and the way back with whatever it was for."""

from __future__ import annotations

import structlog
from flask import Response, g, make_response, redirect, request, session, url_for

from saas.core.accounts.group_schemas import CompanySchema
from saas.core.accounts.operations.identities import sign_in_by_provider
from saas.core.accounts.operations.invitations import find_invitation
from saas.core.accounts.operations.provider_journey import (
    Journey,
    Purpose,
    come_back,
    keep_proven,
    no_provider,
    set_out,
)
from saas.core.accounts.provider_words import fault_in_words, is_for_the_person
from saas.core.accounts.queries import find_membership
from saas.core.accounts.queries.provider import working_provider
from saas.core.accounts.request.away import remember_journey, remember_proven, take_journey
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.cookies import hand_out, session_token
from saas.core.accounts.request.refusals import ask_to_sign_in
from saas.core.accounts.views.blueprint import pages
from saas.platform.errors import Conflict, Invalid
from saas.platform.security.openid import Proven, ProviderFault, Returned
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.web import Form, own_address, read_form, render

log = structlog.get_logger(__name__)

PLACE = "/p/<group>/sign-in"
_LONGEST = 300


@pages.get("/sign-in/company", endpoint="company")
def show_company() -> Response:
    """Ask for the group, whose provider is asked then."""
    wanted = own_address(request.args.get("next", ""))
    return _company_page(Form(CompanySchema, {"code": _code_in(wanted)}), wanted)


@pages.post("/sign-in/company", endpoint="do_company")
def choose_company() -> Response:
    """Lead on to the group's page; whether there is such a group shows only there."""
    wanted = own_address(request.args.get("next", ""))
    try:
        code = read_form(CompanySchema, request)["code"].strip().lower()
    except Invalid as error:
        return _company_page(Form(CompanySchema, error=error), wanted, error.status)
    address = url_for("accounts.company_door", group=code, next=wanted or None)
    return make_response(redirect(address, 303))


@pages.get(PLACE, endpoint="company_door")
def show_door() -> Response:
    """The group and its provider's button."""
    _throttle()
    provider = working_provider()
    if provider is None:
        raise no_provider()
    return render("accounts/company_door.html", provider=provider, wanted=_wanted(), group=g.tenant)


@pages.get(f"{PLACE}/go", endpoint="company_go")
def go() -> Response:
    """To the provider, to sign in."""
    return _set_out(Journey(purpose=Purpose.SIGN_IN, wanted=_wanted(), again="again" in request.args))


@pages.get(f"{PLACE}/link", endpoint="company_link")
def go_to_link() -> Response:
    """To the provider, so that a member who is signed in can link what it says."""
    account = signed_in()
    if account is None or not account.by_own_factors or find_membership(account.id) is None:
        return ask_to_sign_in()
    return _set_out(Journey(purpose=Purpose.LINK, account_id=account.id))


@pages.get(f"{PLACE}/invitation/<token>", endpoint="company_invitation")
def go_with_invitation(token: str) -> Response:
    """To the provider, so that whoever was invited can link what it says by joining."""
    find_invitation(token)
    return _set_out(Journey(purpose=Purpose.INVITATION, invitation=token))


@pages.get(f"{PLACE}/back", endpoint="company_back")
def back() -> Response:
    """From the provider: believe it only after all checks, and do what the browser set out for."""
    _throttle()
    returned = Returned(
        state=request.args.get("state", ""),
        code=request.args.get("code", ""),
        error=request.args.get("error", ""),
        issuer=request.args.get("iss", ""),
    )
    try:
        journey, proven = come_back(take_journey(returned.state), returned)
    except ProviderFault as error:
        return _failed(error)
    except Conflict as error:
        return render("accounts/company_failed.html", status=409, words=error.message, group=g.tenant)
    if journey.purpose is Purpose.SIGN_IN:
        return _sign_in(journey, proven)
    return _bring_back(journey, proven)


def _set_out(journey: Journey) -> Response:
    _throttle()
    try:
        departure = set_out(journey)
    except ProviderFault as error:
        return _failed(error)
    remember_journey(departure.state, departure.note)
    answer = make_response(redirect(departure.address, 303))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sign_in(journey: Journey, proven: Proven) -> Response:
    provider = working_provider()
    if provider is None:
        raise no_provider()
    current = signed_in()
    found = sign_in_by_provider(
        proven,
        provider,
        current=current,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        replaced=session_token(),
    )
    if found is None:
        return render("accounts/company_unknown.html", status=403, provider=provider, group=g.tenant)
    hand_out(found.token)
    if current is None or current.id != found.account_id:
        # The browser's own cookie begins anew too, and with it the token against forged requests.
        session.clear()
    home = url_for("organisation.home", group=g.tenant.code)
    return make_response(redirect(journey.wanted or home, 303))


def _bring_back(journey: Journey, proven: Proven) -> Response:
    """Keep what the provider says until the person confirms it: nothing is linked by opening an address."""
    account = signed_in()
    if journey.purpose is Purpose.LINK and (account is None or account.id != journey.account_id):
        return ask_to_sign_in()
    kept = Journey(purpose=journey.purpose, account_id=journey.account_id, invitation=journey.invitation)
    remember_proven(keep_proven(proven, kept))
    if journey.purpose is Purpose.LINK:
        return make_response(redirect(url_for("accounts.own_provider", group=g.tenant.code), 303))
    return make_response(
        redirect(url_for("accounts.invitation", group=g.tenant.code, token=journey.invitation), 303)
    )


def _failed(error: ProviderFault) -> Response:
    log.warning("provider_fault", fault=error.fault, detail=error.detail)
    status = 403 if is_for_the_person(error.fault) else 503
    words = fault_in_words(error.fault)
    return render("accounts/company_failed.html", status=status, words=words, group=g.tenant)


def _wanted() -> str:
    """The page to show afterwards, only of this group."""
    wanted = own_address(request.args.get("next", ""))
    mine = f"/t/{g.tenant.code}/"
    return wanted if wanted.startswith(mine) and len(wanted) <= _LONGEST else ""


def _code_in(wanted: str) -> str:
    return wanted.split("/")[2] if wanted.startswith("/t/") else ""


def _throttle() -> None:
    hit("company_sign_in", request.remote_addr or "", 300, 600, when_down=WhenDown.COUNT_HERE)


def _company_page(form: Form, wanted: str, status: int = 200) -> Response:
    return render("accounts/company.html", status=status, form=form, wanted=wanted)
