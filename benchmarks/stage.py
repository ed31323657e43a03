"""Where benchmarks run: an embedded PostgreSQL and Valkey in a folder of their own, databases and applications on them."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from psycopg import Connection, sql

from saas import create_app
from saas.config import Environment, RateLimits, Settings
from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.roles import DatabaseUrls, bootstrap, database_urls, drop_database
from saas.embedded.running import running
from saas.embedded.valkey import EmbeddedValkey
from saas.parts import load_registry
from saas.platform.database import dispose_engines
from saas.platform.plugins import upgrade_everything
from saas.platform.valkey import close_valkey

PREFIX = "aftercare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The servers and the size of a run.

    scale: 1 is the full size that the goals speak of; smaller ones show only that the benchmark works.
    seed: what all drawn values come from, printed with the figures. suffix: of the databases' names, for several stages on
    one server.
    """

    postgres: EmbeddedPostgres
    redis_url: str
    folder: Path
    scale: float = 1.0
    seed: int = 1
    suffix: str = ""

    def size(self, full: int, *, least: int = 1) -> int:
        """So many of what a full run has `full` of."""
        return max(least, round(full * self.scale))

    def rounds(self, full: int) -> int:
        """How often a full run repeats; a small one needs no steady median."""
        return full if self.scale >= 1 else max(1, round(full * self.scale**0.5))

    @property
    def full(self) -> bool:
        """Whether the figures are to be compared with the goals."""
        return self.scale >= 1

    def rng(self, purpose: str) -> random.Random:
        """Random numbers for one purpose, the same in every run with this seed."""
        return random.Random(f"{self.seed}/{purpose}")

    def database(self, name: str) -> DatabaseUrls:
        """A migrated, empty database; an older one of that name is dropped."""
        drop_database(self.postgres, self.named(name))
        urls = bootstrap(self.postgres, PREFIX, self.named(name))
        failed = upgrade_everything(urls.owner, PREFIX, load_registry())
        if failed:
            raise RuntimeError(f"migrations failed: {failed}")
        return urls

    def is_kept(self, name: str, marker: str) -> bool:
        """Whether an earlier run left a database of that name with the same content."""
        statement = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        with self.postgres.connect() as connection:
            return connection.execute(statement, [self.named(name)]).fetchone() == (marker,)

    def keep(self, name: str, marker: str) -> None:
        """Let a later run find the database; marker: what its content came from."""
        with self.postgres.connect() as connection:
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(name), sql.Literal(marker)
            )
            connection.execute(comment)

    def urls(self, name: str) -> DatabaseUrls:
        """The addresses of a database of this stage."""
        return database_urls(self.postgres.sockets, PREFIX, self.named(name))

    def superuser(self, name: str) -> Connection[tuple[object, ...]]:
        """A superuser's connection to a database, in autocommit."""
        return self.postgres.connect(self.named(name))

    def named(self, name: str) -> str:
        """The name of a database on the server."""
        return name + self.suffix

    def settings(self, urls: DatabaseUrls) -> Settings:
        """Settings of an application on a database of this stage; its keys are no secret."""
        return Settings(
            environment=Environment.PRODUCTION,
            secret_key="a key that only benchmarks know, long enough",
            platform_key=base64.b64decode("YmVuY2htYXJrcyBvbmx5OiB0aGlydHktdHdvIGJ5dGU="),
            database_url=urls.app,
            system_database_url=urls.system,
            owner_database_url=urls.owner,
            redis_url=self.redis_url,
            role_prefix=PREFIX,
            var=self.folder,
            base_url="http://localhost",
            # Counted, as in earnest, and never reached.
            rate_limits=RateLimits(address=10**9, person=10**9, token=10**9, group=10**9),
        )

    @contextmanager
    def application(self, urls: DatabaseUrls) -> Iterator[Flask]:
        """The product on a database of this stage; it writes its log into the stage's folder."""
        with (self.folder / "log").open("a") as log, redirect_stderr(log):
            app = create_app(self.settings(urls))
            try:
                yield app
            finally:
                dispose_engines(app)
                close_valkey(app)


@contextmanager
def set_up(folder: Path, *, scale: float, seed: int) -> Iterator[Stage]:
    """A stage with servers of its own, which end with the block; their data stay in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    postgres, valkey = EmbeddedPostgres(var=folder), EmbeddedValkey(var=folder)
    with running(postgres), running(valkey):
        yield Stage(postgres=postgres, redis_url=valkey.url(0), folder=folder, scale=scale, seed=seed)


def plain(url: str) -> str:
    """A SQLAlchemy address as the driver itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://")
