"""What a plugin may not change in the process when it is imported or asked what it declares."""

from __future__ import annotations

import locale
import logging
import os
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Mapper, Session

from saas.parts import SPECIFICATIONS
from saas.platform.plugins import Candidate, load_plugins
from saas.platform.tenancy import TenantModel
from saas.testing.plugin_modules import plugin


def heard(*_: object, **__: object) -> None:
    """A listener."""


CHANGES: dict[str, tuple[str, Callable[[], object]]] = {
    "handler": ("log", lambda: logging.getLogger().addHandler(logging.NullHandler())),
    "level": ("log", lambda: logging.getLogger().setLevel(logging.CRITICAL)),
    "silence": ("log", lambda: logging.disable(logging.ERROR)),
    "filter": ("warnings", lambda: warnings.simplefilter("ignore")),
    "variable": ("environment", lambda: os.environ.__setitem__("HTTP_PROXY", "http://127.0.0.1:1")),
    "zone": ("time zone", lambda: (os.environ.__setitem__("TZ", "America/Lima"), time.tzset())),
    "locale": ("locale", lambda: locale.setlocale(locale.LC_NUMERIC, "C.UTF-8")),
    "signal": ("signal handlers", lambda: signal.signal(signal.SIGUSR1, heard)),
    "excepthook": ("exception hooks", lambda: setattr(sys, "excepthook", heard)),
    "timeout": ("socket time-out", lambda: socket.setdefaulttimeout(1.0)),
    "recursion": ("recursion limit", lambda: sys.setrecursionlimit(5000)),
    "session": ("database listeners", lambda: event.listen(Session, "after_flush", heard)),
    "engine": ("database listeners", lambda: event.listen(Engine, "before_cursor_execute", heard)),
    "mapper": ("database listeners", lambda: event.listen(Mapper, "before_insert", heard)),
    "models": ("database listeners", lambda: event.listen(TenantModel, "load", heard, propagate=True)),
}
LISTENERS = {
    "session": (Session, "after_flush"),
    "engine": (Engine, "before_cursor_execute"),
    "mapper": (Mapper, "before_insert"),
    "models": (TenantModel, "load"),
}


def state() -> tuple[object, ...]:
    root = logging.getLogger()
    return (
        tuple(root.handlers), root.level, root.manager.disable, list(warnings.filters), dict(os.environ), time.tzname,
        locale.setlocale(locale.LC_ALL), signal.getsignal(signal.SIGUSR1), sys.excepthook,
        socket.getdefaulttimeout(), sys.getrecursionlimit(),
    )  # fmt: skip


def at_import(act: Callable[[], object]) -> Candidate:
    made = plugin("noisy")

    def load() -> ModuleType:
        act()
        return made.load()

    return replace(made, load=load)


def while_declaring(act: Callable[[], object]) -> Candidate:
    def declare() -> list[object]:
        act()
        return []

    return plugin("noisy", register_permissions=declare)


@pytest.mark.parametrize("make", [at_import, while_declaring])
@pytest.mark.parametrize("change", CHANGES)
def test_plugin_that_changes_the_process_is_refused_and_the_change_taken_back(
    change: str, make: Callable[[Callable[[], object]], Candidate]
) -> None:
    area, act = CHANGES[change]
    before = state()
    try:
        found = load_plugins(
            specs=SPECIFICATIONS, rooms=(), candidates=[make(act), plugin("quiet")], core_version="1.0.0"
        )
    finally:
        if change in LISTENERS:
            event.remove(*LISTENERS[change], heard)

    problem = found.records["noisy"].problem
    assert problem is not None
    assert f"it changes the process's {area}" in problem.message
    assert found.records["quiet"].loaded
    assert state() == before


def test_plugin_that_fails_leaves_the_process_as_it_was() -> None:
    def fail() -> list[object]:
        os.environ["HTTP_PROXY"] = "http://127.0.0.1:1"
        raise ZeroDivisionError

    before = state()
    found = load_plugins(
        specs=SPECIFICATIONS,
        rooms=(),
        candidates=[plugin("noisy", register_permissions=fail)],
        core_version="1.0.0",
    )

    assert not found.records["noisy"].loaded
    assert state() == before
