"""Running one piece of a plugin's code: in a SAVEPOINT, timed, its failure written down, left alone after too many."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import DomainError
from saas.platform.plugins.breaker import REST_SECONDS
from saas.platform.plugins.extension import engine
from saas.platform.plugins.failures import Failure, note_failure, place_of
from saas.platform.plugins.isolation import TransactionEnded
from saas.platform.plugins.manifest import CORE
from saas.platform.plugins.markers import HookKind
from saas.platform.tenancy import find_tenant

R = TypeVar("R")

Runner = Callable[[Session, Callable[[], object]], object]

log = structlog.get_logger(__name__)

SLOW_SECONDS = {HookKind.UI: 0.15, HookKind.GUARD: 1.0, HookKind.FILTER: 1.0}
"""From when on a call is told as slow."""
TOO_SLOW_SECONDS = {HookKind.UI: 2.0, HookKind.GUARD: 1.0, HookKind.FILTER: 1.0}
"""From when on a call counts as failed, though its value is used: a save waits for a guard, a thread for a page."""
_WITHOUT_BREAKER = (HookKind.DUTY, HookKind.LIFECYCLE)


class PluginVeto(DomainError):
    """A guard refuses the act; the message is shown to the person."""

    status = 409
    code = "plugin_veto"

    def __init__(self, message: str, reason: str = "vetoed") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[R]):
    """What one implementation gave back, or that it failed."""

    owner: str
    """Name of the plugin, or `core`."""
    value: R | None
    """The checked return value; none when it failed or was not called."""
    error_id: str = ""
    """The id under which log and table tell of the failure; empty when there was none."""
    rests: bool = False
    """Whether it was not called, since it failed too often a while ago."""

    @property
    def failed(self) -> bool:
        """Whether a card saying "unavailable" stands for it, for those who may see it."""
        return bool(self.error_id) or self.rests


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A call that is to be made. place: `hook.customer_timeline`, `panel.cases`; passes: what it may raise to refuse."""

    owner: str
    place: str
    kind: HookKind
    run: Runner
    passes: tuple[type[Exception], ...] = ()

    def make(self, call: Callable[[], object]) -> Answer[Any]:
        """Make the call, unless it rests. Raises what core's own code raises, what `passes` names, and TransactionEnded."""
        if self.owner == CORE:
            # Core is not isolated from itself: its errors are ours to see and to mend.
            return Answer(owner=CORE, value=call())
        if self.kind not in _WITHOUT_BREAKER and engine().breaker.is_open(self._key):
            return self._skip()
        started = time.perf_counter()
        try:
            value = self.run(session(), call)
        except self.passes:
            self._note(started, "refused")
            raise
        except TransactionEnded as error:
            self._failed(started, error)
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way, and loses only its part
            return Answer(owner=self.owner, value=None, error_id=self._failed(started, error))
        self._judge(self._note(started, "answered"))
        return Answer(owner=self.owner, value=value)

    def _skip(self) -> Answer[Any]:
        if engine().trace:
            log.info("plugin_called", **place_of(self.owner, self.place), result="resting", breaker="open")
        return Answer(owner=self.owner, value=None, rests=True)

    @property
    def _key(self) -> tuple[int | None, str, str]:
        return (find_tenant(), self.owner, self.place)

    def _note(self, started: float, result: str) -> float:
        seconds = time.perf_counter() - started
        engine().meters.count(self.owner, self.place, seconds, failed=result == "failed")
        if engine().trace:
            told = {"result": result, "milliseconds": round(seconds * 1000, 2)}
            breaker = "open" if engine().breaker.is_open(self._key) else "closed"
            log.info("plugin_called", **place_of(self.owner, self.place), **told, breaker=breaker)
        return seconds

    def _judge(self, seconds: float) -> None:
        if seconds > TOO_SLOW_SECONDS.get(self.kind, seconds):
            self._count(None)
        elif seconds > SLOW_SECONDS.get(self.kind, seconds):
            milliseconds = round(seconds * 1000)
            log.warning("plugin_slow", **place_of(self.owner, self.place), milliseconds=milliseconds)

    def _failed(self, started: float, error: BaseException) -> str:
        error_id = self._count(error)
        self._note(started, "failed")
        return error_id

    def _count(self, error: BaseException | None) -> str:
        opened = self.kind not in _WITHOUT_BREAKER and engine().breaker.failed(self._key)
        rests_until = now() + timedelta(seconds=REST_SECONDS) if opened else None
        if opened:
            log.error("plugin_rests", **place_of(self.owner, self.place), until=str(rests_until))
        return note_failure(
            Failure(plugin=self.owner, place=self.place, error=error, rests_until=rests_until)
        )
