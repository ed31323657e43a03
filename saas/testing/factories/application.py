"""The application that factories work in: that of this worker."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import Session

from saas.platform.database import unit_of_work
from saas.platform.tenancy import SYSTEM, Actor, tenant_context

_current: list[Flask] = []


def use(app: Flask) -> None:
    """Let factories work in this application; the `app` fixture calls it."""
    _current[:] = [app]


@contextmanager
def using(app: Flask) -> Iterator[None]:
    """Let factories work in another application inside the block."""
    before = list(_current)
    use(app)
    try:
        yield
    finally:
        _current[:] = before


def current() -> Flask:
    """The application in use."""
    return _current[0]


@contextmanager
def inside(tenant_id: int, actor: Actor = SYSTEM) -> Iterator[Session]:
    """One unit of work in a group: `with inside(group.id): …` commits at the end.

    The application context lasts as long as the block, so that a request of a test client after it has its own.
    """
    with current().app_context(), tenant_context(tenant_id, actor), unit_of_work() as work:
        yield work
