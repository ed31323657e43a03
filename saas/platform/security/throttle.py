"""Limits on how often something may be tried: a fixed window on Valkey, in memory where that is down and it matters."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
from threading import Lock

import structlog
from redis import RedisError

from saas.platform.errors import TooMany
from saas.platform.i18n import _
from saas.platform.security.keys import PLATFORM, keyed_hash
from saas.platform.tenancy import find_tenant
from saas.platform.valkey import valkey

log = structlog.get_logger(__name__)


class WhenDown(StrEnum):
    """What a limit does while Valkey does not answer."""

    ALLOW = "allow"
    COUNT_HERE = "count_here"


class LocalWindows:
    """Windows of this process, for the limits that must not fall with Valkey."""

    _MOST = 10_000

    def __init__(self) -> None:
        self._lock = Lock()
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, name: str, per_seconds: int) -> tuple[int, int]:
        """Count one try; returns the tries of this window and the seconds until it ends."""
        moment = time.monotonic()
        with self._lock:
            if len(self._windows) >= self._MOST:
                self._windows = {key: one for key, one in self._windows.items() if one[0] > moment}
            ends, tries = self._windows.get(name, (0.0, 0))
            if ends <= moment:
                ends, tries = moment + per_seconds, 0
            self._windows[name] = (ends, tries + 1)
            return tries + 1, int(ends - moment) + 1

    def left(self, name: str) -> int:
        """The seconds until the window of a key ends, 0 where there is none."""
        with self._lock:
            ends, _tries = self._windows.get(name, (0.0, 0))
        return max(int(ends - time.monotonic()) + 1, 0) if ends > time.monotonic() else 0

    def forget(self, name: str) -> None:
        """Begin anew for one key."""
        with self._lock:
            self._windows.pop(name, None)


_local = LocalWindows()


def hit(name: str, key: str, limit: int, per_seconds: int, *, when_down: WhenDown = WhenDown.ALLOW) -> None:
    """Count one try of `key` under the limit `name`; raises TooMany from the try after the `limit`-th on.

    key: who or what tries (an address, an account's login); it is stored only as a keyed hash.
    The count is the current tenant's, or the platform's where none is set. per_seconds: length of the window.
    """
    place = _place(name, key)
    tries, rest = _count(place, name, per_seconds, when_down)
    if tries > limit:
        raise TooMany(_("Too many tries; wait a moment and try again."), retry_after=max(rest, 1))


def windows(counted: Sequence[tuple[str, str]], per_seconds: int) -> list[tuple[int, int]]:
    """Count one try under each limit and key, in one round trip; the tries of each window and the seconds it has left.

    Nothing, and no error, while Valkey does not answer.
    """
    places = [_place(name, key) for name, key in counted]
    try:
        return _count_shared(places, per_seconds)
    except RedisError as error:
        log.warning("throttle_unavailable", limit=counted[0][0], reason=type(error).__name__)
        return []


def forgive(name: str, key: str) -> None:
    """Begin the window anew, after a try that succeeded."""
    place = _place(name, key)
    _local.forget(place)
    try:
        valkey().delete(place)
    except RedisError as error:
        log.warning("throttle_unavailable", limit=name, reason=type(error).__name__)


def _place(name: str, key: str) -> str:
    tenant = find_tenant()
    owner = "p" if tenant is None else f"t:{tenant}"
    return f"{owner}:throttle:{name}:{keyed_hash('throttle', key, tenant_id=PLATFORM)[:32]}"


def _count(place: str, name: str, per_seconds: int, when_down: WhenDown) -> tuple[int, int]:
    try:
        return _count_shared([place], per_seconds)[0]
    except RedisError as error:
        log.warning("throttle_unavailable", limit=name, reason=type(error).__name__)
    return _local.count(place, per_seconds) if when_down is WhenDown.COUNT_HERE else (0, 0)


def _count_shared(places: Sequence[str], per_seconds: int) -> list[tuple[int, int]]:
    with valkey().pipeline(transaction=True) as steps:
        for place in places:
            # The key is made with its end, so that no crash between two commands leaves a window that never closes.
            steps.set(place, 0, ex=per_seconds, nx=True)
            steps.incr(place)
            steps.ttl(place)
        answers = steps.execute()
    return [(int(answers[at + 1]), int(answers[at + 2])) for at in range(0, len(answers), 3)]
