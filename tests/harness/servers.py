"""One PostgreSQL and one Valkey for a whole run, shared by all xdist workers.

The xdist controller starts them and tells its workers where; without xdist the first test that asks does.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.running import running
from saas.embedded.valkey import EmbeddedValkey

FOLDER = "servers"
VALKEY_DATABASES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The two servers of this run. They forget at a power cut; a kill test starts its own, durable ones."""

    folder: Path

    @property
    def postgres(self) -> EmbeddedPostgres:
        return EmbeddedPostgres(var=self.folder, durable=False)

    @property
    def valkey(self) -> EmbeddedValkey:
        return EmbeddedValkey(var=self.folder, databases=VALKEY_DATABASES)


@contextmanager
def started() -> Iterator[Servers]:
    """Both servers in a folder of their own that goes with them."""
    folder = Path(tempfile.mkdtemp(prefix="ac-"))
    folder.chmod(0o711)  # a server that has to run as nobody must get through
    servers = Servers(folder=folder)
    try:
        with running(servers.postgres), running(servers.valkey):
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Controller:
    """Holds the servers on the side of the xdist controller."""

    def __init__(self, config: pytest.Config) -> None:
        self._context = started()
        self._servers = self._context.__enter__()
        config.add_cleanup(lambda: self._context.__exit__(None, None, None))

    def pytest_configure_node(self, node: object) -> None:
        """Tell a worker that starts where the servers are."""
        node.workerinput[FOLDER] = str(self._servers.folder)  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before the workers, where there are workers."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Controller(config), "aftercare-servers")


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """The PostgreSQL and the Valkey of this run."""
    told = getattr(request.config, "workerinput", {}).get(FOLDER)
    if told:
        yield Servers(folder=Path(told))
        return
    with started() as own:
        yield own


@pytest.fixture(scope="session")
def worker_number(request: pytest.FixtureRequest) -> int:
    """0 without xdist, else 1, 2 …; what keeps the workers' databases apart."""
    name: str = getattr(request.config, "workerinput", {}).get("workerid", "")
    return int(name.removeprefix("gw")) + 1 if name else 0
