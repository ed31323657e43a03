"""The history that plugins make themselves, after all else is there."""

from __future__ import annotations

from datetime import datetime
from random import Random

from saas.demo.founding import acting, mark
from saas.demo.past import Stage
from saas.platform.permissions import Permission, allowed
from saas.platform.plugins import contributions, effective_plugins
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.hooks import seed_demo
from saas.platform.tenancy import current_tenant

SEEDED = "demo.plugins.seeded"


def seed_plugins(stage: Stage, moment: datetime, *, seed: int, scale: float) -> list[str]:
    """Let each plugin that the group has on make its history; the names of those that failed."""
    tenant_id = stage.ground.tenant_id
    with acting(tenant_id, moment):
        plugins = sorted(effective_plugins())
    failed = []
    for plugin in plugins:
        with acting(tenant_id, moment, _keeper_of(stage, moment, plugin)):
            rng = Random(f"{seed}:{stage.cast.code}:{plugin}")
            answers = tell_plugin(plugin, seed_demo, tenant_id=current_tenant(), rng=rng, size=scale)
        failed += [plugin for answer in answers if answer.failed]
    with acting(tenant_id, moment):
        mark(SEEDED, moment.date())
    return failed


def _keeper_of(stage: Stage, moment: datetime, plugin: str) -> int:
    """The member who holds most of a plugin's permissions; the administrator where nobody holds any."""

    def held(member_id: int) -> int:
        with acting(stage.ground.tenant_id, moment, member_id):
            return sum(allowed(one.value.name) for one in contributions(Permission) if one.owner == plugin)

    members = stage.ground.members
    first = members[stage.cast.admin.login]
    return max([first, *sorted(members.values())], key=held)
