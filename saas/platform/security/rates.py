"""How often an address, a person, a token and a group may ask in a minute, counted before any view runs.

Above a limit the answer is 429 with `Retry-After`. Whoever is known is told how much is left, in the headers
`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, Response, current_app, g, request

from saas.config import RateLimits, Settings
from saas.platform.errors import TooMany
from saas.platform.i18n import _
from saas.platform.security.throttle import windows
from saas.platform.tenancy import find_tenant

_EXTENSION = "saas_rate_limits"
_NOBODY_ASKS = ("/static/", "/healthz", "/readyz", "/metrics")
MINUTE = 60
_REST = 5.0
"""Seconds: each request would else wait for a server that does not answer."""


class Whose(StrEnum):
    """Who is counted."""

    ADDRESS = "address"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105  # whose limit it is
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How a limit stands after this request. left: requests until the window ends; seconds: until it does."""

    whose: Whose
    limit: int
    left: int
    seconds: int

    @property
    def share(self) -> float:
        """What is left, as a part of the limit."""
        return self.left / self.limit


@dataclass(slots=True, kw_only=True)
class Meter:
    """The limits of an application, and how long Valkey is left in peace because it did not answer."""

    limits: RateLimits
    rests_until: float = 0.0


def install_rates(app: Flask, settings: Settings) -> None:
    """Count each request's address, and tell the rates on the answer; before whatever costs anything."""
    app.extensions[_EXTENSION] = Meter(limits=settings.rate_limits)
    app.before_request(_count_address)
    app.after_request(_tell)


def count_person(who: Callable[[], str]) -> Callable[[], None]:
    """What counts the signed-in person and the group of a page, once both are known; the API counts by itself.

    who: the person of this request, empty for a stranger.
    """

    def count() -> None:
        if request.path.startswith(("/api/", *_NOBODY_ASKS)):
            return
        person = who()
        count_caller([(Whose.PERSON, person)] if person else [], told=bool(person))

    return count


def count_caller(callers: Sequence[tuple[Whose, str]], *, told: bool = True) -> None:
    """Count this request for who asks, and for the current group; raises TooMany above a limit.

    callers: who, by what tells them apart. told: whether the answer says what is left; a stranger is not to learn
    from it that a group is there.
    """
    group = [(Whose.GROUP, "")] if find_tenant() is not None else []
    rates = _counted([*callers, *group])
    if told:
        g.rates = rates


def _count_address() -> None:
    if not request.path.startswith(_NOBODY_ASKS):
        _counted([(Whose.ADDRESS, request.remote_addr or "")])


def _counted(callers: Sequence[tuple[Whose, str]]) -> list[Rate]:
    meter: Meter | None = current_app.extensions.get(_EXTENSION)
    if meter is None or time.monotonic() < meter.rests_until:
        return []
    wanted = [(whose, key, limit) for whose, key in callers if (limit := getattr(meter.limits, whose.value))]
    if not wanted:
        return []
    found = windows([(f"rate-{whose.value}", key) for whose, key, _limit in wanted], MINUTE)
    if not found:
        meter.rests_until = time.monotonic() + _REST
    return [_judged(one, tries, rest) for one, (tries, rest) in zip(wanted, found, strict=False)]


def _judged(wanted: tuple[Whose, str, int], tries: int, rest: int) -> Rate:
    whose, _key, limit = wanted
    rate = Rate(whose=whose, limit=limit, left=max(limit - tries, 0), seconds=max(rest, 1))
    if tries > limit:
        g.rates = [rate]
        raise TooMany(_("Too many requests; wait a moment and go on then."), retry_after=rate.seconds)
    return rate


def _tell(response: Response) -> Response:
    rates: list[Rate] = g.get("rates") or []
    if rates:
        tightest = min(rates, key=lambda rate: rate.share)
        policy = ", ".join(f'"{rate.whose.value}";q={rate.limit};w={MINUTE}' for rate in rates)
        response.headers["RateLimit-Policy"] = policy
        response.headers["RateLimit"] = f'"{tightest.whose.value}";r={tightest.left};t={tightest.seconds}'
    return response
