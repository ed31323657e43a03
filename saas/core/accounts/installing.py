"""What this room gives an application besides its pages: passwords, the pipeline, its part of the shell."""

from __future__ import annotations

from flask import Flask, Response, request

from saas.config import Settings
from saas.core.accounts.devices import device_name
from saas.core.accounts.operations.sessions import rotate_if_due
from saas.core.accounts.passwords import install_passwords
from saas.core.accounts.request import install_request_pipeline
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.cookies import hand_out
from saas.core.accounts.request.refusals import ask_for_proof
from saas.core.accounts.shell import fill_shell
from saas.core.accounts.views.handing_out import left_to, works_with
from saas.core.accounts.views.registration import registration_is_open
from saas.platform.database import global_session
from saas.platform.security.rates import count_person, install_rates
from saas.platform.web import contribute_to_shell, install_proof


def install_sign_in(app: Flask, settings: Settings) -> None:
    """Know who asks: before all other parts that look at a request, save the one that counts and logs them."""
    install_passwords(app, settings)
    # An address is counted before its cookie is looked up, a person and their group as soon as they are known.
    install_rates(app, settings)
    install_request_pipeline(app)
    app.before_request(count_person(_person))
    # Runs before what writes the cookies.
    app.after_request(_renew_token)


def _person() -> str:
    account = signed_in()
    return f"account:{account.id}" if account else ""


def _renew_token(response: Response) -> Response:
    account = signed_in()
    # With a whole page only: what its script asks for at the same time still comes with the old token.
    is_page = request.method == "GET" and "HX-Request" not in request.headers
    if account is not None and account.rotate and is_page and response.status_code < 400:
        with global_session() as work:
            token = rotate_if_due(work, account.session_id)
        if token:
            hand_out(token)
    return response


def install_accounts_shell(app: Flask) -> None:
    """Show on every page who is signed in, and what can be switched; ask them where an act needs it."""
    install_proof(app, ask_for_proof)
    contribute_to_shell(app, fill_shell)
    app.jinja_env.globals.update(
        registration_open=registration_is_open, left_to=left_to, works_with=works_with
    )
    app.jinja_env.filters["device"] = device_name
