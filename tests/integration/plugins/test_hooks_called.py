"""Hooks that are called: when, with what, and what becomes of the answer; shown on complaints and on small plugins."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from plugins.complaints.models import Category
from saas.core.contracts.duties import EraseMode
from saas.core.contracts.exporters import Exporter
from saas.core.customers.events import (
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    CustomerMoved,
    CustomersMerged,
    CustomersUnmerged,
)
from saas.core.customers.hooks import customer_list_facts, customer_timeline
from saas.core.customers.models import Lifecycle
from saas.core.customers.operations import change_lifecycle, edit_customer
from saas.core.customers.values import CustomerDetails
from saas.core.followups.models import FollowupRule
from saas.core.privacy.runner import erase_subject, merge, unmerge
from saas.parts import ROOMS, SPECIFICATIONS
from saas.platform.clock import now, today
from saas.platform.database import session
from saas.platform.events.models import OutboxEvent
from saas.platform.jobs import Job
from saas.platform.permissions import Permission, allowed, current_catalogue
from saas.platform.plugins import Check, ask, contributions, load_plugins
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.hooks import seed_demo
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import as_member, member
from saas.testing.factories.plugins import group_with, switch
from saas.testing.plugin_modules import plugin
from tests.factories.complaints import complaint
from tests.integration.plugins.conftest import Build


def _house() -> tuple[Group, Person, int]:
    made = group_with("complaints")
    at = store(made)
    return made, member(made, role="store_manager", stores=[at]), at


def test_hook_customer_list_facts_is_asked_once_for_all_customers(app: Flask) -> None:
    made, person, at = _house()
    with inside(made.id, as_member(person)):
        two, none = customer(store_id=at).id, customer(store_id=at).id
        for _ in range(2):
            complaint(at, customer_id=two)
        answers = {one.owner: one.value for one in ask(customer_list_facts, made.id, [two, none])}
    assert answers["complaints"] is not None
    assert {key: len(facts) for key, facts in answers["complaints"].items()} == {two: 1}


def test_hook_customer_timeline_gives_older_entries_newest_first(app: Flask) -> None:
    made, person, at = _house()
    with inside(made.id, as_member(person)):
        known = customer(store_id=at).id
        for days in (3, 1, 2):
            complaint(at, customer_id=known, received_at=now() - timedelta(days=days))
        before = now() - timedelta(days=1, hours=12)
        answers = ask(customer_timeline, made.id, known, before, 10)
        entries = next(one.value for one in answers if one.owner == "complaints") or ()
        days_ago = [(now() - entry.at).days for entry in entries]
    assert days_ago == [2, 3]


def test_hook_tenant_enabled_seeds_the_first_time_only(app: Flask) -> None:
    made = group()
    counted = []
    for on in (True, False, True):
        switch(made, "complaints", on=on)
        with inside(made.id):
            counted.append(session().scalar(select(func.count()).select_from(Category)))
            session().execute(delete(Category).where(Category.code == "other"))
    assert counted == [8, 7, 7]


def test_hook_group_created_gives_a_new_group_its_starters(app: Flask) -> None:
    made = group()
    with inside(made.id):
        rules = session().scalar(select(func.count()).select_from(FollowupRule))
    assert rules


def told(of: Group, name: str) -> int:
    with inside(of.id):
        counted = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.name == name)
        return session().scalar(counted) or 0


@pytest.mark.shows("customers.customer_created", "customers.customer_changed", "customers.customer_moved")
def test_what_happens_to_a_customer_is_told_once_each(app: Flask) -> None:
    made = group()
    with inside(made.id) as work:
        known = customer()
        edit_customer(known.id, CustomerDetails(name="李四"), version=known.row_version)
        work.flush()
        change_lifecycle(known.id, Lifecycle.OWNER, on=today("Asia/Shanghai"))
    assert [told(made, one.name) for one in (CustomerCreated, CustomerChanged, CustomerMoved)] == [1, 1, 1]


@pytest.mark.shows("customers.customers_merged", "customers.customers_unmerged", "customers.customer_erased")
def test_merging_and_erasing_customers_is_told_once_each(app: Flask) -> None:
    made = group()
    with inside(made.id, as_member(made.admin)):
        winner, loser = customer(), customer()
        done = merge(winner.id, [loser.id], versions={one.id: one.row_version for one in (winner, loser)})
        unmerge(done.id)
        erase_subject(loser.id, EraseMode.ERASE, reason="asked for it")
    assert [told(made, one.name) for one in (CustomersMerged, CustomersUnmerged, CustomerErased)] == [1, 1, 1]


def test_hook_register_exporters_offers_a_table_only_where_the_plugin_is_on(app: Flask) -> None:
    offered = []
    for made in (group_with("complaints"), group()):
        with inside(made.id):
            offered.append({one.owner for one in contributions(Exporter)})
    assert "complaints" in offered[0]
    assert "complaints" not in offered[1]
    assert "core" in offered[1]


def test_hook_check_health_is_asked_of_every_loaded_plugin() -> None:
    well = Check(name="service", title="The service", well=False, line="It does not answer.")
    found = load_plugins(
        specs=SPECIFICATIONS,
        rooms=ROOMS,
        candidates=[plugin("sample", check_health=lambda: [well])],
        core_version="9",
    )
    asked = found.hooks["check_health"].implementations
    assert [(one.owner, one.function()) for one in asked if one.owner == "sample"] == [("sample", [well])]


def test_jobs_and_permissions_of_the_life_of_plugins_are_declared_by_the_core(app: Flask) -> None:
    made = group()
    with inside(made.id):
        jobs = {one.value.key for one in contributions(Job) if one.owner == "core"}
        rights = {one.value.name for one in contributions(Permission) if one.owner == "core"}
    assert "plugins.purge" in jobs
    assert "plugins.data:purge" in rights


@pytest.mark.parametrize(
    "permission",
    [
        "customers.customer:export",
        "customers.customer:merge",
        "privacy.subject:export",
        "privacy.subject:erase",
        "privacy.duty:read",
        "followups.task:export",
        "complaints.case:handle",
    ],
)
def test_permission_that_guards_no_address_is_held_by_its_roles_alone(app: Flask, permission: str) -> None:
    made = group_with("complaints")
    with inside(made.id):
        defaults = current_catalogue().defaults
    holding = {role for role, has in defaults.items() if permission in has}
    held = {}
    for role in (min(holding), min(set(defaults) - holding)):
        with inside(made.id, as_member(member(made, role=role))):
            held[role] = allowed(permission)
    assert list(held.values()) == [True, False]


def test_hook_seed_demo_gets_its_chance_from_outside_and_reaches_only_its_own_plugin(house: Build) -> None:
    drawn: list[tuple[str, int]] = []
    one = plugin("one", seed_demo=lambda rng, size: drawn.append(("one", rng.randrange(100))))
    other = plugin("other", seed_demo=lambda rng, size: drawn.append(("other", rng.randrange(100))))
    built = house(one, other)
    tenant = built.group()
    for _ in range(2):
        with built.work(tenant):
            answers = tell_plugin("one", seed_demo, tenant_id=tenant, rng=Random(7), size=0.1)
            assert [answer.failed for answer in answers] == [False]
    assert [name for name, _ in drawn] == ["one", "one"]
    assert drawn[0] == drawn[1]
