"""Sensitive data: known only under an agreement of its own, gone with its withdrawal, shown to those whom it concerns."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.core.privacy.decision import SpecialGroup, purpose_of
from saas.core.privacy.models import ConsentDecision, LinkKind
from saas.core.privacy.notices import publish_notice
from saas.core.privacy.operations import record_consent
from saas.core.privacy.preferences import make_preference_link
from saas.core.privacy.special_groups import special_groups_of
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from saas.testing.factories.pages import csrf_token

GRANT, WITHDRAW = ConsentDecision.GRANT, ConsentDecision.WITHDRAW
DISABILITY = purpose_of(SpecialGroup.DISABILITY)


@pytest.fixture
def there(app: Flask) -> Group:
    return groups.group()


@pytest.mark.req("C-33")
def test_group_is_known_as_long_as_its_own_agreement_holds(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明")
        record_consent(made.id, "profiling", GRANT)
        record_consent(made.id, purpose_of(SpecialGroup.VETERAN), ConsentDecision.DENY)
        assert special_groups_of(made.id) == []
        record_consent(made.id, DISABILITY, GRANT)
        assert special_groups_of(made.id) == [SpecialGroup.DISABILITY]
        publish_notice(DISABILITY, text_zh="用途变更", asks_again=True)
        assert special_groups_of(made.id) == []


def test_customer_takes_back_what_they_told_and_is_asked_nothing_else(
    client: FlaskClient, there: Group
) -> None:
    with inside(there.id):
        customer_id = customer("王晓明").id
        page = "/p/" + make_preference_link(customer_id, LinkKind.HANDED).address.partition("/p/")[2]
    assert "sensitive_disability_any" not in client.get(page).text
    with inside(there.id):
        record_consent(customer_id, DISABILITY, GRANT)
    assert "sensitive_disability_any" in client.get(page).text
    assert client.post(page, data={"_csrf": csrf_token(client, page)}).status_code == 303
    with inside(there.id):
        assert special_groups_of(customer_id) == []
    assert "sensitive_disability_any" not in client.get(page).text


@pytest.mark.shows("privacy.special_group:read")
def test_chip_is_for_those_with_the_right_only(app: Flask, there: Group) -> None:
    shop = groups.store(there)
    with inside(there.id):
        customer_id = customer("王晓明", store_id=shop).id
        record_consent(customer_id, DISABILITY, GRANT)
    shown = {
        role: members.signed_in(app.test_client(), members.member(there, role=role, stores=[shop]))
        .get(f"/t/{there.code}/customers/{customer_id}")
        .text
        for role in ("service_advisor", "followup_manager")
    }
    assert {role: "Disability" in text for role, text in shown.items()} == {
        "service_advisor": True,
        "followup_manager": False,
    }
