"""A person's passkeys: see them, make one, name it, remove it."""

from __future__ import annotations

from flask import Response, jsonify, make_response, redirect, request, session, url_for

from saas.core.accounts.operations import (
    Shown,
    SwitchedOn,
    add_passkey,
    passkeys_of,
    passkeys_possible,
    question_for_new_passkey,
    remove_passkey,
    rename_passkey,
)
from saas.core.accounts.operations.passkeys import Question
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.request.cookies import hand_out
from saas.core.accounts.schemas import NewPasskeySchema, PasskeyNameSchema
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.guarding import for_account
from saas.core.accounts.views.second_factor import codes_page
from saas.core.organisation.views.saving import save
from saas.platform.database import session as database_session
from saas.platform.i18n import _
from saas.platform.web import Form, needs_proof, needs_proof_to_read, read_form, render, tell

PLACE = "/account/passkeys"


@pages.get(f"{PLACE}/", endpoint="passkeys")
@for_account
def show() -> Response:
    """The passkeys that the person has."""
    found = passkeys_of(database_session(), signed_in_account().id)
    return render("accounts/passkeys.html", passkeys=found, possible=passkeys_possible())


@pages.get(f"{PLACE}/new", endpoint="passkeys_new")
@for_account
@needs_proof_to_read
def show_new() -> Response:
    """The form for a new one; asked first who is there, since what the device makes is lost when it is refused later."""
    return _new_page(Form(NewPasskeySchema))


@pages.post(f"{PLACE}/question", endpoint="passkey_question")
@for_account
@needs_proof
def ask() -> Response:
    """What the browser is asked that is to make one."""
    account = signed_in_account()
    return question_answer(question_for_new_passkey(account.id, account.session_id))


@pages.post(f"{PLACE}/new", endpoint="passkeys_add")
@for_account
@needs_proof
def add() -> Response:
    """Keep the one that the browser has made; with the first the recovery codes are shown, this once."""
    made: list[SwitchedOn] = []

    def work() -> None:
        account, values = signed_in_account(), read_form(NewPasskeySchema, request)
        shown = Shown(answer=values["answer"], note=values["note"])
        made.append(add_passkey(account.id, account.session_id, name=values["name"], shown=shown))

    faults = save(work)
    if faults is not None:
        return _new_page(Form(NewPasskeySchema, error=faults.error), faults.status)
    hand_out(made[0].token)
    session.clear()
    if made[0].codes:
        return codes_page(made[0].codes)
    return _back(_("The passkey is kept. All other sessions have ended."))


@pages.get(f"{PLACE}/<int:passkey_id>", endpoint="passkey")
@for_account
def show_one(passkey_id: int) -> Response:
    """The form for another name."""
    found = {one.id: one for one in passkeys_of(database_session(), signed_in_account().id)}
    if passkey_id not in found:
        return make_response(redirect(url_for("accounts.passkeys"), 303))
    return _name_page(passkey_id, Form(PasskeyNameSchema, {"name": found[passkey_id].name}))


@pages.post(f"{PLACE}/<int:passkey_id>", endpoint="passkey_rename")
@for_account
def rename(passkey_id: int) -> Response:
    """Call it something else."""

    def work() -> None:
        name = read_form(PasskeyNameSchema, request)["name"]
        rename_passkey(signed_in_account().id, passkey_id, name)

    faults = save(work)
    if faults is not None:
        return _name_page(passkey_id, Form(PasskeyNameSchema, error=faults.error), faults.status)
    return _back(_("The passkey has its new name."))


@pages.post(f"{PLACE}/<int:passkey_id>/remove", endpoint="passkey_remove")
@for_account
@needs_proof
def remove(passkey_id: int) -> Response:
    """Let it open nothing any more."""
    account = signed_in_account()
    hand_out(remove_passkey(account.id, account.session_id, passkey_id))
    session.clear()
    return _back(_("The passkey opens nothing any more. All other sessions have ended."))


def question_answer(question: Question) -> Response:
    """A question as the page's script reads it."""
    answer = jsonify(options=question.options, note=question.note)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(said: str) -> Response:
    tell(said)
    return make_response(redirect(url_for("accounts.passkeys"), 303))


def _new_page(form: Form, status: int = 200) -> Response:
    return render("accounts/passkey_new.html", status=status, form=form, possible=passkeys_possible())


def _name_page(passkey_id: int, form: Form, status: int = 200) -> Response:
    return render("accounts/passkey_name.html", status=status, form=form, passkey_id=passkey_id)
