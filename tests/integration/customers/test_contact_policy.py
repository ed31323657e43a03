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


def limits(there: Group) -> dict[tuple[str, str, str], int]:
    with inside(there.id):
        return {(cap.purpose, cap.channel, cap.window): cap.most for cap in current_policy().caps}


@pytest.mark.req("C-55")
def test_policy_page_sets_how_often_at_most(admin: FlaskClient, there: Group) -> None:
    first = {("marketing", "any", "week"): 1, ("marketing", "any", "month"): 3, ("survey", "any", "month"): 1}
    assert limits(there) == first
    typed = {"marketing_any_week": "2", "marketing_sms_day": "1"}
    assert change(admin, there, _version="1", **typed).status_code == 303
    assert limits(there) == {("marketing", "any", "week"): 2, ("marketing", "sms", "day"): 1}
    page = admin.get(f"/t/{there.code}/settings/quiet-hours").text
    assert 'name="marketing_any_week" value="2"' in " ".join(page.split())
    for wrong in ("0", "101", "many"):
        assert change(admin, there, _version="2", marketing_any_day=wrong).status_code == 422
    assert len(limits(there)) == 2


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
    assert made.json["caps"] == held.json["caps"] != []
    wrong = {"quiet_hours": {"*": ["nine", "ten"]}}
    assert call("PUT", "privacy/contact-policy", json=wrong, headers={"If-Match": '"2"'}).status_code == 422
    other = caller(client, there, "privacy.consent:read")
    assert other("GET", "privacy/contact-policy").status_code == 403


@pytest.mark.req("C-55")
def test_limits_over_rest(client: FlaskClient, there: Group) -> None:
    call = caller(client, there, "privacy.contact_policy:write")
    cap = {"purpose": "marketing", "channel": "sms", "window": "day", "most": 1}
    body = {"quiet_hours": {}, "caps": [cap]}
    made = call("PUT", "privacy/contact-policy", json=body, headers={"If-Match": '"1"'})
    assert (made.status_code, made.json["caps"]) == (200, [cap])
    for wrong in ({"most": 0}, {"most": 1000}, {"window": "year"}, {"purpose": "spam"}, {"channel": "fax"}):
        refused = {"quiet_hours": {}, "caps": [{**cap, **wrong}]}
        assert (
            call("PUT", "privacy/contact-policy", json=refused, headers={"If-Match": '"2"'}).status_code
            == 422
        )
    twice = {"quiet_hours": {}, "caps": [cap, cap]}
    assert call("PUT", "privacy/contact-policy", json=twice, headers={"If-Match": '"2"'}).status_code == 422
    none = call("PUT", "privacy/contact-policy", json={**body, "caps": []}, headers={"If-Match": '"2"'})
    assert (none.status_code, none.json["caps"]) == (200, [])
