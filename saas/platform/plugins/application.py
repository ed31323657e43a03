"""An application that a plugin's page cannot take down: what fails in one is the same defect page as any other."""

from __future__ import annotations

import secrets
import time
from typing import Any, cast

from flask import Response, g, has_request_context, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask.wrappers import Request

from saas.platform.database.refusals import Application
from saas.platform.plugins.extension import engine
from saas.platform.plugins.failures import Failure, note_failure


class LeftTheProcess(RuntimeError):
    """A page, a template or a request function called `sys.exit`, which would take the server down."""


class OwnRequest(Request):
    """A request that can be taken out of the hands of the blueprint that it went to."""

    without_blueprint = False

    @property
    def blueprints(self) -> list[str]:
        """The blueprints whose functions run around this request."""
        return [] if self.without_blueprint else super().blueprints


class IsolatingApplication(Application):
    """Answers 500 whatever the page of a plugin does: in its view, its templates, its functions around the request."""

    request_class = OwnRequest

    def full_dispatch_request(self) -> Response:
        """Answer a request; `sys.exit` in it is an error like any other."""
        try:
            return super().full_dispatch_request()
        except SystemExit as error:
            raise LeftTheProcess("sys.exit was called in a request") from error

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Run what comes before the view: first the application's own with the gate, only then that of a plugin."""
        if not _owner():
            return super().preprocess_request()
        asked = _request()
        asked.without_blueprint = True
        answer = super().preprocess_request()
        asked.without_blueprint = False
        return answer if answer is not None else self._preprocess_in(list(reversed(asked.blueprints)))

    def _preprocess_in(self, blueprints: list[str]) -> ResponseReturnValue | None:
        for name in blueprints:
            for prepare in self.url_value_preprocessors.get(name, ()):
                prepare(request.endpoint, request.view_args)
        for name in blueprints:
            for function in self.before_request_funcs.get(name, ()):
                answer = self.ensure_sync(function)()
                if answer is not None:
                    return cast(ResponseReturnValue, answer)
        return None

    def handle_exception(self, e: Exception) -> Response:
        """Answer for an error. Nothing more of a plugin that failed runs in this request, nor its own error pages."""
        plugin = _owner()
        if plugin:
            _take_over(plugin, e)
        return super().handle_exception(e)

    def do_teardown_request(self, *error: Any) -> None:
        """Run what comes after the answer; what of it a plugin gets wrong changes neither answer nor commit."""
        try:
            super().do_teardown_request(*error)
        except (Exception, SystemExit) as failed:
            plugin = _owner()
            if not plugin:
                raise
            _take_over(plugin, failed)
            super().do_teardown_request(*error)


def failed_plugin() -> str:
    """The name of the plugin whose page failed in this request, or an empty text."""
    return str(g.get("failed_plugin", "")) if has_request_context() else ""


def note_view(response: Response) -> Response:
    """Count a plugin's page; runs after every request."""
    plugin = engine().registry.blueprint_owners.get((request.endpoint or "").partition(".")[0])
    if plugin and "began" in g:
        seconds = time.perf_counter() - g.began
        engine().meters.count(plugin, "view", seconds, failed=response.status_code >= 500)
    return response


def _owner() -> str | None:
    if request.url_rule is None:
        return None
    return engine().registry.blueprint_owners.get(request.url_rule.endpoint.partition(".")[0])


def _take_over(plugin: str, error: BaseException) -> None:
    # The id that the log of the request will use as well, whoever comes first.
    g.error_id = g.get("error_id") or secrets.token_hex(6)
    g.failed_plugin = plugin
    note_failure(Failure(plugin=plugin, place=f"view.{request.endpoint}", error=error, error_id=g.error_id))
    _request().without_blueprint = True
    request_ctx._after_request_functions.clear()  # noqa: SLF001  # what the plugin left for after this request


def _request() -> OwnRequest:
    asked: OwnRequest = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the proxy hides the request
    return asked
