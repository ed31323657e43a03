# file: pages
"""The pages: writing a note, ticking it off, and who sees what."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from saas.testing.factories.groups import Person
from saas.testing.factories.pages import csrf_token
from saas.testing.factories.plugins import switch

from .conftest import House

Open = Callable[[Person], FlaskClient]


def base(house: House) -> str:
    return f"/t/{house.group.code}/x/plugname"


def sent(client: FlaskClient, house: House, path: str, **fields: object) -> int:
    token = csrf_token(client, f"/t/{house.group.code}/")
    return client.post(base(house) + path, data={"_csrf": token, **fields}).status_code


def test_note_is_written_listed_and_ticked_off(house: House, browser: Open) -> None:
    client = browser(house.manager)
    form = client.get(f"{base(house)}/new?customer_id={house.customer_id}")
    assert form.status_code == 200

    assert sent(client, house, "/new", customer_id=house.customer_id, text="Order the tyres") == 303
    listed = client.get(f"{base(house)}/").text
    number = listed.split("/finish")[0].rpartition("/")[2]
    assert sent(client, house, f"/{number}/finish") == 303

    assert "Order the tyres" in listed
    assert "Order the tyres" not in client.get(f"{base(house)}/").text
    assert "Order the tyres" in client.get(f"{base(house)}/?tab=done").text


def test_form_says_what_is_wrong_and_keeps_what_was_typed(house: House, browser: Open) -> None:
    client = browser(house.manager)
    token = csrf_token(client, f"/t/{house.group.code}/")
    fields = {"_csrf": token, "customer_id": house.customer_id, "text": "Late", "due_on": "2001-01-01"}
    answer = client.post(f"{base(house)}/new", data=fields)
    assert answer.status_code == 422
    assert "Late" in answer.text


def test_page_is_not_there_without_the_right_or_the_plugin(house: House, browser: Open) -> None:
    assert browser(house.stranger).get(f"{base(house)}/").status_code == 403
    switch(house.group, "plugname", on=False)
    assert browser(house.manager).get(f"{base(house)}/").status_code == 404


def test_button_stands_on_the_customers_page(house: House, browser: Open) -> None:
    page = browser(house.manager).get(f"/t/{house.group.code}/customers/{house.customer_id}").text
    assert f"/x/plugname/new?customer_id={house.customer_id}" in page
