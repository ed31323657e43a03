"""What will go from the surface that plugins use: it works for one more major version and says what comes instead."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class SaasDeprecationWarning(DeprecationWarning):
    """Something of `saas.plugin_api` will go; the message says with which version and what comes instead.

    Tests of the product, of plugins and of what `saas plugins new` writes take it for an error.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """Since which version of the core something is not to be used any more, and what comes instead."""

    since: str
    """Version of the core that deprecated it."""
    removed_in: str
    """Major version of the hook contract (`PluginInfo.api`) that has it no more; at least the next one."""
    instead: str
    """What to use, as a sentence: "Use register_facts."."""

    def warning(self, what: str) -> SaasDeprecationWarning:
        """The warning for a thing of this name."""
        told = f"{what} is deprecated since {self.since} and is gone with plugin api {self.removed_in}."
        return SaasDeprecationWarning(f"{told} {self.instead}")


def deprecated(deprecation: Deprecation) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as one that will go: each call warns, at the line of the caller."""

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def warned(*args: P.args, **kwargs: P.kwargs) -> R:
            warnings.warn(deprecation.warning(function.__name__), stacklevel=2)
            return function(*args, **kwargs)

        warned.__deprecation__ = deprecation  # type: ignore[attr-defined]  # the reference shows it
        return warned

    return mark
