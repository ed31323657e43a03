"""The operators' pages about plugins: for operators only."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from saas.core.accounts.models import Account
from saas.platform.database import global_session
from saas.platform.plugins.failures import Failure, note_failure
from saas.testing.factories.groups import group
from saas.testing.factories.members import member, signed_in

ADDRESSES = ("/platform/plugins/", "/platform/plugins/complaints", "/platform/plugins/complaints/checks")


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_of_operators_do_not_exist_for_others(app: Flask, address: str) -> None:
    admin = member(group(), role="group_admin")

    assert app.test_client().get(address).status_code == 404
    assert signed_in(app.test_client(), admin).get(address).status_code == 404


def test_operator_sees_how_plugins_are_and_where_they_fail(app: Flask) -> None:
    person = member(group(), role="group_admin")
    with app.app_context():
        with global_session() as work:
            work.execute(update(Account).where(Account.id == person.account_id).values(is_operator=True))
        try:
            raise ZeroDivisionError("with a value: Chen Jing")
        except ZeroDivisionError as error:
            error_id = note_failure(Failure(plugin="complaints", place="panel.cases", error=error))
    client = signed_in(app.test_client(), person)

    pages = {address: client.get(address) for address in ADDRESSES}

    assert {page.status_code for page in pages.values()} == {200}
    assert "/platform/plugins/complaints" in pages[ADDRESSES[0]].text
    one = pages[ADDRESSES[1]].text
    assert "panel.cases" in one
    assert error_id in one
    assert "ZeroDivisionError" in one
    assert "Chen Jing" not in one
    assert client.get("/platform/plugins/nothing").status_code == 404
