"""What importing a plugin, or asking it what it declares, may change in the whole process: found, told and taken back."""

from __future__ import annotations

import locale
import logging
import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Engine, MetaData, Table
from sqlalchemy.event import registry
from sqlalchemy.orm import Mapper, Session, scoped_session, sessionmaker
from sqlalchemy.pool import Pool

from saas.platform.tenancy import Base, GlobalModel, TenantModel
from saas.platform.tenancy.models import LocalModel, TenantScoped
from saas.platform.tenancy.scoping import TenantSession

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGALRM, signal.SIGUSR1)
_SHARED = (
    Session, FlaskSession, TenantSession, scoped_session, sessionmaker, Engine, Pool, Mapper, MetaData, Table,
    Base, TenantScoped, TenantModel, LocalModel, GlobalModel,
)  # fmt: skip
_SHARED_IDS = frozenset(map(id, _SHARED))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Area:
    read: Callable[[], Any]
    restore: Callable[[Any], object] | None = None


class Watch:
    """Looks at the process's global state again and again; each look tells what changed since the one before."""

    def __init__(self) -> None:
        self._seen = _read()

    def changes(self) -> list[str]:
        """What changed since the last look, in words for the operator; what can be put back is as it was."""
        now = _read()
        changed = [area for area, value in now.items() if value != self._seen[area]]
        for area in changed:
            restore = _AREAS[area].restore
            if restore is not None:
                restore(self._seen[area])
        # What cannot be put back is told once, and not of every plugin after it.
        self._seen = _read() if changed else now
        return [f"it changes the process's {area}" for area in changed]


def _read() -> Mapping[str, Any]:
    return {name: area.read() for name, area in _AREAS.items()}


def _log() -> tuple[int, tuple[logging.Handler, ...], tuple[Any, ...], int, type[logging.Logger]]:
    root = logging.getLogger()
    return (
        root.level,
        tuple(root.handlers),
        tuple(root.filters),
        logging.root.manager.disable,
        logging.getLoggerClass(),
    )


def _restore_log(seen: Any) -> None:
    root = logging.getLogger()
    root.setLevel(seen[0])
    root.handlers[:], root.filters[:] = seen[1], seen[2]
    logging.disable(seen[3])
    logging.setLoggerClass(seen[4])


def _blanket_filters() -> tuple[Any, ...]:
    # A library may silence a warning of its own; one for every category and module silences everybody's.
    return tuple(one for one in warnings.filters if one[1] is None and one[2] is Warning and one[3] is None)


def _restore_filters(seen: Any) -> None:
    kept = [one for one in warnings.filters if one in seen or one not in _blanket_filters()]
    warnings.filters[:] = kept  # type: ignore[index]  # a list, whatever the stub says
    warnings._filters_mutated()  # type: ignore[attr-defined]  # noqa: SLF001  # what the module does itself


def _environment() -> dict[bytes, bytes]:
    # As it lies there: to decode each variable would be most of what a look takes.
    return dict(os.environ._data)  # type: ignore[attr-defined]  # noqa: SLF001  # there is no other way to its bytes


def _restore_environment(seen: Any) -> None:
    os.environb.clear()
    os.environb.update(seen)


def _restore_zone(seen: Any) -> None:
    if seen[0] is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = seen[0]
    time.tzset()


def _restore_signals(seen: Any) -> None:
    for number, handler in zip(_SIGNALS, seen, strict=True):
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


def _restore_hooks(seen: Any) -> None:
    sys.excepthook, threading.excepthook, sys.displayhook = seen


def _listeners() -> frozenset[tuple[int, str, Any]]:
    # Listeners on a plugin's own models are its own matter; these hear of everybody's.
    return frozenset(key for key in registry._key_to_collection if key[0] in _SHARED_IDS)  # noqa: SLF001  # no other way to list them


_AREAS: dict[str, _Area] = {
    "log": _Area(read=_log, restore=_restore_log),
    "warnings": _Area(read=_blanket_filters, restore=_restore_filters),
    "environment": _Area(read=_environment, restore=_restore_environment),
    "time zone": _Area(read=lambda: (os.environ.get("TZ"), time.tzname), restore=_restore_zone),
    "locale": _Area(
        read=lambda: locale.setlocale(locale.LC_ALL),
        restore=lambda seen: locale.setlocale(locale.LC_ALL, seen),
    ),
    "signal handlers": _Area(read=lambda: tuple(map(signal.getsignal, _SIGNALS)), restore=_restore_signals),
    "exception hooks": _Area(
        read=lambda: (sys.excepthook, threading.excepthook, sys.displayhook), restore=_restore_hooks
    ),
    "socket time-out": _Area(read=socket.getdefaulttimeout, restore=socket.setdefaulttimeout),
    "recursion limit": _Area(read=sys.getrecursionlimit, restore=sys.setrecursionlimit),
    "database listeners": _Area(read=_listeners),
}
