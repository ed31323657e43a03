"""The two groups of the route fuzz, once for each worker, in an application and a database of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from saas.embedded.roles import DatabaseUrls
from saas.testing.applications import running_application, settings_for
from saas.testing.fixtures.databases import VALKEY_DATABASES_EACH
from saas.testing.fixtures.servers import Servers
from tests.contract.fuzz.kinds import plant
from tests.contract.fuzz.rows import paint
from tests.contract.fuzz.worlds import PLUGINS, Worlds, build_worlds, switch, working_in

_VALKEY_DATABASE = VALKEY_DATABASES_EACH - 1


@pytest.fixture(scope="session")
def _worlds(
    clone_database: Callable[[], DatabaseUrls],
    servers: Servers,
    worker_number: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Worlds]:
    urls = clone_database()
    redis_url = servers.valkey.url(worker_number * VALKEY_DATABASES_EACH + _VALKEY_DATABASE)
    settings = settings_for(urls, redis_url, tmp_path_factory.mktemp("fuzz"))
    with running_application(settings) as app:
        with working_in(app):
            worlds = build_worlds(app, urls.owner, urls.system)
            worlds.b_ids = plant(worlds.b, worlds.both_in_b)
            paint(worlds.system, worlds.b.id, worlds.b.words.row, leave_out={"member", "store"})
            for world in (worlds.a, worlds.b):
                # The first call of a program notes when it was there.
                world.program.send("GET", f"/api/v1/t/{world.code}/openapi.json", body={}, version=None)
            for plugin in PLUGINS:
                switch(worlds.b.group, plugin, on=False)
        yield worlds
        worlds.system.dispose()


@pytest.fixture
def worlds(_worlds: Worlds) -> Iterator[Worlds]:
    """Both groups, on a working morning; whoever uses them leaves B as it was."""
    with working_in(_worlds.app):
        yield _worlds
