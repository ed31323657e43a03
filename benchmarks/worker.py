"""A process of its own with the product in it, which is told over a pipe what to measure: `python -m benchmarks.worker`.

It says how long the application took to be there and how many plugins it has, then answers each line of
`request PATH TOKEN`, `gate PATH TOKEN` and `savepoints PATH TOKEN`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from statistics import median
from time import perf_counter

START = perf_counter()

from flask import Flask, g
from sqlalchemy import text

from benchmarks.bare import call, page_environ, request_time
from benchmarks.timing import timed
from saas import create_app
from saas.config import Settings
from saas.platform.database import dispose_engines, session
from saas.platform.plugins import Contribution, HookKind, act_declared, ask_declared
from saas.platform.plugins.attempts import Attempt
from saas.platform.plugins.extension import registry_of
from saas.platform.plugins.gate import effective_plugins, forget_effective_plugins
from saas.platform.plugins.isolation import writing
from saas.platform.valkey import close_valkey

_GATE = "refuse_inactive_plugins"


def main() -> None:
    """Answer until the pipe is closed."""
    app = create_app(Settings.from_env(os.environ))
    _say(perf_counter() - START, len(registry_of(app).loaded()))
    browser = cache(partial(page_environ, app))
    for line in sys.stdin:
        order, path, token = line.split()
        environ = browser(path, token)
        if order == "request":
            _say(request_time(app, environ)())
        elif order == "gate":
            _say(*_inside(app, path, token, _gate_times))
        else:
            _say(*_inside(app, path, token, _savepoint_times))
    dispose_engines(app)
    close_valkey(app)


def _inside(app: Flask, path: str, token: str, measure: Callable[[Flask], Sequence[float]]) -> list[float]:
    """What is measured inside a request that is bound to a group."""
    found: list[float] = []
    app.before_request_funcs[None].append(_once(lambda: found.extend(measure(app))))
    call(app, page_environ(app, path, token))
    return found


def _gate_times(app: Flask) -> Sequence[float]:
    """The gate's check of a request, and the same with its one query."""
    check = next(one for one in app.before_request_funcs[None] if one.__name__ == _GATE)
    return _repeated(check, 2000), _repeated(_asked_anew, 200)


def _savepoint_times(_app: Flask) -> Sequence[float]:
    """An empty call, the same as page hook, guard and filter, and a statement that does nothing."""
    whose = Contribution(owner="bench_00", value=None)

    def declared() -> None:
        return None

    return (
        _repeated(declared, 2000),
        _repeated(lambda: ask_declared(whose, "bench.page", declared), 200),
        _repeated(
            lambda: Attempt(owner="bench_00", place="bench.guard", kind=HookKind.GUARD, run=writing).make(
                declared
            ),
            200,
        ),
        _repeated(lambda: act_declared(whose, "bench.filter", declared), 200),
        _repeated(lambda: session().execute(text("SELECT 1")), 200),
    )


def _asked_anew() -> None:
    forget_effective_plugins()
    effective_plugins()


def _repeated(action: Callable[[], object], times: int) -> float:
    return median(timed(action) for _ in range(times))


def _once(action: Callable[[], None]) -> Callable[[], None]:
    done: list[bool] = []

    def run() -> None:
        if not done and "member" in g:
            done.append(True)
            action()

    return run


def _say(*seconds: float) -> None:
    print(*(f"{one:.9f}" for one in seconds), flush=True)


if __name__ == "__main__":
    main()
