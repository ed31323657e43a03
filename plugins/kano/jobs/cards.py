"""Background work on cards and weights: thin callers of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from plugins.kano.models import Card, Cycle
from plugins.kano.operations.computing import compute_some_cards, note_computed
from plugins.kano.operations.cycles import COMPUTE
from plugins.kano.operations.schemes import WEIGH
from saas.plugin_api import Job, Queue, _l, checkpoint, current_tenant, load, position, session

JOBS = [
    Job(
        key=COMPUTE,
        title=_l("Compute the appraisal cards of a cycle"),
        target="plugins.kano.jobs.cards:compute",
        queue=Queue.LONG,
        timeout=1800,
    ),
    Job(
        key=WEIGH,
        title=_l("Compute the weights of a scheme"),
        target="plugins.kano.jobs.weights:compute",
    ),
]


def compute(*, cycle_id: int, run: int) -> Mapping[str, int]:
    """Compute the cards of a cycle, some at a time, from where a killed run left off; a run that is done does nothing."""
    if load(Cycle, cycle_id).runs_done >= run:
        return {"cards": 0}
    at = position()
    after, done = int(at.get("after", 0)), int(at.get("done", 0))
    total = _open_cards(cycle_id)
    while True:
        after, some = compute_some_cards(cycle_id, run, after=after)
        if not some:
            break
        done += some
        checkpoint({"after": after, "done": done}, done=done, total=max(total, done))
    note_computed(cycle_id, run, done)
    return {"cards": done}


def _open_cards(cycle_id: int) -> int:
    mine = (
        select(func.count())
        .select_from(Card)
        .where(Card.tenant_id == current_tenant(), Card.cycle_id == cycle_id, Card.published_at.is_(None))
    )
    return session().scalar(mine) or 0
