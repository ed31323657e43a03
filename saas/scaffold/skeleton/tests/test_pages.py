# file: pages
"""The pages: writing a note, ticking it off, and who sees what."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.pages import csrf_token

from .conftest import Login


def base(tenant: Group) -> str:
    return f"/t/{tenant.code}/x/plugname"


def sent(client: FlaskClient, tenant: Group, path: str, **fields: object) -> int:
    token = csrf_token(client, f"/t/{tenant.code}/")
    return client.post(base(tenant) + path, data={"_csrf": token, **fields}).status_code


def test_note_is_written_listed_and_ticked_off(
    tenant: Group, login: Login, manager: Person, customer_id: int
) -> None:
    client = login(manager)
    form = client.get(f"{base(tenant)}/new?customer_id={customer_id}")
    assert form.status_code == 200

    assert sent(client, tenant, "/new", customer_id=customer_id, text="Order the tyres") == 303
    listed = client.get(f"{base(tenant)}/").text
    number = listed.split("/finish")[0].rpartition("/")[2]
    assert sent(client, tenant, f"/{number}/finish") == 303

    assert "Order the tyres" in listed
    assert "Order the tyres" not in client.get(f"{base(tenant)}/").text
    assert "Order the tyres" in client.get(f"{base(tenant)}/?tab=done").text


def test_form_says_what_is_wrong_and_keeps_what_was_typed(
    tenant: Group, login: Login, manager: Person, customer_id: int
) -> None:
    client = login(manager)
    token = csrf_token(client, f"/t/{tenant.code}/")
    fields = {"_csrf": token, "customer_id": customer_id, "text": "Late", "due_on": "2001-01-01"}
    answer = client.post(f"{base(tenant)}/new", data=fields)
    assert answer.status_code == 422
    assert "Late" in answer.text


def test_page_is_not_there_without_the_right_or_the_plugin(
    tenant: Group, login: Login, manager: Person, stranger: Person, disable: Callable[[str], None]
) -> None:
    assert login(stranger).get(f"{base(tenant)}/").status_code == 403
    disable("plugname")
    assert login(manager).get(f"{base(tenant)}/").status_code == 404


def test_button_stands_on_the_customers_page(
    tenant: Group, login: Login, manager: Person, customer_id: int
) -> None:
    page = login(manager).get(f"/t/{tenant.code}/customers/{customer_id}").text
    assert f"/x/plugname/new?customer_id={customer_id}" in page
