"""Public pages, for people without a sign-in: those that take no token say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(reason: str) -> Callable[[View], View]:
    """Declare why a page of a `<plugin>_public` blueprint takes no token, below its route.

    A public page takes a token as a text in its address (`/<token>`), or everybody may read it: then it shows nothing of
    anybody, and `reason` says so to whoever reviews the plugin. The kit wants one of the two.
    """

    def declare(view: View) -> View:
        view.open_because = reason  # type: ignore[attr-defined]  # a mark that the kit reads
        return view

    return declare
