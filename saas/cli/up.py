"""`saas up`: everything that Aftercare consists of, in one supervised group of processes."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from saas.cli.frame.environment import DATABASE, PREFIX, completed, var_folder
from saas.cli.supervision import parts
from saas.cli.supervision.ports import HOST, checked_port
from saas.cli.supervision.supervisor import StartFailed, Stopped, Supervisor
from saas.config import DEMO_SIGN_INS, Settings
from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.roles import bootstrap
from saas.embedded.valkey import EmbeddedValkey

DEFAULT_PORT = "8000"


@click.command(epilog="Example: PORT=8080 SAAS_VAR=/srv/aftercare saas up")
@click.option("--no-demo", is_flag=True, help="Leave an empty database empty.")
def command(*, no_demo: bool) -> None:
    """Start the servers, the web, the workers and the scheduler; Ctrl-C ends them all.

    PostgreSQL and Valkey are our own, under SAAS_VAR (default: var), unless DATABASE_URL and REDIS_URL name
    others. The web listens on PORT (default: 8000) of the loopback address.
    """
    var = var_folder(os.environ)
    with _only_one(var):
        port = checked_port(os.environ.get("PORT") or DEFAULT_PORT)
        environment = _child_environment(port)
        Settings.from_env(environment)  # refuses before anything runs
        supervisor = Supervisor(logs=var / "log", environment=environment)
        try:
            with supervisor.in_charge():
                _start_all(supervisor, var, port)
                _watch(supervisor, var, port, with_demo=not no_demo)
        except Stopped:
            click.echo("Everything is stopped.")
        except StartFailed as failure:
            raise click.ClickException(f"{failure}. `saas doctor` looks for the cause.") from None


@contextmanager
def _only_one(var: Path) -> Iterator[None]:
    """Keep a second supervisor away from the same data; the kernel drops the lock when we die."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Aftercare already runs on {var}. Stop it first, or set SAAS_VAR to another folder."
            ) from None
        yield


def _child_environment(port: int) -> dict[str, str]:
    environment = completed({"SAAS_BASE_URL": f"http://{HOST}:{port}", **os.environ})
    # Byte code that is not kept costs every process, and every forked job, seconds at its start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**environment, "PYTHONUNBUFFERED": "1"}


def _start_all(supervisor: Supervisor, var: Path, port: int) -> None:
    _start_servers(supervisor, var, os.environ)
    supervisor.run(parts.migration())
    # The web first and alone: the sooner the first page, the better.
    supervisor.start(parts.web(port))
    supervisor.start(*parts.background())


def _start_servers(supervisor: Supervisor, var: Path, given: Mapping[str, str]) -> None:
    postgres, valkey = EmbeddedPostgres(var=var), EmbeddedValkey(var=var)
    own_postgres, own_valkey = "DATABASE_URL" not in given, "REDIS_URL" not in given
    wanted = []
    if own_postgres:
        postgres.initialise()
        wanted.append(parts.database(postgres))
    if own_valkey:
        valkey.initialise()
        wanted.append(parts.queue(valkey))
    supervisor.start(*wanted)
    if own_postgres:
        bootstrap(postgres, PREFIX, DATABASE)


def _watch(supervisor: Supervisor, var: Path, port: int, *, with_demo: bool) -> None:
    _announce(port, var / DEMO_SIGN_INS)
    if with_demo:
        # It looks for itself whether anything is left to fill, tells its sign-ins, and ends.
        supervisor.start(parts.demo())
    supervisor.watch({})


def _announce(port: int, sign_ins: Path) -> None:
    click.echo(f"\n  Aftercare is ready: http://{HOST}:{port}\n")
    if sign_ins.exists():
        click.echo(sign_ins.read_text())
    click.echo("  Ctrl-C ends it.\n")
