"""`saas plugins trace`: which code of plugins a page calls, how long it takes and how it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import click
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from saas.cli.frame.application import application
from saas.core.accounts.operations import required_login
from saas.core.accounts.operations.accounts import find_account
from saas.core.accounts.operations.sessions import begin_session, end_session
from saas.core.accounts.request import SESSION_COOKIE
from saas.platform.audit.recording import record_platform
from saas.platform.database import global_session
from saas.platform.plugins.extension import engine

_LATER = re.compile(r'hx-get="([^"]+)" hx-trigger="(?:load|intersect once)"')


@click.command(epilog="Example: saas plugins trace /t/huatong/customers/12 --as lina@example.com")
@click.argument("address")
@click.option("--as", "login", required=True, help="Who looks at the page: what they sign in with.")
def command(address: str, login: str) -> None:
    """Open the page at ADDRESS, with the parts that load after it, and show each call of a plugin.

    Only reads: the page is asked for as by a browser of that person, whose session ends with the command;
    the platform's audit tells who looked.
    """
    with application() as app, _signed_in(app, login, address) as client:
        engine().trace = True
        status, calls = _open(client, address)
        click.echo(f"{status} {address}")
        for call in calls:
            _tell(call)


@contextmanager
def _signed_in(app: Flask, login: str, address: str) -> Iterator[FlaskClient]:
    with global_session() as work:
        account = find_account(work, required_login(login))
        if account is None:
            raise click.ClickException(f"Nobody signs in as {login}.")
        token = begin_session(work, account.id, address="", agent="saas plugins trace")
        # Whoever runs the command sees what that person sees, so it is told like a use of the system role.
        record_platform(
            work, "plugins.page.traced", account_id=account.id, detail={"path": address.partition("?")[0]}
        )
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token)
    try:
        yield client
    finally:
        with global_session() as work:
            end_session(work, token)


def _open(client: FlaskClient, address: str) -> tuple[int, list[dict[str, object]]]:
    with capture_logs() as logs:
        page = client.get(address)
        waiting, seen = _LATER.findall(page.text), set[str]()
        while waiting:
            part = waiting.pop(0)
            if part not in seen:
                seen.add(part)
                waiting += _LATER.findall(client.get(unescape(part), headers={"HX-Request": "true"}).text)
    return page.status_code, [dict(line) for line in logs if line["event"] == "plugin_called"]


def _tell(call: dict[str, object]) -> None:
    click.echo(
        f"{call['plugin']:20} {call['place']:40} {call['result']:10} {call.get('milliseconds', 0):>8} ms"
        f"  breaker {call['breaker']}"
    )
