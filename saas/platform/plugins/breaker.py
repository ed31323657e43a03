"""A circuit breaker: what fails again and again is left alone for a while."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from threading import Lock

FAILURES = 5
WINDOW_SECONDS = 300.0
REST_SECONDS = 600.0


class Breaker:
    """Opens for a key after five failures within five minutes and stays open for ten; in this process only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures: defaultdict[Hashable, deque[float]] = defaultdict(lambda: deque(maxlen=FAILURES))
        self._open_until: dict[Hashable, float] = {}

    def is_open(self, key: Hashable) -> bool:
        """Whether the key is to be left alone now."""
        until = self._open_until.get(key)
        return until is not None and self._clock() < until

    def failed(self, key: Hashable) -> bool:
        """Count a failure; true when it was the one that opened the breaker."""
        now = self._clock()
        with self._lock:
            times = self._failures[key]
            times.append(now)
            if len(times) < FAILURES or now - times[0] > WINDOW_SECONDS:
                return False
            times.clear()
            self._open_until[key] = now + REST_SECONDS
            return True
