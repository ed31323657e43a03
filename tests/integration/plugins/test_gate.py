"""The gate on the real database: live, per group, the same 404 as for an unknown address."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Blueprint
from sqlalchemy import select

from saas.platform.audit import AuditEntry
from saas.platform.errors import Conflict, NotFound
from saas.platform.plugins import (
    Availability,
    Reason,
    disable_plugin,
    effective_plugins,
    enable_plugin,
    enabled_for,
    explain,
    explain_all,
)
from saas.platform.plugins.models import TenantPlugin
from saas.platform.tenancy import TenantMismatch
from saas.testing.plugin_modules import manifest, plugin
from tests.integration.plugins.conftest import Build, House


def pages(name: str) -> list[Blueprint]:
    html, api = Blueprint(name, __name__), Blueprint(f"{name}_api", __name__)
    html.add_url_rule("/", "start", lambda: f"{name} page", methods=["GET"])
    html.add_url_rule("/save", "save", lambda: "saved", methods=["POST"])
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    inner.add_url_rule("/", "start", lambda: f"{name} inner", methods=["GET"])
    html.register_blueprint(inner)
    api.add_url_rule("/items", "items", lambda: {"of": name})
    return [html, api]


def switch(house: House, tenant_id: int, name: str, *, on: bool) -> Reason:
    with house.work(tenant_id):
        return (enable_plugin if on else disable_plugin)(name).reason


def reason(house: House, tenant_id: int, name: str) -> Reason:
    with house.work(tenant_id):
        return explain(tenant_id, name).reason


def enabled(house: House, tenant_id: int) -> set[str]:
    with house.work(tenant_id):
        return set(enabled_for(tenant_id))


ADDRESSES = [
    ("GET", "/t/{t}/x/kano/"),
    ("HEAD", "/t/{t}/x/kano/"),
    ("OPTIONS", "/t/{t}/x/kano/"),
    ("POST", "/t/{t}/x/kano/save"),
    ("DELETE", "/t/{t}/x/kano/save"),
    ("GET", "/t/{t}/x/kano"),
    ("GET", "/t/{t}/x/kano/inner/"),
    ("GET", "/t/{t}/x/kano/inner"),
    ("GET", "/t/{t}/x/kano/unknown"),
    ("GET", "/api/v1/t/{t}/x/kano/items"),
    ("PUT", "/api/v1/t/{t}/x/kano/items"),
]


def test_gate_answers_every_address_of_a_plugin_that_is_off_like_an_unknown_one(house: Build) -> None:
    home = house(plugin("kano", register_blueprints=lambda: pages("kano")))
    on, off = home.group(), home.group()
    switch(home, on, "kano", on=True)
    client = home.app.test_client()

    for method, address in ADDRESSES:
        unknown = client.open(f"/t/{off}/nothing-here", method=method)
        answer = client.open(address.format(t=off), method=method)
        assert (answer.status_code, answer.data) == (404, unknown.data), (method, address)

    answers = [client.open(address.format(t=on), method=method).status_code for method, address in ADDRESSES]
    assert answers == [200, 200, 200, 200, 405, 308, 200, 308, 404, 200, 405]


def test_switch_counts_at_once_in_another_process_of_the_same_database(house: Build) -> None:
    one = house(plugin("kano", register_blueprints=lambda: pages("kano")))
    other = house(plugin("kano", register_blueprints=lambda: pages("kano")))
    tenant = one.group()
    address = f"/t/{tenant}/x/kano/"
    client = other.app.test_client()

    before = client.get(address).status_code
    switch(one, tenant, "kano", on=True)
    during = client.get(address).status_code
    switch(one, tenant, "kano", on=False)
    after = client.get(address).status_code

    assert (before, during, after) == (404, 200, 404)


def test_suspension_by_the_operator_counts_at_once(house: Build) -> None:
    home = house(plugin("shut", register_blueprints=lambda: pages("shut")))
    tenant = home.group()
    switch(home, tenant, "shut", on=True)

    home.system("UPDATE plugin_installation SET platform_state = 'suspended' WHERE name = 'shut'")

    assert home.app.test_client().get(f"/t/{tenant}/x/shut/").status_code == 404
    assert reason(home, tenant, "shut") is Reason.SUSPENDED
    with home.work(tenant), pytest.raises(Conflict, match="suspended"):
        enable_plugin("shut")


def test_enabling_twice_and_disabling_twice_changes_once_and_says_so_once(house: Build) -> None:
    home = house(plugin("kano"))
    tenant = home.group()
    member = home.member(tenant)

    with home.work(tenant, member):
        standings = [
            enable_plugin("kano"),
            enable_plugin("kano"),
            disable_plugin("kano"),
            disable_plugin("kano"),
        ]

    assert [standing.effective for standing in standings] == [True, True, False, False]
    with home.work(tenant) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        row = session.scalars(select(TenantPlugin)).one()
        assert [(entry.action, entry.actor_id) for entry in entries] == [
            ("plugins.plugin.enabled", member),
            ("plugins.plugin.disabled", member),
        ]
        assert entries[0].changes == {"state": [None, "enabled"], "plugin": "kano"}
        assert (row.enabled_by, row.disabled_by) == (member, member)


def test_enabling_an_unknown_plugin_is_not_found(house: Build) -> None:
    home = house()
    with home.work(home.group()), pytest.raises(NotFound):
        enable_plugin("nothing")


def test_disabling_an_unknown_plugin_is_not_found(house: Build) -> None:
    home = house()
    with home.work(home.group()), pytest.raises(NotFound):
        disable_plugin("nothing")


def test_requirement_must_be_on_first_and_its_end_ends_those_that_require_it(house: Build) -> None:
    home = house(plugin("base"), plugin("above", info=manifest("above", requires={"base": ""})))
    tenant = home.group()

    with home.work(tenant), pytest.raises(Conflict, match="Base"):
        enable_plugin("above")
    switch(home, tenant, "base", on=True)
    switch(home, tenant, "above", on=True)
    both = enabled(home, tenant)
    switch(home, tenant, "base", on=False)

    assert both == {"base", "above"}
    assert enabled(home, tenant) == set()
    assert reason(home, tenant, "above") is Reason.REQUIREMENT_INACTIVE
    switch(home, tenant, "base", on=True)
    assert enabled(home, tenant) == {"base", "above"}


def test_availability_decides_where_the_group_said_nothing(house: Build) -> None:
    home = house(
        plugin("opt", info=manifest("opt")),
        plugin("std", info=manifest("std", availability=Availability.DEFAULT_ON)),
        plugin("sys", info=manifest("sys", availability=Availability.SYSTEM)),
        plugin("res", info=manifest("res", availability=Availability.RESTRICTED)),
    )
    tenant = home.group()

    assert enabled(home, tenant) == {"std", "sys"}
    assert reason(home, tenant, "res") is Reason.NOT_ENTITLED
    switch(home, tenant, "std", on=False)
    with home.work(tenant), pytest.raises(Conflict, match="always on"):
        disable_plugin("sys")
    assert enabled(home, tenant) == {"sys"}
    assert enabled(home, home.group()) == {"std", "sys"}


def test_restricted_plugin_can_be_enabled_once_entitled(house: Build) -> None:
    home = house(plugin("res", info=manifest("res", availability=Availability.RESTRICTED)))
    tenant = home.group()
    with home.work(tenant), pytest.raises(Conflict, match="released"):
        enable_plugin("res")

    home.system(
        "INSERT INTO tenant_plugin (tenant_id, plugin, entitled, settings_version) VALUES (:t, 'res', true, 0)",
        t=tenant,
    )

    assert reason(home, tenant, "res") is Reason.NOT_ENABLED
    assert switch(home, tenant, "res", on=True) is Reason.EFFECTIVE


def test_plugin_whose_tables_are_behind_is_inert(house: Build) -> None:
    home = house(plugin("late"))
    tenant = home.group()
    switch(home, tenant, "late", on=True)

    home.system("UPDATE plugin_installation SET schema_revision = 'old' WHERE name = 'late'")

    assert enabled(home, tenant) == set()
    assert reason(home, tenant, "late") is Reason.MIGRATIONS_PENDING


def test_decision_outlives_the_code(house: Build) -> None:
    before = house(plugin("gone"))
    tenant = before.group()
    switch(before, tenant, "gone", on=True)

    without = house()
    assert enabled(without, tenant) == set()
    assert reason(without, tenant, "gone") is Reason.NOT_INSTALLED
    with without.work(tenant):
        assert "gone" in [standing.plugin for standing in explain_all(tenant)]

    again = house(plugin("gone"))
    assert enabled(again, tenant) == {"gone"}


def test_enabled_for_another_group_than_the_current_is_refused(house: Build) -> None:
    home = house(plugin("kano"))
    one, other = home.group(), home.group()

    with home.work(one), pytest.raises(TenantMismatch):
        enabled_for(other)


def test_effective_plugins_are_one_query_a_request(house: Build, count_queries) -> None:  # type: ignore[no-untyped-def]
    blueprint = Blueprint("kano", __name__)
    blueprint.add_url_rule("/", "start", lambda: " ".join([*effective_plugins(), *effective_plugins()]))
    home = house(plugin("kano", register_blueprints=lambda: [blueprint]))
    tenant = home.group()
    switch(home, tenant, "kano", on=True)
    client = home.app.test_client()
    client.get(f"/t/{tenant}/x/kano/")

    with count_queries() as seen:
        answer = client.get(f"/t/{tenant}/x/kano/")

    assert answer.text == "kano kano"
    assert sum("plugin_installation" in statement for statement in seen) == 1


def test_two_who_enable_at_once_leave_one_entry(house: Build) -> None:
    home = house(plugin("kano"))
    tenant = home.group()
    start = Barrier(2)

    def enable() -> bool:
        with home.work(tenant):
            start.wait()
            return enable_plugin("kano").effective

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result() for future in [pool.submit(enable), pool.submit(enable)]]

    assert answers == [True, True]
    with home.work(tenant) as session:
        assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["plugins.plugin.enabled"]
