"""A session that ran out while somebody typed: sign-in over the page, then the form is sent, or kept for its owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from flask import Blueprint, Flask, Response, current_app, jsonify, make_response, request
from flask_wtf.csrf import generate_csrf
from marshmallow import Schema, fields
from playwright.sync_api import Page, expect

from saas.platform.web import Form, Shell, contribute_to_shell, read_form, render
from tests.harness.browsing import Visiting, serving
from tests.unit.web.conftest import make_app, with_templates

PAGE = """{% extends "layout.html" %}{% block title %}n{% endblock %}
{% block content %}{{ ui.form("/note", form, id="note", submit="Save", guard=false) }}
<div id="own">{{ ui.form("/own", form, id="own-form", submit="Answer by itself", guard=false, swap=false) }}</div>
<p id="count">{{ saved|length }}</p>{% endblock %}"""
DIALOG = """{% call ui.dialog("sign-in-dialog", "Sign in", keeps=true) %}<form method="post" action="/sign-in">
<input type="hidden" name="_csrf" value="{{ csrf_token() }}"><div data-sign-in-error hidden></div>
<label>Login <input name="login"></label><button>Go</button></form>{% endcall %}"""

pages = Blueprint("notes", __name__)


class Note(Schema):
    text = fields.String(required=True, metadata={"label": "Text", "widget": "textarea"})


@dataclass(slots=True)
class World:
    """Who is signed in, and what was saved."""

    account: str = "li"
    signed_in: bool = True
    saved: list[str] = field(default_factory=list)


def world() -> World:
    found: World = current_app.extensions["world"]
    return found


@pages.get("/")
def show() -> Response:
    return render("note.html", form=Form(Note), saved=world().saved)


@pages.post("/note")
def save() -> Response:
    if not world().signed_in:
        return make_response(current_app.jinja_env.get_template("dialog.html").render(), 401)
    world().saved.append(read_form(Note, request)["text"])
    return Response(status=303, headers={"Location": "/"})


@pages.post("/own")
def save_by_itself() -> Response:
    """What a form that the browser sends itself is answered: a page of its own, and without a session another."""
    if not world().signed_in:
        return Response("the text is lost")
    world().saved.append(read_form(Note, request)["text"])
    return Response("<!doctype html><title>own</title><p id=own-answer>saved</p>", mimetype="text/html")


@pages.get("/alive")
def alive() -> Response:
    if not world().signed_in:
        return make_response(current_app.jinja_env.get_template("dialog.html").render(), 401)
    return Response(status=204, headers={"X-Account": world().account, "X-CSRF-Token": generate_csrf()})


@pages.post("/sign-in")
def sign_in() -> Response:
    login = request.form["login"]
    if login == "nobody":
        return make_response(jsonify(message="This does not fit."), 422)
    world().signed_in = True
    world().account = login
    return jsonify(csrf=generate_csrf(), account=login)


@pytest.fixture
def notes() -> Flask:
    app = make_app()
    with_templates(app, {"note.html": PAGE, "dialog.html": DIALOG})
    app.extensions["world"] = World()

    def name(shell: Shell) -> Shell:
        return replace(shell, account=world().account, account_name=world().account, session_url="/alive")

    contribute_to_shell(app, name)
    app.register_blueprint(pages)
    return app


@pytest.fixture
def page(notes: Flask, visit: Visiting) -> Iterator[Page]:
    """The page with a text typed, whose session has then run out, and the dialog over it."""
    with serving(notes) as base:
        visited = visit(base, locale="en").page
        visited.locator("#note").get_by_label("Text").fill("a long text")
        notes.extensions["world"].signed_in = False
        visited.get_by_role("button", name="Save").click()
        expect(visited.get_by_role("dialog", name="Sign in")).to_be_visible()
        yield visited


def sign_in_as(page: Page, login: str) -> None:
    page.get_by_label("Login").fill(login)
    page.get_by_role("button", name="Go").click()


def test_same_account_goes_on(notes: Flask, page: Page) -> None:
    sign_in_as(page, "li")
    expect(page.locator("#count")).to_have_text("1")
    assert notes.extensions["world"].saved == ["a long text"]


def test_wrong_sign_in_says_so_and_may_be_tried_again(notes: Flask, page: Page) -> None:
    sign_in_as(page, "nobody")
    expect(page.get_by_text("This does not fit.")).to_be_visible()
    sign_in_as(page, "li")
    expect(page.locator("#count")).to_have_text("1")


def test_other_account_keeps_the_text_and_sends_nothing(notes: Flask, page: Page) -> None:
    sign_in_as(page, "wang")
    expect(page.locator(".ui-toast").get_by_text("Someone else signed in")).to_be_visible()
    expect(page.locator("#note").get_by_label("Text")).to_have_value("a long text")
    assert notes.extensions["world"].saved == []


def send_by_itself(page: Page) -> None:
    page.locator("#own textarea").fill("a reason")
    page.get_by_role("button", name="Answer by itself").click()


def test_form_that_the_browser_sends_itself_keeps_its_text_too(notes: Flask, visit: Visiting) -> None:
    with serving(notes) as base:
        page = visit(base, locale="en").page
        notes.extensions["world"].signed_in = False
        send_by_itself(page)
        expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
        expect(page.locator("#own textarea")).to_have_value("a reason")
        sign_in_as(page, "li")
        expect(page.locator("#own-answer")).to_have_text("saved")
        assert notes.extensions["world"].saved == ["a reason"]


def test_form_that_the_browser_sends_itself_is_not_sent_by_somebody_else(
    notes: Flask, visit: Visiting
) -> None:
    with serving(notes) as base:
        page = visit(base, locale="en").page
        notes.extensions["world"].account = "wang"
        send_by_itself(page)
        expect(page.locator(".ui-toast").get_by_text("Someone else signed in")).to_be_visible()
        expect(page.locator("#own textarea")).to_have_value("a reason")
        assert notes.extensions["world"].saved == []
