"""The probes find what is planted: a query without tenant, a cache key without tenant, a form that keeps a foreign id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from saas.config import Settings
from saas.testing.applications import running_application
from tests.contract.fuzz.attacks import all_findings, routes
from tests.contract.fuzz.planted import TABLE, plant_leaks
from tests.contract.fuzz.worlds import Browser, Worlds, working_in


@pytest.fixture(scope="module")
def leaking(_worlds: Worlds) -> Iterator[Worlds]:
    """The same two groups, seen through an application with leaks."""
    settings: Settings = _worlds.app.extensions["saas_settings"]
    with running_application(settings) as app:
        plant_leaks(app)
        with working_in(_worlds.app):
            a = replace(_worlds.a, browser=Browser(app, _worlds.a.user))
            both = Browser(app, _worlds.both_in_a)
        yield replace(_worlds, app=app, a=a, both=both, stranger=Browser(app))


def findings(leaking: Worlds, name: str) -> str:
    (route,) = [one for one in routes(leaking.app, TABLE) if one.name == name]
    with working_in(leaking.app):
        return "\n".join(all_findings(leaking, route))


def test_query_without_tenant_is_found(leaking: Worlds) -> None:
    found = findings(leaking, "GET planted.row")
    assert "path.customer_id of B: answers otherwise" in found
    assert "path.customer_id of B: shows 'Quobelo'" in found


def test_cache_key_without_tenant_is_found(leaking: Worlds) -> None:
    assert "twin: shows 'Quobelo'" in findings(leaking, "GET planted.remembered")


def test_form_that_keeps_a_foreign_id_is_found(leaking: Worlds) -> None:
    found = findings(leaking, "POST planted.choose")
    assert "body.store_id of B: was written down in ['member']" in found


def test_sound_route_is_left_in_peace(leaking: Worlds) -> None:
    assert findings(leaking, "GET planted.sound") == ""
