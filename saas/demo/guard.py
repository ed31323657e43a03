"""The demo's password is known to everybody: where real customers' data are served, its sign-ins must not exist."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from saas.config import SettingError, Settings
from saas.core.accounts.logins import read_login
from saas.core.accounts.models import Account
from saas.demo.cast import CASTS
from saas.platform.database import global_session


def refuse_demo_sign_ins(app: Flask, settings: Settings) -> None:
    """Raise SettingError when production would be served with a sign-in of the demo in its database."""
    if not settings.production:
        return
    with app.app_context():
        logins = [read_login(person.login) for cast in CASTS for person in cast.people]
        hashes = [login.hash for login in logins if login]
        with global_session() as work:
            found = work.scalar(select(func.count()).where(Account.login_hash.in_(hashes)))
    if found:
        raise SettingError(
            f"DATABASE_URL: this database holds {found} sign-ins of the demo, whose password is known to everybody;"
            " production needs a database of its own"
        )
