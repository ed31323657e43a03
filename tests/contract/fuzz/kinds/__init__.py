"""Every kind of row that a route may be called with; a room that adds one adds its maker here."""

from __future__ import annotations

from typing import Any

from saas.testing.factories.groups import Person
from tests.contract.fuzz.kinds import (
    auditing,
    audits,
    budget,
    claims,
    complaints,
    customers,
    followups,
    imports,
    kano,
    kano_studies,
    organisation,
    parts,
    privacy,
    webhooks,
    work,
)
from tests.contract.fuzz.scenes import Scene
from tests.contract.fuzz.worlds import World

KINDS = {
    **organisation.KINDS,
    **customers.KINDS,
    **followups.KINDS,
    **imports.KINDS,
    **complaints.KINDS,
    **kano.KINDS,
    **kano_studies.KINDS,
    **budget.KINDS,
    **parts.KINDS,
    **claims.KINDS,
    **audits.KINDS,
    **privacy.KINDS,
    **auditing.KINDS,
    **work.KINDS,
    **webhooks.KINDS,
}


def scene_of(world: World, person: Person) -> Scene:
    """A scene without rows yet."""
    return Scene(world, person, KINDS)


def plant(world: World, person: Person) -> dict[str, Any]:
    """One row of every kind, for the group that is to be left alone."""
    scene = scene_of(world, person)
    made = {kind: scene[kind] for kind in KINDS if not KINDS[kind].changes}
    return made | {kind: scene_of(world, person)[kind] for kind in KINDS if KINDS[kind].changes}
