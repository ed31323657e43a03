"""Acts that ask once more who is there: a view with this mark runs only shortly after the person has proved it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

P = ParamSpec("P")
Ask = Callable[[], Response | None]

_EXTENSION = "saas_proof"
_SAFE = ("GET", "HEAD", "OPTIONS")


def install_proof(app: Flask, ask: Ask) -> None:
    """Tell the application how to ask.

    ask: gives none when whoever acts in this request has proved lately who they are, else the answer that asks them.
    """
    app.extensions[_EXTENSION] = ask


def needs_proof(view: Callable[P, Any]) -> Callable[P, Any]:
    """Let what a view changes be changed only shortly after the person has proved who they are; it shows as before.

    Below `@requires`, so that nobody is asked who may not do it anyway.
    """
    return _marked(view, _SAFE)


def needs_proof_to_read(view: Callable[P, Any]) -> Callable[P, Any]:
    """The same for a view whose answer is what must not fall into other hands, such as a file of personal data."""
    return _marked(view, ())


def asks_for_proof(address: str) -> bool:
    """Whether a form that is sent to an address of ours would be asked who sends it, sooner or later."""
    path = address.partition("?")[0].partition("#")[0]
    try:
        endpoint, _values = current_app.url_map.bind("").match(path, method="POST")
    except (HTTPException, RequestRedirect):
        return False
    return getattr(current_app.view_functions.get(endpoint), "proof_needed", False)


def _marked(view: Callable[P, Any], free: tuple[str, ...]) -> Callable[P, Any]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        ask: Ask = current_app.extensions[_EXTENSION]
        asked = None if request.method in free else ask()
        return view(*args, **kwargs) if asked is None else asked

    guarded.proof_needed = True  # type: ignore[attr-defined]  # a mark on the view, for its forms and for tests of all routes
    return guarded
