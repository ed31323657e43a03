"""The settings of the quiet hours, on the page and over REST."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.core.privacy.queries import current_policy
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group
from saas.testing.factories.pages import csrf_token
from tests.integration.customers.test_customer_api import caller


@pytest.fixture
def there() -> Group:
    return groups.group()


@pytest.fixture
def admin(app: Flask, there: Group) -> FlaskClient:
    return members.signed_in(app.test_client(), there.admin)


def hours(there: Group) -> tuple[int, Any]:
    with inside(there.id):
        policy = current_policy()
        return policy.version, dict(policy.quiet_hours)


def change(browser: FlaskClient, there: Group, **typed: str) -> Any:
    address = f"/t/{there.code}/settings/quiet-hours"
    return browser.post(address, data={"_csrf": csrf_token(browser, address), **typed})


def test_policy_page_shows_what_holds_and_is_among_the_settings(admin: FlaskClient, there: Group) -> None:
    assert f"/t/{there.code}/settings/quiet-hours" in admin.get(f"/t/{there.code}/settings/").text
    page = admin.get(f"/t/{there.code}/settings/quiet-hours")
    assert page.status_code == 200
    assert page.text.count('value="20:00"') == 2
    assert 'name="_version" value="1"' in page.text


def test_policy_saved_is_a_new_version(admin: FlaskClient, there: Group) -> None:
    typed = {
        "marketing_from": "19:30",
        "marketing_until": "09:00",
        "others_from": "22:00",
        "others_until": "07:00",
    }
    assert change(admin, there, _version="1", **typed).status_code == 303
    assert hours(there) == (2, {"marketing": ["19:30", "09:00"], "*": ["22:00", "07:00"]})


def test_policy_refuses_half_a_pair_and_keeps_what_was_typed(admin: FlaskClient, there: Group) -> None:
    refused = change(admin, there, _version="1", marketing_from="19:30")
    assert refused.status_code == 422
    assert 'value="19:30"' in refused.text
    assert change(admin, there, _version="1", survey_from="25:00", survey_until="08:00").status_code == 422
    assert hours(there)[0] == 1


def test_policy_of_two_people_the_second_sees_the_first(admin: FlaskClient, there: Group) -> None:
    first = {"survey_from": "18:00", "survey_until": "09:30"}
    assert change(admin, there, _version="1", **first).status_code == 303
    late = change(admin, there, _version="1", survey_from="21:00", survey_until="08:00")
    assert late.status_code == 409
    assert "18:00–09:30" in late.text
    assert 'value="21:00"' in late.text
    assert 'name="_version" value="2"' in late.text
    assert hours(there)[0] == 2


def test_policy_is_not_for_a_store_manager(app: Flask, there: Group) -> None:
    manager = members.member(there, role="store_manager", stores=[groups.store(there)])
    browser = members.signed_in(app.test_client(), manager)
    assert browser.get(f"/t/{there.code}/settings/quiet-hours").status_code == 403


def test_policy_over_rest(client: FlaskClient, there: Group) -> None:
    call = caller(client, there, "privacy.contact_policy:write")
    held = call("GET", "privacy/contact-policy")
    assert (held.status_code, held.json["version"], held.headers["ETag"]) == (200, 1, '"1"')
    body = {"quiet_hours": {"*": ["21:00", "08:00"]}}
    assert call("PUT", "privacy/contact-policy", json=body).status_code == 428
    made = call("PUT", "privacy/contact-policy", json=body, headers={"If-Match": '"1"'})
    assert (made.status_code, made.json["version"], made.json["quiet_hours"]) == (200, 2, body["quiet_hours"])
    assert call("PUT", "privacy/contact-policy", json=body, headers={"If-Match": '"1"'}).status_code == 412
    wrong = {"quiet_hours": {"*": ["nine", "ten"]}}
    assert call("PUT", "privacy/contact-policy", json=wrong, headers={"If-Match": '"2"'}).status_code == 422
    other = caller(client, there, "privacy.consent:read")
    assert other("GET", "privacy/contact-policy").status_code == 403
