"""Replacing the token of a program: both work for a while, then the new one alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from saas.core.accounts.models import ApiClient
from saas.core.accounts.operations import create_api_client, revoke_api_client, rotate_api_client
from saas.platform.audit import AuditEntry
from saas.platform.database import load
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.permissions import current_grants
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group
from saas.testing.factories.members import as_member, member, signed_in
from saas.testing.factories.pages import csrf_token

Clock = Callable[[datetime], None]
BEGAN = datetime(2026, 12, 7, 2, tzinfo=UTC)
READ = "organisation.store:read"


@pytest.fixture
def there(app: Flask) -> Group:
    return group()


def made(there: Group, **more: object) -> tuple[int, str]:
    with inside(there.id):
        one = create_api_client(name="ERP", scopes=[READ], **more)  # type: ignore[arg-type]  # what the test says
        return one.client.id, one.token


def rotated(there: Group, client_id: int, hours: int) -> str:
    with inside(there.id):
        return rotate_api_client(client_id, overlap=timedelta(hours=hours)).token


def status(app: Flask, there: Group, token: str) -> int:
    path, bearer = f"/api/v1/t/{there.code}/organisation/stores", {"Authorization": f"Bearer {token}"}
    return (
        app.test_client().get(path, headers=bearer, environ_base={"REMOTE_ADDR": "203.0.113.20"}).status_code
    )


def test_both_tokens_work_for_the_overlap_and_then_the_new_one(
    app: Flask, there: Group, clock: Clock
) -> None:
    clock(BEGAN)
    client_id, old = made(there)
    new = rotated(there, client_id, 24)
    assert (status(app, there, old), status(app, there, new)) == (200, 200)
    clock(BEGAN + timedelta(hours=25))
    assert (status(app, there, old), status(app, there, new)) == (401, 200)
    with inside(there.id):
        assert load(ApiClient, client_id).last_used_from == "203.0.113.20"


def test_without_overlap_the_old_one_ends_at_once(app: Flask, there: Group) -> None:
    client_id, old = made(there)
    new = rotated(there, client_id, 0)
    assert (status(app, there, old), status(app, there, new)) == (401, 200)


def test_second_rotation_ends_the_one_before_the_last(app: Flask, there: Group) -> None:
    client_id, first = made(there)
    second = rotated(there, client_id, 24)
    third = rotated(there, client_id, 24)
    assert [status(app, there, token) for token in (first, second, third)] == [401, 200, 200]


def test_revoking_ends_both(app: Flask, there: Group) -> None:
    client_id, old = made(there)
    new = rotated(there, client_id, 24)
    with inside(there.id):
        revoke_api_client(client_id)
    assert (status(app, there, old), status(app, there, new)) == (401, 401)
    with pytest.raises(Conflict):
        rotated(there, client_id, 24)


def test_token_that_ran_out_is_not_replaced(there: Group, clock: Clock) -> None:
    clock(BEGAN)
    client_id, _old = made(there, expires_at=BEGAN + timedelta(days=1))
    clock(BEGAN + timedelta(days=2))
    with pytest.raises(Conflict):
        rotated(there, client_id, 1)


def test_overlap_has_an_end_and_another_groups_program_is_not_found(there: Group) -> None:
    client_id, _old = made(there)
    with pytest.raises(Invalid):
        rotated(there, client_id, 31 * 24)
    with pytest.raises(NotFound):
        rotated(group(), client_id, 1)


def test_who_has_less_than_the_token_does_not_get_a_new_one(there: Group) -> None:
    client_id, _old = made(there)
    poor = member(there, role="")
    with pytest.raises(Invalid), inside(there.id, as_member(poor)):
        rotate_api_client(client_id, overlap=timedelta(hours=1), giver=current_grants())


def test_page_replaces_a_token_shows_it_once_and_tells_the_audit(app: Flask, there: Group) -> None:
    client_id, old = made(there)
    admin = signed_in(app.test_client(), there.admin)
    page = f"/t/{there.code}/settings/tokens/{client_id}/rotate"
    sent = {"_csrf": csrf_token(admin, page), "overlap_hours": "1"}
    answer = admin.post(page, data=sent)
    token = answer.text[answer.text.index("ac_") :].partition('"')[0].partition("<")[0]
    assert (status(app, there, token), status(app, there, old)) == (200, 200)
    assert admin.post(page, data={**sent, "overlap_hours": "500"}).status_code == 422
    listed = admin.get(f"/t/{there.code}/settings/tokens/").text
    assert token not in listed
    assert token[-4:] in listed
    with inside(there.id) as work:
        told = work.query(AuditEntry).filter_by(action="accounts.token.rotated").one()
        assert (told.object_id, told.changes["overlap_hours"]) == (client_id, 1)
