"""The yardstick of pages: the same Flask without anything of ours around a view that runs the same SQL and template."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication

from flask import Flask, g, template_rendered
from jinja2 import Template
from sqlalchemy import Engine, event
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.timing import timed
from saas.core.accounts.request.cookies import SESSION_COOKIE
from saas.platform.database import db
from saas.platform.tenancy import bind_tenant


@dataclass(slots=True, kw_only=True)
class Recording:
    """What one request of the product sent to the database and gave to its template."""

    tenant_id: int
    statements: list[tuple[str, Any]] = field(default_factory=list)
    template: Template | None = None
    context: dict[str, Any] = field(default_factory=dict)
    about_request: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""


def page_environ(app: WSGIApplication, address: str, token: str) -> dict[str, Any]:
    """The WSGI environment of a browser that is signed in and has been here before: it has the page's own cookies."""
    builder = EnvironBuilder(path=address.partition("?")[0], query_string=address.partition("?")[2])
    builder.headers["Cookie"] = f"{SESSION_COOKIE}={token}"
    environ = builder.get_environ()
    _body, _status, headers = _answered(app, environ)
    cookies = [cookie.partition(";")[0] for cookie in headers.getlist("Set-Cookie")]
    environ["HTTP_COOKIE"] = "; ".join([environ["HTTP_COOKIE"], *cookies])
    return environ


def call(app: WSGIApplication, environ: dict[str, Any]) -> bytes:
    """One request; raises RuntimeError when it is not answered with 200."""
    body, status, _headers = _answered(app, environ)
    if not status.startswith("200"):
        raise RuntimeError(f"{environ['PATH_INFO']} answers {status}")
    return b"".join(body)


def _answered(app: WSGIApplication, environ: dict[str, Any]) -> tuple[Iterable[bytes], str, Headers]:
    return copy_context().run(run_wsgi_app, app, environ.copy(), buffered=True)


def request_time(app: WSGIApplication, environ: dict[str, Any]) -> Callable[[], float]:
    """What measures one request, in seconds."""
    return lambda: timed(lambda: call(app, environ))


def record(app: Flask, environ: dict[str, Any], tenant_id: int) -> Recording:
    """Send the request to the product and keep what it does."""
    found = Recording(tenant_id=tenant_id)

    def keep(_app: Flask, template: Template, context: dict[str, Any]) -> None:
        found.template, found.context, found.about_request = template, context, dict(vars(g))
        db.session.expunge_all()  # loaded rows keep their values when the request ends

    with _statements(found.statements), template_rendered.connected_to(keep, app):
        found.body = call(app, environ)
    if found.template is None:
        raise RuntimeError(f"{environ['PATH_INFO']} rendered no template")
    return found


@contextmanager
def _statements(into: list[tuple[str, Any]]) -> Iterator[None]:
    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        into.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def bare_application(product: Flask, recording: Recording) -> Flask:
    """A Flask that knows the product's addresses and templates and does nothing before, around or after its one view."""
    bare = copy.copy(product)
    vars(bare).pop("wsgi_app", None)
    bare.before_request_funcs = defaultdict(list)
    bare.after_request_funcs = defaultdict(list)
    bare.teardown_request_funcs = defaultdict(list)
    bare.teardown_appcontext_funcs = []
    with product.app_context():
        view = _view(recording, db.engine)
    bare.view_functions = dict.fromkeys(product.view_functions, view)
    return bare


def _view(recording: Recording, engine: Engine) -> Callable[..., str]:
    template = recording.template
    assert template is not None

    def view(**_values: Any) -> str:
        bind_tenant(
            recording.tenant_id
        )  # and `g`: the template's own look-ups find what they found in the product
        vars(g).update(recording.about_request)
        with engine.begin() as connection:
            for statement, values in recording.statements:
                answer = connection.exec_driver_sql(statement, values or None)
                if answer.returns_rows:
                    answer.all()
        return template.render(recording.context)

    return view
