"""A customer's own page about contact: who opens it, what they say there, and what it tells to whom it is not for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.privacy.models import (
    BlockSource,
    ConsentEvent,
    ContactChannel,
    DoNotContact,
    LinkKind,
    PreferenceLink,
)
from saas.core.privacy.preferences import make_preference_link, wishes_of
from saas.platform.audit.models import AuditEntry
from saas.platform.clock import moved, now
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from saas.testing.factories.pages import csrf_token
from tests.integration.customers.test_customer_api import caller

BOXES = [
    f"{purpose}_{channel}"
    for purpose in ("service", "survey")
    for channel in ("phone", "sms", "email", "wechat")
]


@pytest.fixture
def there(app: Flask) -> Group:
    return groups.group()


@pytest.fixture
def customer_id(there: Group) -> int:
    with inside(there.id):
        return customer("王晓明").id


def link(there: Group, customer_id: int, kind: LinkKind = LinkKind.HANDED) -> str:
    """Where the customer's page stands, without the host."""
    with inside(there.id):
        address = make_preference_link(customer_id, kind).address
    return "/p/" + address.partition("/p/")[2]


def save(client: FlaskClient, page: str, ticked: list[str]) -> Any:
    return client.post(page, data={"_csrf": csrf_token(client, page), **dict.fromkeys(ticked, "true")})


def ticked(text: str) -> set[str]:
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", text)
    return {re.findall(r'name="(\w+)"', box)[0] for box in boxes if " checked" in box}


def shown(text: str) -> str:
    """What a page says to its reader; its head differs by the random parts of every answer."""
    main = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"<[^>]*>", " ", main)


@pytest.mark.req("C-53")
def test_page_shows_what_holds_and_keeps_what_the_customer_changes(
    client: FlaskClient, there: Group, customer_id: int
) -> None:
    page = link(there, customer_id)
    first = client.get(page)
    assert first.status_code == 200
    assert ticked(first.text) == set(BOXES)
    assert "王**" in first.text
    assert "王晓明" not in first.text
    assert save(client, page, [*BOXES[1:], "marketing_sms"]).status_code == 303
    assert ticked(client.get(page).text) == {*BOXES[1:], "marketing_sms"}
    with inside(there.id) as work:
        said = work.scalars(select(ConsentEvent).order_by(ConsentEvent.id)).all()
        assert [(one.purpose, one.channel, one.decision) for one in said] == [
            ("service", "phone", "withdraw"),
            ("marketing", "sms", "grant"),
        ]
        assert {one.evidence["kind"] for one in said} == {"link"}
        entry = work.scalars(
            select(AuditEntry).where(AuditEntry.action == "privacy.consent.recorded")
        ).first()
        assert entry is not None
        assert (entry.actor_kind, entry.actor_id) == ("customer", customer_id)


def test_page_that_is_only_sent_back_says_nothing(
    client: FlaskClient, there: Group, customer_id: int
) -> None:
    page = link(there, customer_id)
    assert save(client, page, BOXES).status_code == 303
    with inside(there.id) as work:
        assert work.scalars(select(ConsentEvent)).all() == []


@pytest.mark.req("C-53")
def test_stop_ends_all_contact_at_once(client: FlaskClient, there: Group, customer_id: int) -> None:
    page = link(there, customer_id)
    token = csrf_token(client, page)
    for _again in range(2):
        assert client.post(f"{page}/stop", data={"_csrf": token}).status_code == 303
    assert "checkbox" not in client.get(page).text
    with inside(there.id) as work:
        (block,) = work.scalars(select(DoNotContact)).all()
        assert (block.customer_id, block.channel, block.source) == (
            customer_id, ContactChannel.ANY, BlockSource.REPLY,
        )  # fmt: skip
        entry = work.scalars(select(AuditEntry).where(AuditEntry.action == "privacy.contact.blocked")).one()
        assert (entry.actor_kind, entry.actor_id) == ("customer", customer_id)


def test_token_that_opens_nothing_answers_alike(client: FlaskClient, there: Group, customer_id: int) -> None:
    ended, held = link(there, customer_id), link(there, customer_id)
    with moved(now() - timedelta(days=91)):
        expired = link(there, customer_id, LinkKind.MAILED)
    elsewhere = groups.group()
    with inside(elsewhere.id):
        stranger = customer("李芳").id
    foreign = link(elsewhere, stranger).replace(elsewhere.code, there.code)
    token = csrf_token(client, held)

    def told(page: str) -> list[tuple[int, str]]:
        answers = [
            client.get(page),
            *(client.post(page + tail, data={"_csrf": token}) for tail in ("", "/stop")),
        ]
        return [(one.status_code, shown(one.text)) for one in answers]

    unknown = told(f"/p/{there.code}/preferences/{'x' * 43}")
    assert {status for status, _text in unknown} == {404}
    for page in (ended, expired, foreign):
        assert [status for status, _text in told(page)] == [404, 404, 404]
        assert told(page)[0][1] == unknown[0][1]
    assert client.get(held).status_code == 200


def test_link_is_kept_as_a_hash_and_ends_with_the_customer(there: Group, customer_id: int) -> None:
    page = link(there, customer_id)
    with inside(there.id) as work:
        (kept,) = work.scalars(select(PreferenceLink)).all()
        assert page.rpartition("/")[2] not in kept.token_hash
        assert (kept.expires_at - kept.created_at).days in (89, 90)


def test_tries_of_one_address_are_limited(client: FlaskClient, there: Group, customer_id: int) -> None:
    page = link(there, customer_id)
    answers = [client.get(page, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code for _n in range(61)]
    assert (set(answers[:60]), answers[60]) == ({200}, 429)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_page_speaks_the_language_of_whoever_reads(
    client: FlaskClient, there: Group, customer_id: int, locale: str
) -> None:
    page = link(there, customer_id)
    tag = {"zh_CN": "zh-CN", "en": "en"}[locale]
    text = client.get(page, headers={"Accept-Language": tag}).text
    assert ("Do not contact me any more" in text) is (locale == "en")


def test_staff_make_a_link_from_the_customers_page(app: Flask, there: Group, customer_id: int) -> None:
    person = members.member(there, role="privacy_officer")
    browser = members.signed_in(app.test_client(), person)
    card = browser.get(f"/t/{there.code}/customers/{customer_id}/panels/core.consent").text
    assert f"/customers/{customer_id}/preference-link" in card
    address = f"/t/{there.code}/customers/{customer_id}/preference-link"
    made = browser.post(address, data={"_csrf": csrf_token(browser, address)})
    (page,) = set(re.findall(rf"/p/{there.code}/preferences/[\w-]+", made.text))
    assert app.test_client().get(page).status_code == 200
    with inside(there.id) as work:
        assert work.scalars(
            select(AuditEntry).where(AuditEntry.action == "privacy.preference_link.made")
        ).one()


def test_link_over_rest(client: FlaskClient, there: Group, customer_id: int) -> None:
    call = caller(client, there, "privacy.consent:write", "customers.customer:read")
    made = call("POST", f"privacy/customers/{customer_id}/preference-links")
    assert made.status_code == 201
    assert client.get("/p/" + made.json["address"].partition("/p/")[2]).status_code == 200
    reader = caller(client, there, "privacy.consent:read")
    assert reader("POST", f"privacy/customers/{customer_id}/preference-links").status_code == 403


def test_wishes_say_what_the_gate_would(there: Group, customer_id: int, clock: Callable[[Any], None]) -> None:
    with inside(there.id):
        held = wishes_of(customer_id)
    assert {purpose for (purpose, _channel), may in held.items() if may} == {"service", "survey"}
