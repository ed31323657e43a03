"""Trying many passwords: the address rests, longer each time, whomever the tries were about; and one sees one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

import pytest
from flask import Flask
from redis import RedisError
from sqlalchemy import select

from saas.core.accounts.operations import finish_sign_in, second_step, sign_in, signing_in
from saas.platform.audit import PlatformAudit
from saas.platform.database import global_session
from saas.platform.errors import Invalid, TooMany
from saas.platform.security.backoff import BackOff, network_of
from saas.testing.factories.groups import PASSWORD, Group, group, number
from saas.testing.factories.members import member, signed_in

STRICT = BackOff(name="test_failures", free=2, window=600)


@pytest.fixture
def there(app: Flask) -> Group:
    return group()


@pytest.fixture(autouse=True)
def _strict(app: Flask) -> Iterator[None]:
    with ExitStack() as stack:
        for module in (signing_in, second_step):
            stack.enter_context(patch.object(module, "FROM_ONE_ADDRESS", STRICT))
        stack.enter_context(app.app_context())
        yield


def attempt(login: str, address: str, password: str = "not this one") -> None:
    sign_in(login=login, password=password, address=address, agent="test")


def fresh_address() -> str:
    n = number()
    return f"2001:db8:{n >> 16 & 0xFFFF:x}:{n & 0xFFFF:x}::1"


def test_rest_gets_longer_with_each_failure_and_has_an_end() -> None:
    assert [STRICT.rest_after(n) for n in range(1, 9)] == [0, 0, 60, 120, 240, 480, 900, 900]
    assert STRICT.rest_after(10_000) == 900


def test_address_that_tries_many_sign_ins_rests_for_all_of_them(there: Group) -> None:
    address = fresh_address()
    for n in range(3):
        with pytest.raises(Invalid):
            attempt(f"nobody{n}-{there.code}@example.com", address)
    with pytest.raises(TooMany) as refused:
        attempt(there.admin.login, address, PASSWORD)
    assert 50 <= refused.value.retry_after <= 60
    attempt(there.admin.login, fresh_address(), PASSWORD)
    with global_session() as work:
        mine = PlatformAudit.action == "accounts.sign_in.address_rests"
        told = work.scalars(
            select(PlatformAudit.detail).where(mine).order_by(PlatformAudit.id.desc())
        ).first()
    assert told == {"seconds": 60}


def test_success_in_between_does_not_forgive_the_address(there: Group) -> None:
    address, other = fresh_address(), member(there)
    for n in range(2):
        with pytest.raises(Invalid):
            attempt(f"nobody{n}-{there.code}@example.com", address)
    attempt(other.login, address, PASSWORD)
    with pytest.raises(Invalid):
        attempt(f"nobody9-{there.code}@example.com", address)
    with pytest.raises(TooMany):
        attempt(other.login, address, PASSWORD)


def test_one_line_has_many_addresses_of_version_six(there: Group) -> None:
    assert network_of("2001:db8:1:2::9") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of("::ffff:203.0.113.7") == network_of("203.0.113.7") == "203.0.113.7"
    assert network_of("unknown") == "unknown"
    line = fresh_address().removesuffix("::1")
    for n in range(3):
        with pytest.raises(Invalid):
            attempt(f"nobody{n}-{there.code}@example.com", f"{line}:{n:x}::1")
    with pytest.raises(TooMany):
        attempt(there.admin.login, f"{line}:abcd::5", PASSWORD)


def test_second_step_is_refused_to_an_address_that_rests(there: Group) -> None:
    address = fresh_address()
    for n in range(3):
        with pytest.raises(Invalid):
            attempt(f"nobody{n}-{there.code}@example.com", address)
    with pytest.raises(TooMany):
        finish_sign_in("", code="123456", address=address, agent="test")


def test_address_rests_while_valkey_is_down(there: Group) -> None:
    address = fresh_address()
    with patch("saas.platform.security.backoff.valkey", side_effect=RedisError):
        for n in range(3):
            with pytest.raises(Invalid):
                attempt(f"nobody{n}-{there.code}@example.com", address)
        with pytest.raises(TooMany):
            attempt(there.admin.login, address, PASSWORD)


def test_person_sees_their_own_sign_ins_and_nobody_elses(app: Flask, there: Group) -> None:
    person, other = member(there), member(there)
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
    with pytest.raises(Invalid):
        sign_in(
            login=person.login, password="not this one", address="203.0.113.9", agent=agent
        )  # a wrong one
    sign_in(login=person.login, password=PASSWORD, address="203.0.113.9", agent=agent)
    sign_in(login=other.login, password=PASSWORD, address="198.51.100.77", agent="test")
    page = signed_in(app.test_client(), person).get("/account/sign-ins").text
    assert page.count("Chrome · Windows") == 1
    assert "198.51.100.77" not in page
    assert "密码或验证码错误" in page
    listed = signed_in(app.test_client(), person).get("/account/sessions").text
    assert "Chrome · Windows" in listed
