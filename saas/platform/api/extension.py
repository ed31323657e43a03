"""The API of an application: its root, its errors, its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from flask import Blueprint, Flask, current_app
from flask_smorest import Api
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from saas.platform.api.authentication import Authenticate, Principal, choose_language, find_principal
from saas.platform.api.blueprint import ApiBlueprint
from saas.platform.api.decimals import describe_decimal
from saas.platform.api.document import Problem, complete, cut
from saas.platform.api.problems import domain_problem, http_problem, is_api_request
from saas.platform.database.refusals import REFUSED, refusal_of
from saas.platform.errors import DomainError

log = structlog.get_logger(__name__)

_EXTENSION = "saas_api"
OPENAPI = "3.1.0"
VERSION = "1"


class _Root(Api):  # type: ignore[misc]  # flask-smorest has no types
    """flask-smorest without its own errors and pages."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Leave the errors to `_install_errors`: flask-smorest's handler would answer pages in JSON too."""


class RestApi:
    """What is served below `/api/v1`, and by whom it was declared."""

    def __init__(self, app: Flask) -> None:
        app.config.update(API_TITLE="Aftercare", API_VERSION=VERSION, OPENAPI_VERSION=OPENAPI)
        # Chinese as it is: half the bytes, and readable in a terminal.
        app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's own provider
        self._root = _Root(app)
        self._root.ma_plugin.converter.add_attribute_function(describe_decimal)
        self._app = app
        self._complete: dict[str, Any] | None = None

    def mount(self, blueprint: Blueprint, **options: Any) -> None:
        """Serve the routes of a room below `/api/v1/t/<group>/<room>`, or of a plugin below the prefix in `options`."""
        if not isinstance(blueprint, ApiBlueprint):
            self._app.register_blueprint(blueprint, **options)
            return
        options.setdefault("url_prefix", f"/api/v1/t/<group>/{blueprint.room}")
        self._root.register_blueprint(blueprint, **options)
        # flask-smorest names the tag after the blueprint, which is called `<room>_api`.
        self._root.spec._tags.pop()  # noqa: SLF001  # it has no other way
        self._root.spec.tag({"name": blueprint.room, "description": str(blueprint.told)})
        self._complete = None

    def document(self, on: Callable[[str], bool]) -> dict[str, Any]:
        """The OpenAPI document of the rooms and plugins that are `on`, which is asked with the name of each."""
        if self._complete is None:
            self._complete = complete(self._root.spec.to_dict())
        return cut(self._complete, on)


def install_api(
    app: Flask,
    *,
    authenticate: Authenticate,
    welcome: Callable[[Principal], None] = lambda _principal: None,
) -> RestApi:
    """Serve the API; to be called after what renders pages, whose error handlers go on answering pages.

    authenticate: who a token stands for. welcome: run once the caller is bound, before the view; it says what the
    caller may do. The routes come by `RestApi.mount`.
    """
    rest = RestApi(app)
    app.extensions[_EXTENSION] = rest

    def begin() -> None:
        if is_api_request():
            choose_language()
            principal = find_principal(authenticate)
            if principal is not None:
                welcome(principal)

    app.before_request(begin)
    _install_errors(app)
    return rest


def rest_api() -> RestApi:
    """The API of the current application."""
    rest: RestApi = current_app.extensions[_EXTENSION]
    return rest


def _install_errors(app: Flask) -> None:
    pages: Mapping[type[Exception], Callable[[Any], Any]] = dict(app.error_handler_spec[None][None])

    def http_error(error: HTTPException) -> Any:
        if is_api_request():
            return http_problem(error)
        return pages[HTTPException](error) if HTTPException in pages else error

    def domain_error(error: DomainError) -> Any:
        if is_api_request():
            return domain_problem(error)
        if DomainError not in pages:
            raise error
        return pages[DomainError](error)

    def database_error(error: SQLAlchemyError) -> Any:
        refusal = refusal_of(error)
        if refusal is None:
            raise error
        return domain_error(refusal)

    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DomainError, domain_error)
    for kind in REFUSED:
        app.register_error_handler(kind, database_error)
