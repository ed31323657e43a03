"""Operators of the service, and their way into a group."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from saas.core.accounts.models import Account, AccountSession
from saas.core.accounts.operations import create_account, enter_as_support, grant_support, required_login
from saas.core.accounts.operations.sessions import begin_session
from saas.core.accounts.request import SESSION_COOKIE
from saas.core.accounts.support_models import SupportDoor
from saas.core.accounts.tokens import token_hash
from saas.platform.database import global_session
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, Group, number
from saas.testing.factories.members import as_member

TWO_STEPS = "password+totp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """An operator who is signed in on one browser."""

    account_id: int
    session_id: int
    token: str
    name: str
    login: str
    proof: str

    def browser(self, app: Flask) -> FlaskClient:
        """That browser."""
        client = app.test_client()
        client.set_cookie(SESSION_COOKIE, self.token)
        return client


def operator(*, name: str = "王工", proof: str = TWO_STEPS) -> Operator:
    """Somebody of the service who belongs to no group."""
    login = f"operator{number()}@example.com"
    with application.current().app_context(), global_session() as work:
        made = create_account(work, login=required_login(login), password=PASSWORD, display_name=name)
        work.get_one(Account, made.id).is_operator = True
        token = begin_session(work, made.id, address="10.9.9.9", agent="test", proof=proof)
        work.flush()
        mine = work.query(AccountSession.id).filter_by(token_hash=token_hash(token)).scalar()
        return Operator(account_id=made.id, session_id=mine, token=token, name=name, login=login, proof=proof)


def let_in(of: Group, *, hours: int = 4, writes: bool = False, role: str = "group_admin") -> int:
    """The group's administrator lets support in; returns the grant's id."""
    with inside(of.id, as_member(of.admin)):
        return grant_support(reason="导入报错，请查看", role=role, hours=hours, writes=writes).id


def door_of(of: Group, grant_id: int) -> int:
    """The number of the door that the operators' page shows for a grant."""
    with application.current().app_context(), global_session() as work:
        found: int = work.query(SupportDoor.id).filter_by(group_id=of.id, grant_id=grant_id).scalar()
        return found


def go_in(who: Operator, of: Group, grant_id: int) -> str:
    """The operator goes in under a grant; returns the group's code."""
    with application.current().app_context():
        return enter_as_support(
            door_of(of, grant_id), account_id=who.account_id, session_id=who.session_id, proof=who.proof
        )
