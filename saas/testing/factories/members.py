"""Members of a group, and browsers in which they are signed in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address

from flask.testing import FlaskClient
from sqlalchemy import update

from saas.core.accounts.models import AccountSession, ApiClient
from saas.core.accounts.operations import add_active_member, create_account, required_login, sign_in
from saas.core.accounts.request import SESSION_COOKIE
from saas.core.accounts.tokens import new_api_token, token_hash
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.platform.permissions import assign_role
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, Group, Person, number


def member(
    of: Group,
    *,
    role: str = "followup_specialist",
    stores: Iterable[int] = (),
    name: str = "",
    login: str = "",
) -> Person:
    """A member with a sign-in and one role, for the given stores or the whole group; `role=""` gives none."""
    n = number()
    login = login or f"member{n}@example.com"
    with inside(of.id) as work:
        account = create_account(
            work, login=required_login(login), password=PASSWORD, display_name=name or f"员工{n}"
        )
        member_id = _join(account.id, account.display_name, role, stores)
        return Person(group=of.code, tenant_id=of.id, member_id=member_id, account_id=account.id, login=login)


def join(
    person: Person, of: Group, *, role: str = "followup_specialist", stores: Iterable[int] = ()
) -> Person:
    """The same person as a member of another group."""
    with inside(of.id):
        member_id = _join(person.account_id, "同一人", role, stores)
    return replace(person, group=of.code, tenant_id=of.id, member_id=member_id)


def signed_in(client: FlaskClient, person: Person) -> FlaskClient:
    """The browser, signed in by the real operation."""
    client.set_cookie(SESSION_COOKIE, session_token(person))
    return client


def session_token(person: Person) -> str:
    """What the cookie of a browser holds in which this person is signed in."""
    with application.current().app_context():
        # An address of its own each time: the limit for one address is no matter of this test.
        address = str(IPv4Address(0x0A000000 + number() % 0xFFFFFF))
        token = sign_in(login=person.login, password=person.password, address=address, agent="test").token
        with global_session() as work:
            # A run of tests takes longer than a proof lasts.
            mine = AccountSession.token_hash == token_hash(token)
            work.execute(update(AccountSession).where(mine).values(proved_at=now() + timedelta(days=1)))
        return token


def _join(account_id: int, name: str, role: str, stores: Iterable[int]) -> int:
    made = add_active_member(account_id=account_id, display_name=name)
    whole_group: list[int | None] = [None] if role else []
    for store_id in list(stores) or whole_group:
        assign_role(made.id, role, store_id=store_id)
    return made.id


def as_member(person: Person) -> Actor:
    """The actor of a person."""
    return Actor(kind=ActorKind.MEMBER, id=person.member_id)


def api_token(of: Group, *scopes: str) -> str:
    """A token of a new API client of the group, for these permissions."""
    token = new_api_token()
    with inside(of.id) as work:
        client = ApiClient(
            name=f"client {token[-6:]}", token_hash=token_hash(token), tail=token[-4:], scopes=list(scopes)
        )
        work.add(client)
    return token
