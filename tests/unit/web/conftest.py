"""A small application with nothing but the pages' frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response, abort, redirect, request
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader

from saas.config import Environment, Settings
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from saas.platform.i18n import catalogues
from saas.platform.i18n_packages import translation_folders
from saas.platform.web import install_csrf, install_web, render, tell

TEMPLATES = {
    "parent.html": "<html>{% block content %}{% endblock %}</html>",
    "headed.html": (
        '{% extends "parent.html" %}{% set greeting = "hello" %}{% macro to(name) %}to {{ name }}{% endmacro %}'
        "{% block content %}{{ greeting }} {{ to(who) }}{% endblock %}"
    ),
    "page.html": (
        '{% extends "parent.html" %}{% block content %}all of {{ who }} <ul id="task-list">'
        "{% block task_list %}tasks of {{ who }} {{ request.method }}{% endblock %}</ul>{% endblock %}"
    ),
}

pages = Blueprint("pages", __name__)


@pages.get("/page")
def page() -> Response:
    return render("page.html", who="<Li>")


@pages.get("/headed")
def headed() -> Response:
    return render("headed.html", who="<Li>")


@pages.post("/tell")
def told() -> Response:
    tell("已保存")
    return redirect("/page", 303) if "stay" not in request.form else Response("stayed")  # type: ignore[return-value]


@pages.route("/raise/<kind>", methods=["GET", "POST"])
def fail(kind: str) -> Response:
    errors = {
        "404": NotFound("没有这位客户。"),
        "403": Forbidden("需要经理权限。"),
        "409": Conflict("他人已修改。"),
        "422": Invalid("name", "请填写姓名。"),
        "429": TooMany("请稍候。", retry_after=30),
        "500": RuntimeError("secret detail"),
    }
    if kind == "abort":
        abort(Response("given", 303, headers={"Location": "/page"}))
    raise errors[kind]


def settings_of(environment: Environment) -> Settings:
    return Settings(
        environment=environment,
        secret_key="a key for tests only, long enough",
        platform_key=b"0" * 32,
        database_url="postgresql+psycopg://nowhere/none",
        system_database_url="postgresql+psycopg://nowhere/none",
        redis_url="redis://nowhere",
        var=Path("var"),
    )


def make_app(environment: Environment = Environment.DEVELOPMENT) -> Flask:
    application = Flask(__name__, static_folder=None)
    application.secret_key = "a key for tests only, long enough"
    install_web(application, settings_of(environment))
    install_csrf(application)
    application.register_blueprint(pages)
    with_templates(application, TEMPLATES)
    return application


def with_templates(application: Flask, templates: dict[str, str]) -> None:
    """Let an application find these templates too."""
    loader = application.jinja_env.loader
    assert loader is not None
    application.jinja_env.loader = ChoiceLoader([DictLoader(templates), loader])


@pytest.fixture(scope="session", autouse=True)
def chinese() -> None:
    """The catalogues, as the application loads them at start."""
    catalogues.load(translation_folders())


@pytest.fixture
def frame() -> Flask:
    return make_app()


@pytest.fixture
def browser(frame: Flask) -> Iterator[FlaskClient]:
    with frame.test_client() as client:
        yield client


@pytest.fixture
def token(browser: FlaskClient) -> str:
    """A CSRF token of this browser."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/nowhere").text)
    assert found
    return found[1]
