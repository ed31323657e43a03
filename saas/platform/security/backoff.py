"""A rest after failures that gets longer with each: for who tries many secrets, whatever they are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

import structlog
from redis import RedisError

from saas.platform.errors import TooMany
from saas.platform.i18n import _
from saas.platform.security.keys import PLATFORM, keyed_hash
from saas.platform.security.throttle import LocalWindows
from saas.platform.valkey import valkey

log = structlog.get_logger(__name__)

_local = LocalWindows()
_local_rests = LocalWindows()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOff:
    """How many failures in a window cost nothing, and how long the rests are after them.

    window, first, longest: in seconds. The rest after the first failure too many is `first`, then twice as long each
    time, at most `longest`.
    """

    name: str
    free: int
    window: int
    first: int = 60
    longest: int = 900

    def rest_after(self, failures: int) -> int:
        """The rest in seconds after so many failures in the window."""
        if failures <= self.free:
            return 0
        return int(min(self.first * 2 ** min(failures - self.free - 1, 20), self.longest))

    def refuse_resting(self, key: str) -> None:
        """Raise TooMany while a key rests. key: who tries; it is kept only as a keyed hash."""
        rest = self._resting(self._place(key))
        if rest > 0:
            raise TooMany(_("Too many tries; wait a moment and try again."), retry_after=rest)

    def fail(self, key: str) -> int:
        """Count a failure of a key; returns the seconds that it now rests, 0 for none."""
        place = self._place(key)
        try:
            with valkey().pipeline(transaction=True) as steps:
                # The key is made with its end, so that no crash between two commands leaves a count for ever.
                steps.set(f"{place}:n", 0, ex=self.window, nx=True)
                steps.incr(f"{place}:n")
                failures = int(steps.execute()[1])
            rest = self.rest_after(failures)
            if rest:
                valkey().set(f"{place}:rest", 1, ex=rest)
        except RedisError as error:
            log.warning("backoff_unavailable", limit=self.name, reason=type(error).__name__)
            failures, _left = _local.count(place, self.window)
            rest = self.rest_after(failures)
            if rest:
                _local_rests.forget(place)
                _local_rests.count(place, rest)
        return rest

    def _resting(self, place: str) -> int:
        here = _local_rests.left(place)
        try:
            return max(int(valkey().ttl(f"{place}:rest")), here)
        except RedisError as error:
            log.warning("backoff_unavailable", limit=self.name, reason=type(error).__name__)
            return here

    def _place(self, key: str) -> str:
        return f"p:backoff:{self.name}:{keyed_hash('backoff', key, tenant_id=PLATFORM)[:32]}"


def network_of(address: str) -> str:
    """What one line to the net can call itself: an IPv4 address, the first 64 bits of an IPv6 one.

    A household or an attacker has 2^64 addresses of version 6 at hand, and would otherwise try from a new one each time.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return str(found)
