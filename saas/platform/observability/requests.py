"""Each request: a context of its own, an id, a line in the log; each unexpected error: an id that answer and log share."""

from __future__ import annotations

import contextvars
import logging
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, g, got_request_exception, has_request_context, request
from werkzeug.middleware.proxy_fix import ProxyFix

from saas.config import Settings
from saas.platform.tenancy import Actor, ActorKind, bind_actor, bind_tenant

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET_ENDPOINTS = frozenset({"health.healthz", "health.readyz", "metrics.metrics"})


class OwnContext:
    """Runs each request in a context of its own.

    A server's thread keeps its context variables from one request to the next: without this, the tenant
    of one request would still be set when the next begins.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Run one request."""
        context = contextvars.copy_context()
        context.run(_clear)
        try:
            answer = context.run(self._application, environ, start_response)
        except SystemExit as error:
            raise RuntimeError("sys.exit was called around a request") from error
        return _Answer(context, answer)


class _Answer:
    """The body of an answer, read in the context that the request ran in."""

    def __init__(self, context: contextvars.Context, parts: Iterable[bytes]) -> None:
        self._context = context
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        parts = self._context.run(iter, self._parts)
        while True:
            try:
                part = self._context.run(next, parts)
            except StopIteration:
                return
            except SystemExit as error:
                # It would end the server; so the browser is told by a broken answer, as by any other error here.
                raise RuntimeError("sys.exit was called while an answer was sent") from error
            yield part

    def close(self) -> None:
        """Let the answer end, as WSGI asks."""
        close = getattr(self._parts, "close", None)
        if close is not None:
            self._context.run(close)


def _clear() -> None:
    bind_tenant(None)
    bind_actor(Actor(kind=ActorKind.SYSTEM))
    structlog.contextvars.clear_contextvars()


def current_request_id() -> str:
    """The id of this request, empty outside of one."""
    return str(g.get("request_id", "")) if has_request_context() else ""


def current_error_id() -> str:
    """The id under which the log knows this request's unexpected error, empty when there was none."""
    return str(g.get("error_id", "")) if has_request_context() else ""


def install_requests(app: Flask, settings: Settings) -> None:
    """Give each request its context, id and line, and the address of whoever asked the outermost trusted proxy."""
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
    app.wsgi_app = OwnContext(app.wsgi_app)  # type: ignore[method-assign]  # likewise
    app.before_request(_begin)
    app.after_request(_end)
    got_request_exception.connect(_note_unhandled, app)
    app.logger.addFilter(_not_flasks_own)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _SANE.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers["X-Request-ID"] = g.request_id
    if not _is_quiet():
        log.info(
            "request",
            method=request.method,
            # The rule, not the path: links of customers and staff carry tokens in theirs.
            route=str(request.url_rule or "-"),
            ids={key: value for key, value in (request.view_args or {}).items() if isinstance(value, int)},
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.began) * 1000, 1),
        )
    return response


def _is_quiet() -> bool:
    return request.endpoint in _QUIET_ENDPOINTS or request.path.startswith("/static/")


def note_error(exception: BaseException) -> str:
    """Log an unexpected error of this request; returns the id that the answer shows and the log knows."""
    error_id = g.error_id = str(g.get("error_id") or secrets.token_hex(6))
    log.error("unexpected_error", error_id=error_id, route=str(request.url_rule or "-"), exc_info=exception)
    return error_id


def _note_unhandled(_sender: Flask, exception: BaseException, **_more: object) -> None:
    note_error(exception)


def _not_flasks_own(record: logging.LogRecord) -> bool:
    # Flask's line names the path, which may hold a token; ours was written already.
    return not str(record.msg).startswith("Exception on ")
