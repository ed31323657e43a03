"""One stage for the kill tests of a worker, and a seed that tells how to repeat a run."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from saas.platform.database import dispose_engines
from tests.kill import counting
from tests.kill.stage import Stage, staged

SECONDS_EACH = 60
"""What a kill and the recovery after it may take, on a slow machine."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The more kills, the more time."""
    limit = SECONDS_EACH * (1 + int(config.getoption("--kills")))
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(limit))


@pytest.fixture(scope="session")
def servers_of_stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


@pytest.fixture
def stage(servers_of_stage: Stage) -> Iterator[Stage]:
    """Both servers, running; the test keeps the processes that it needs."""
    yield servers_of_stage
    servers_of_stage.end_processes()


@pytest.fixture
def kill_app(stage: Stage) -> Iterator[Flask]:
    """The application in which the test itself asks and looks, in its context."""
    app = counting.application(stage.settings)
    with app.app_context():
        yield app
    dispose_engines(app)


@pytest.fixture
def random_moments() -> Random:
    """Where the moments of the kills come from; KILL_SEED repeats a run."""
    seed = int(os.environ.get("KILL_SEED") or secrets.randbelow(10**9))
    print(f"\nKILL_SEED={seed}")
    return Random(seed)
