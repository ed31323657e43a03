"""Pages of a person's own account: only for somebody who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response

from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.refusals import ask_to_sign_in

P = ParamSpec("P")


def for_account(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let a view answer only whoever is signed in; others are asked to sign in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        return ask_to_sign_in() if signed_in() is None else view(*args, **kwargs)

    return guarded
