"""How often and how long code of plugins ran in this process, by plugin and kind of place; never by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

from saas.platform.observability import Figure


@dataclass(slots=True, kw_only=True)
class _Sum:
    calls: int = 0
    failures: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meters:
    """The sums of this process. A kind is what stands before the first dot of a place: `hook`, `panel`, `view` …"""

    _sums: dict[tuple[str, str], _Sum] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, plugin: str, place: str, seconds: float, *, failed: bool) -> None:
        """Add one call."""
        with self._lock:
            found = self._sums.setdefault((plugin, place.partition(".")[0]), _Sum())
            found.calls += 1
            found.failures += failed
            found.seconds += seconds

    def figures(self) -> Iterator[Figure]:
        """The sums for `/metrics`: as many series as there are plugins times kinds of places."""
        with self._lock:
            sums = [
                (plugin, kind, one.calls, one.failures, one.seconds)
                for (plugin, kind), one in self._sums.items()
            ]
        for plugin, kind, calls, failures, seconds in sums:
            labels = {"plugin": plugin, "kind": kind}
            yield Figure(
                name="plugin_calls", help="Calls of plugins.", value=calls, labels=labels, counts=True
            )
            yield Figure(
                name="plugin_failures",
                help="Failed calls of plugins.",
                value=failures,
                labels=labels,
                counts=True,
            )
            yield Figure(
                name="plugin_seconds", help="Seconds in plugins.", value=seconds, labels=labels, counts=True
            )
