"""Runs of duties and merges."""

from __future__ import annotations

from saas.core.customers.models import Customer
from saas.core.privacy.runner import export_subject, merge
from saas.platform.database import load
from tests.contract.fuzz.scenes import Kind, Scene


def _package(scene: Scene) -> int:
    of = scene["customer"]
    with scene.world.acting(scene.person):
        return export_subject(of, reason=scene.word).id


def _merge(scene: Scene) -> int:
    winner, loser = scene["customer"], scene["other_customer"]
    with scene.world.acting(scene.person):
        versions = {one: load(Customer, one).row_version for one in (winner, loser)}
        return merge(winner, [loser], versions=versions).id


KINDS = {
    "duty_run": Kind(_package, "duty_run", changes=True),
    "merge": Kind(_merge, "customer_merge", changes=True),
}
