"""Pages of a person's own account: only for somebody who has signed in with factors of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response

from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.refusals import ask_to_sign_in, own_sign_in_needed

P = ParamSpec("P")


def for_account(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let a view answer only whoever has signed in with factors of their own; others are asked to.

    A group's provider vouches for its group alone; the account is the person's in all groups.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        account = signed_in()
        if account is None:
            return ask_to_sign_in()
        return view(*args, **kwargs) if account.by_own_factors else own_sign_in_needed()

    return guarded


def for_signed_in(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let a view answer whoever is signed in, however they proved who they are; others are asked to sign in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        return ask_to_sign_in() if signed_in() is None else view(*args, **kwargs)

    return guarded
