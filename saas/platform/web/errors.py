"""What a refusal or a defect looks like: a page, a toast or a piece of the page; a defect has an id that the log knows."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from saas.platform.database import db
from saas.platform.errors import DomainError
from saas.platform.i18n import LazyText, _, _l
from saas.platform.plugins import failed_plugin
from saas.platform.web.rendering import is_fragment_request
from saas.platform.web.shell import Shell, current_shell
from saas.platform.web.unavailable import plugin_title

log = structlog.get_logger(__name__)

_WORDS: dict[int, tuple[LazyText, LazyText]] = {
    400: (_l("This request cannot be read"), _l("Go back, reload the page and try again.")),
    401: (_l("Please sign in"), _l("Your session has ended. Nothing was changed.")),
    403: (_l("You may not do this"), _l("Ask the person who manages roles in your group if you need it.")),
    404: (_l("This page does not exist"), _l("It may have been removed, or the address is wrong.")),
    405: (_l("This page cannot be used like that"), _l("Go back and use the buttons of the page.")),
    409: (_l("Somebody else was faster"), _l("Reload the page to see the current state, then try again.")),
    413: (_l("This file is too large"), _l("Choose a smaller file. Nothing was saved.")),
    415: (_l("This kind of file is not taken"), _l("Choose another file. Nothing was saved.")),
    422: (_l("This cannot be saved as it is"), _l("Go back and correct what is marked. Nothing was saved.")),
    428: (_l("This page is out of date"), _l("Reload the page, then try again.")),
    429: (_l("Too many tries"), _l("Wait a little, then try again.")),
    500: (_l("Something went wrong on our side"), _l("Nothing was saved. Try again; if it stays, report the error number.")),
    503: (_l("This is not available right now"), _l("Nothing was saved. Try again in a few minutes.")),
}  # fmt: skip


def error_answer(status: int, message: str = "", *, error_id: str = "") -> Response:
    """The answer for a refusal: a page; for htmx a piece in its place, or a toast when something was to be done."""
    title, advice = _WORDS.get(status, _WORDS[500 if status >= 500 else 400])
    words: dict[str, object] = {
        "status": status,
        "title": title,
        "message": message or advice,
        "error_id": error_id,
        "plugin": plugin_title(failed_plugin()),
    }
    _forget_work()
    g.is_refusal = True
    if status >= 500:
        words["shell"] = Shell()  # what failed may be what the frame needs
    htmx = request.headers.get("HX-Request") == "true"
    if htmx and request.method != "GET":
        answer = make_response(render_template("errors/toast.html", **words), status)
        answer.headers.update(
            {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend", "HX-Reselect": ".ui-toast"}
        )
    elif htmx and is_fragment_request():
        answer = make_response(render_template("errors/part.html", **words), status)
    else:
        answer = make_response(render_template("errors/page.html", **words), status)
    answer.vary.add("HX-Request")
    return answer


def _forget_work() -> None:
    # nothing of a refused request is kept, and the frame is not drawn from a transaction that has failed
    if db.session.registry.has():
        db.session.rollback()


def _is_page() -> bool:
    # the API renders its own problem details
    return not request.path.startswith("/api/")


def _domain_error(error: DomainError) -> Response:
    answer = error_answer(error.status, error.message)
    retry_after = getattr(error, "retry_after", None)
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        # an answer that was given by abort(), not an error
        return make_response(error.get_response())
    if status == 500:
        return _defect(error)
    answer = error_answer(status)
    if status == 405:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return answer


def _defect(error: HTTPException) -> Response:
    error_id = str(g.get("error_id", ""))
    if not error_id:
        # nobody has noted it under an id yet
        error_id = secrets.token_hex(4)
        cause = getattr(error, "original_exception", None) or error
        # The rule, not the path: links carry tokens in theirs.
        route = str(request.url_rule or "-")
        log.error("defect", error_id=error_id, route=route, method=request.method, exc_info=cause)
    return error_answer(500, error_id=error_id)


def _typed_fields() -> list[tuple[str, str]]:
    # the old token is of no use, and a password is not written into a page
    kept = request.form.items(multi=True)
    return [(name, value) for name, value in kept if name != "_csrf" and "password" not in name]


def _from_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    # browsers say nothing of the site on plain http, but always where a POST comes from
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def _csrf_error(_error: CSRFError) -> Response:
    """Keep what was typed and offer to send it again, but only to a page of our own: a foreign one gets nothing."""
    if not _from_own_page() or request.files:
        return error_answer(400)
    if request.headers.get("HX-Request") == "true":
        answer = error_answer(400, _("Nothing was saved yet, and nothing is lost. Press the button again."))
        # a page of another site cannot make a request with this header, so the new token is for our own script
        answer.headers.update({"X-CSRF-Token": generate_csrf(), "X-Account": current_shell().account})
        return answer
    page = render_template("errors/expired_form.html", fields=_typed_fields(), action=request.full_path)
    return make_response(page, 400)


def install_errors(app: Flask) -> None:
    """Render every error of a page; the API renders its own."""

    def http_error(error: HTTPException) -> Response | HTTPException:
        return _http_error(error) if _is_page() else error

    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, http_error)
