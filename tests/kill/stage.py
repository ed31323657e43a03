"""Servers and processes of a kill test, each of which may be killed at any moment and comes back."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import sleep

from saas.config import Settings
from saas.embedded.identity import launched
from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.roles import bootstrap
from saas.embedded.running import ServerProcess
from saas.embedded.valkey import EmbeddedValkey
from saas.parts import load_registry
from saas.platform.plugins import upgrade_everything

PREFIX = "aftercare"
ROOT = Path(__file__).parents[2]
WATCH_SECONDS = 0.05


class Kept:
    """A process of ours that is started again whenever it ends, as the supervisor would."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], log: Path) -> None:
        self._command = launched([sys.executable, "-m", "tests.kill.process", *arguments], parent=os.getpid())
        self._environment = {**os.environ, **environment}
        # A start without compiled files takes seconds longer; `saas up` drops this too.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._log = log
        self._end = Event()
        self.deaths = 0
        self.process = self._start()
        self._watch = Thread(target=self._keep, daemon=True)
        self._watch.start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=ROOT, env=self._environment, start_new_session=True,
            )  # fmt: skip

    def _keep(self) -> None:
        while not self._end.wait(WATCH_SECONDS):
            if self.process.poll() is not None:
                self.deaths += 1
                self.process = self._start()

    def kill(self) -> None:
        """SIGKILL; the watch starts it anew."""
        self.process.kill()

    def end(self) -> None:
        """End it for good."""
        self._end.set()
        self._watch.join()
        self.process.kill()
        self.process.wait()


class Stage:
    """PostgreSQL and Valkey with their durable settings, a migrated database, and kept processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = ServerProcess(server=EmbeddedPostgres(var=folder))
        self.valkey = ServerProcess(server=EmbeddedValkey(var=folder))
        self.kept: dict[str, Kept] = {}

    def start(self) -> None:
        """Start both servers and bring the tables up."""
        self.postgres.start()
        self.valkey.start()
        server = self.postgres.server
        assert isinstance(server, EmbeddedPostgres)
        self._urls = bootstrap(server, PREFIX, "kill")
        # The plugins' tables too: without them nobody can switch on what a subject works with.
        failed = upgrade_everything(self._urls.owner, PREFIX, load_registry())
        assert not failed, failed

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every process."""
        valkey = self.valkey.server
        assert isinstance(valkey, EmbeddedValkey)
        return {
            "SAAS_ENV": "test",
            "SAAS_SECRET_KEY": "a key that only the kill tests know",
            "SAAS_PLATFORM_KEY": base64.b64encode(b"k" * 32).decode(),
            "SAAS_VAR": str(self.folder),
            "DATABASE_URL": self._urls.app,
            "SYSTEM_DATABASE_URL": self._urls.system,
            "REDIS_URL": valkey.url(),
        }

    @property
    def settings(self) -> Settings:
        """The same, for the test itself."""
        return Settings.from_env(self.environment)

    def keep(self, name: str, *arguments: str) -> None:
        """Start a process and keep it going; see tests/kill/process.py for the arguments."""
        log = self.folder / f"{name}.log"
        self.kept[name] = Kept(*arguments, environment=self.environment, log=log)

    def end_processes(self) -> None:
        """End all kept processes."""
        for kept in self.kept.values():
            kept.end()
        self.kept = {}

    def kill_server(self, server: ServerProcess, down_for: float) -> None:
        """SIGKILL a server with all its processes at once; start it again after `down_for` seconds."""
        assert server.process is not None
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server.process = None
        sleep(down_for)
        server.start()

    def logs(self) -> str:
        """The ends of the processes' logs, for a test that failed."""
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in self.folder.glob("*.log"))


@contextmanager
def staged() -> Iterator[Stage]:
    """A stage in a folder of its own that goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="kt-"))
    folder.chmod(0o711)
    stage = Stage(folder)
    try:
        stage.start()
        yield stage
    finally:
        stage.end_processes()
        stage.valkey.stop()
        stage.postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
