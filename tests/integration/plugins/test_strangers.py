"""Public pages of plugins: whoever comes without a sign-in has a limited number of tries, on or off."""

from __future__ import annotations

import itertools

from flask import Flask

from saas.platform.plugins.gate import STRANGERS
from saas.testing.factories.groups import group

_callers = itertools.count(1)


def answers(app: Flask, path: str, times: int) -> list[int]:
    """What one address is answered, one call after the other."""
    source = {"REMOTE_ADDR": f"198.51.100.{next(_callers)}"}
    client = app.test_client()
    return [client.get(path, environ_base=source).status_code for _ in range(times)]


def test_public_pages_of_plugins_are_refused_after_too_many_tries_also_where_there_are_none(
    app: Flask,
) -> None:
    one, other = group(), group()
    most = STRANGERS[0]
    found = answers(app, f"/p/{one.code}/x/complaints/guess", most + 1)
    assert found == [404] * most + [429]
    assert answers(app, f"/p/{other.code}/x/complaints/guess", 1) == [404]
