"""Production is not served with the demo's sign-ins, whose password everybody knows."""

from dataclasses import replace

import pytest
from flask import Flask

from saas.config import Environment, SettingError
from saas.core.accounts.operations import create_account, required_login
from saas.demo.cast import CASTS
from saas.demo.guard import refuse_demo_sign_ins
from saas.embedded.roles import DatabaseUrls
from saas.platform.database import global_session
from saas.testing.applications import running_application, settings_for


def test_demo_sign_in_is_refused_in_production_only(
    fresh_database: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_for(fresh_database, redis_url, tmp_path_factory.mktemp("var"))
    production = replace(settings, environment=Environment.PRODUCTION)
    with running_application(settings) as app:
        refuse_demo_sign_ins(app, production)  # an empty database is fine
        _add_demo_person(app)
        refuse_demo_sign_ins(app, settings)
        with pytest.raises(SettingError, match="DATABASE_URL"):
            refuse_demo_sign_ins(app, production)


def _add_demo_person(app: Flask) -> None:
    login = CASTS[0].people[0].login
    with app.app_context(), global_session() as work:
        create_account(work, login=required_login(login), password="chehou-demo-2026", display_name="x")
