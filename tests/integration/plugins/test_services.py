"""What one plugin does for another: asked for by a Protocol, gone where it is off, harmless where it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from saas.core.contracts.services import Service, service
from saas.core.contracts.spending import Commitment, Spend, SpendAction, SpendControl, SpendVerdict
from saas.platform.database import session
from saas.platform.errors import Conflict, Unavailable
from saas.platform.plugins import disable_plugin
from saas.testing.plugin_modules import plugin
from tests.integration.plugins.conftest import Build

SPEND = Spend(store_id=1, day=date(2026, 11, 22), amount_fen=100, document="other.order:1", title="PO-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """Keeps no budget: does at `commit` what the test says."""

    act: Callable[[], Any]

    def check(self, _spend: Spend) -> SpendVerdict:
        return SpendVerdict(action=SpendAction.ALLOW)

    def commit(self, _spend: Spend, _key: str) -> Any:
        return self.act()


def offering(act: Callable[[], Any]) -> Any:
    declared = Service(key="purse.spending", protocol=SpendControl, offer=lambda: Purse(act=act))
    return plugin("purse", register_services=lambda: [declared])


def stepping_out() -> None:
    session().execute(text("UPDATE tenant SET name = 'Changed'"))
    raise Conflict("It is too much.")


def breaking() -> None:
    session().execute(text("SELECT no_such_column"))


def test_hook_register_services_does_something_for_another_where_it_is_on(house: Build) -> None:
    kept = Commitment(key="k", open_fen=100, actual_fen=0)
    built = house(offering(lambda: kept))
    tenant, member = built.group_with("purse")
    other = built.group()
    with built.work(tenant, member):
        control = service(SpendControl)
        assert control is not None
        assert control.commit(SPEND, "k") == kept
        assert control.check(SPEND).may_commit
    with built.work(other):
        assert service(SpendControl) is None
    with built.work(tenant, member):
        disable_plugin("purse")
    with built.work(tenant, member):
        assert service(SpendControl) is None


@pytest.mark.parametrize(
    ("act", "raised"),
    [(stepping_out, Conflict), (breaking, Unavailable), (lambda: "no commitment", Unavailable)],
)
def test_refusing_or_failing_service_costs_the_caller_nothing_that_was_done_before(
    house: Build, quiet: None, act: Callable[[], Any], raised: type[Exception]
) -> None:
    built = house(offering(act))
    tenant, member = built.group_with("purse")
    with built.work(tenant, member) as work:
        control = service(SpendControl)
        assert control is not None
        work.execute(text("UPDATE tenant_plugin SET settings_version = 7"))
        with pytest.raises(raised):
            control.commit(SPEND, "k")
        assert work.execute(text("SELECT max(settings_version) FROM tenant_plugin")).scalar() == 7
        assert work.execute(text("SELECT name FROM tenant")).scalar() != "Changed"
