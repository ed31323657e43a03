"""Databases for tests: a template migrated once in a run, a clone for each worker, and clones on demand."""

import fcntl
import itertools
from collections.abc import Callable, Iterator

import pytest

from saas.embedded.roles import DatabaseUrls, bootstrap, create_database, database_urls, drop_database
from saas.parts import load_registry
from saas.platform.plugins import upgrade_everything
from tests.harness.servers import Servers
from tests.harness.settings import PREFIX

TEMPLATE = "template_migrated"
# Numbered Valkey databases that a worker has for itself: the first for its `app`, the others on demand.
VALKEY_DATABASES_EACH = 16


@pytest.fixture(scope="session")
def template_database(servers: Servers) -> str:
    """The name of the migrated database that all others are copies of. Connect to a copy, never to it."""
    done = servers.folder / "template.done"
    with (servers.folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            urls = bootstrap(servers.postgres, PREFIX, TEMPLATE)
            failed = upgrade_everything(urls.owner, PREFIX, load_registry())
            assert not failed, failed
            done.touch()
    return TEMPLATE


def _clone(servers: Servers, template: str, name: str) -> DatabaseUrls:
    create_database(servers.postgres, name, PREFIX, template=template)
    return database_urls(servers.postgres.sockets, PREFIX, name)


@pytest.fixture(scope="session", name="database_urls")
def worker_database(servers: Servers, template_database: str, worker_number: int) -> DatabaseUrls:
    """This worker's database under its three roles; its tests share it, each in a group of its own."""
    return _clone(servers, template_database, f"worker_{worker_number}")


@pytest.fixture(scope="session")
def clone_database(
    servers: Servers, template_database: str, worker_number: int
) -> Iterator[Callable[[], DatabaseUrls]]:
    """Makes further databases (0.1 s each), which live until the end of the run."""
    names: list[str] = []

    def clone() -> DatabaseUrls:
        names.append(f"clone_{worker_number}_{len(names)}")
        return _clone(servers, template_database, names[-1])

    yield clone
    for name in names:
        drop_database(servers.postgres, name)


@pytest.fixture
def fresh_database(clone_database: Callable[[], DatabaseUrls]) -> DatabaseUrls:
    """A migrated, empty database for one test that needs to be alone in it."""
    return clone_database()


@pytest.fixture(scope="session")
def redis_url(servers: Servers, worker_number: int) -> str:
    """The address of this worker's own Valkey database."""
    return servers.valkey.url(worker_number * VALKEY_DATABASES_EACH)


@pytest.fixture(scope="session")
def _spare_valkey_databases() -> Iterator[int]:
    return itertools.cycle(range(1, VALKEY_DATABASES_EACH))


@pytest.fixture
def fresh_redis_url(servers: Servers, worker_number: int, _spare_valkey_databases: Iterator[int]) -> str:
    """The address of an empty Valkey database for one test that needs to be alone in it."""
    number = worker_number * VALKEY_DATABASES_EACH + next(_spare_valkey_databases)
    servers.valkey.flush(number)
    return servers.valkey.url(number)
