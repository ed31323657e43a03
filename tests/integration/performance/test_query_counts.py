"""What a page asks the database for does not grow with its rows: as many statements with 3 rows as with 15."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.platform.permissions import Permission
from saas.platform.plugins.extension import registry_of
from saas.testing.factories.members import api_token, signed_in
from saas.testing.fixtures.observing import counted_queries
from tests.factories.many import Town, add_many, town

# The rows are made by real operations, each page is asked three times.
pytestmark = pytest.mark.timeout(600)

FEW, MANY = 3, 15
MOST_STATEMENTS = 40
# They look into every table of every room and plugin.
THROUGH_ALL_TABLES = {"privacy.erase": 140, "privacy_api.read_erasure": 140}

# A page with an argument that stands nowhere here, or with rows that `tests/factories/many.py` does not make, is entered
# here and there: until then the first test fails.
ROW_IDS = {
    "organisation.calendar_edit": "calendar_id",
    "organisation.departments_edit": "department_id",
    "organisation.employees_edit": "employee_id",
    "organisation.legal_entities_edit": "entity_id",
    "organisation.stores_edit": "store_id",
    "organisation_api.show_departments": "department_id",
    "organisation_api.show_employees": "employee_id",
    "organisation_api.show_legal_entities": "entity_id",
    "organisation_api.show_stores": "store_id",
}
NAMES = {
    "customers.panel": "core.vehicles",
    "vehicles.panel": "complaints.cases_of_vehicle",
    "followups.panel": "complaints.cases_of_task",
    "organisation.widget": "complaints.standing",
    "later.panel": "core.vehicles",
    "search.section": "complaints.cases",
}
QUERIES = {
    "accounts_api.explain_member": "?permission=customers.customer:read",
    "budget.board": "?year=2027",
    "budget_api.list_board": "?year=2027",
    "complaints.new_issue": "?alert_id={alert_id}",
    "budget_api.show_volume_forecast": "?store_id={store_id}&driver=visits&year=2027",
    "followups_api.read_coverage": "?first=2026-11-01&last=2026-11-30",
    # All customers of a town but its first three are found by it, few or many.
    "search.everything": "?q=王",
    "search.section": "?q=TS",
}
# Places that others fill, and nobody does yet.
FIXED = {
    "kind": "csv",
    "phase": "check",
    "step": "stores",
    "code": "sms",
    "table_key": "customers.customer",
    "plugin": "complaints",
    "slot": "core.customer",
    "owner": "complaints",
}
EMPTY_PLACES: set[str] = set()

# What each list shows more of when there is more; all other pages are forms, single rows and figures.
LISTS = {
    "privacy_api.list_duties",
    "privacy_api.list_merges",
    "privacy_api.list_requests",
    "privacy.requests",
    "accounts.members",
    "accounts.roles",
    "accounts.support",
    "accounts.teams",
    "accounts.tokens",
    "accounts_api.list_members",
    "accounts_api.list_roles",
    "accounts_api.list_teams",
    "auditing.entries",
    "budget.audit",
    "budget.audited_claim",
    "budget.audits",
    "budget.claim",
    "budget.claims",
    "budget.findings",
    "budget.limits",
    "budget.payment",
    "budget.payments",
    "budget_api.list_audited_claims",
    "budget_api.list_audits",
    "budget_api.list_claim_lines",
    "budget_api.list_claims",
    "auditing_api.list_entries",
    "complaints.alerts",
    "budget.rates",
    "budget.sheets",
    "budget.transfers",
    "budget_api.list_board",
    "budget_api.list_entries",
    "budget_api.list_limits",
    "budget_api.list_findings",
    "budget_api.list_sheets",
    "budget_api.list_transfers",
    "complaints.cases",
    "complaints.show_board",
    "complaints_api.list_alerts",
    "complaints_api.list_cases",
    "complaints.issues",
    "complaints_api.list_issues",
    "customers.index",
    "customers_api.list_contacts",
    "customers_api.list_customers",
    "followups.rules",
    "followups.tasks",
    "followups_api.list_rules",
    "followups_api.list_tasks",
    "imports.imports",
    "imports_api.list_imports",
    "imports_api.list_rows",
    "kano.cycle",
    "kano.cycles",
    "kano.my_cards",
    "kano.objections",
    "kano.trees",
    "kano_api.list_cards",
    "kano_api.list_cycles",
    "kano_api.list_objections",
    "kano_api.list_trees",
    "kano.studies",
    "kano_api.list_studies",
    "messaging_api.list_messages",
    "messaging_api.list_templates",
    "messaging_settings.templates",
    "organisation.departments_list",
    "parts.alerts",
    "parts.catalogue",
    "parts.pick",
    "parts.picks",
    "parts.counts",
    "parts.map",
    "parts.place",
    "parts.stock",
    "parts.suppliers",
    "parts.supplier",
    "parts.orders",
    "parts.proposals",
    "parts.transfers",
    "parts.transfer",
    "parts_api.list_alerts",
    "parts_api.list_proposals",
    "parts_api.list_transfers",
    "parts.order",
    "parts_api.list_suppliers",
    "parts_api.list_orders",
    "parts_api.list_counts",
    "parts_api.list_map",
    "parts_api.list_movements",
    "parts_api.list_reservations",
    "parts_api.list_parts",
    "parts_api.list_picks",
    "parts_api.list_stock",
    "organisation.employees_list",
    "organisation.legal_entities_list",
    "organisation.stores_list",
    "organisation_api.list_departments",
    "organisation_api.list_employees",
    "organisation_api.list_legal_entities",
    "organisation_api.list_stores",
    "privacy.ledger",
    "privacy_api.list_blocks",
    "vehicles_api.list_plans",
    "vehicles_api.list_service_records",
    "vehicles_api.list_vehicles",
    "webhooks.index",
    "webhooks.show",
    "webhooks_api.list_endpoints",
    "webhooks_api.list_tellings",
}
# Lists of what never grows with a group's work.
SHORT_LISTS = {
    "parts_api.list_answers",
    "parts_api.list_terms",
    "accounts_api.list_stand_ins",
    "customers.list_facts",
    "plugins_api.list_plugins",
    "exports_api.list_tables",
    "imports_api.list_importers",
    "customers_api.list_documents",
    "complaints_api.list_categories",
    "complaints_api.list_rules",
    "budget_api.list_categories",
    "kano_api.list_factors",
    "kano_api.list_indicators",
    "kano_api.list_items",
    "kano_api.list_schemes",
    "kano_api.list_talks",
    "kano_api.list_versions",
    "privacy_api.list_consent",
    "privacy_api.list_data",
    "privacy_api.list_notices",
    "vehicles_api.list_ties",
    "webhooks_api.list_event_types",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page answered, and the statements that it took."""

    status: int
    size: int
    statements: list[str] = field(repr=False)


Answers = dict[str, Answer]


def pages(app: Flask) -> list[str]:
    """The endpoints of a group that answer a GET: pages and API."""
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.rule.startswith(("/t/<group>/", "/api/v1/t/<group>/"))
    )


def address(app: Flask, endpoint: str, of: Town) -> str:
    """The address of a page, with the town's own rows in it; raises KeyError for an argument that nobody entered."""
    rule = next(app.url_map.iter_rules(endpoint))
    values = {
        "group": of.group.code,
        **of.ids,
        **FIXED,
        "name": NAMES.get(endpoint, ""),
        "row_id": of.ids.get(ROW_IDS.get(endpoint, ""), ""),
    }
    with app.test_request_context():
        return str(
            app.url_map.bind("localhost").build(endpoint, {name: values[name] for name in rule.arguments})
        )


def ask(
    app: Flask, browser: FlaskClient, token: str, of: Town, *, wanted: Iterable[str] = (), warm: bool = False
) -> Answers:
    """Pages once. wanted: their endpoints, without any all. warm: after a look that fills what is kept in memory."""
    found = {}
    for endpoint in wanted or pages(app):
        client = app.test_client() if endpoint.partition(".")[0].endswith(("_api", "api_docs")) else browser
        headers = {"Authorization": f"Bearer {token}"} if client is not browser else {}
        target = address(app, endpoint, of) + QUERIES.get(endpoint, "").format(**of.ids)
        if warm:
            client.get(target, headers=headers)
        with counted_queries() as statements:
            answer = client.get(target, headers=headers)
        found[endpoint] = Answer(status=answer.status_code, size=len(answer.data), statements=statements)
    return found


@pytest.fixture(scope="module")
def counted(app: Flask) -> tuple[Answers, Answers]:
    """All pages with few rows, and the same with many."""
    made = town(FEW)
    browser = signed_in(app.test_client(), made.group.admin)
    token = api_token(made.group, *(c.value.name for c in registry_of(app).declared(Permission)))
    few = ask(app, browser, token, made, warm=True)
    add_many(made, MANY - FEW)
    many = ask(app, browser, token, made)
    # Now and then a page also notes when somebody was last seen, opens a connection or finds what was kept in memory
    # gone: such pages are asked again.
    grown = [name for name, one in many.items() if len(one.statements) > len(few[name].statements)]
    return few, {**many, **(ask(app, browser, token, made, wanted=grown, warm=True) if grown else {})}


def test_pages_of_lists_are_entered(app: Flask) -> None:
    named_like_lists = {
        endpoint
        for endpoint in pages(app)
        if endpoint.partition(".")[2].startswith("list_") or endpoint.endswith("_list")
    }
    assert named_like_lists <= LISTS | SHORT_LISTS
    assert set(pages(app)) >= LISTS | SHORT_LISTS


def test_pages_answer(counted: tuple[Answers, Answers]) -> None:
    few, many = counted
    refused = {name: one.status for name, one in few.items() if one.status >= 400}
    assert refused == dict.fromkeys(EMPTY_PLACES, 404)
    assert {name: one.status for name, one in many.items()} == {n: one.status for n, one in few.items()}


def test_lists_show_their_rows(counted: tuple[Answers, Answers]) -> None:
    """A list that did not grow was not filled, and its count would say nothing."""
    few, many = counted
    sizes = {name: (few[name].size, many[name].size) for name in LISTS}
    assert {name: size for name, size in sizes.items() if size[1] < size[0] * 1.5 and size[1] < 12_000} == {}


def test_statements_are_no_more_with_many_rows(counted: tuple[Answers, Answers]) -> None:
    few, many = counted
    grown = {
        name: (len(few[name].statements), len(one.statements), extra(few[name], one))
        for name, one in many.items()
        if len(one.statements) > len(few[name].statements)
    }
    assert grown == {}


def test_statements_are_few(counted: tuple[Answers, Answers]) -> None:
    _few, many = counted
    assert {
        name: len(one.statements)
        for name, one in many.items()
        if len(one.statements) > THROUGH_ALL_TABLES.get(name, MOST_STATEMENTS)
    } == {}


def extra(few: Answer, many: Answer) -> list[str]:
    """The statements that came more often, shortened."""
    left = list(few.statements)
    found = []
    for statement in many.statements:
        if statement in left:
            left.remove(statement)
        else:
            found.append(" ".join(statement.split())[:160])
    return found[:3]
