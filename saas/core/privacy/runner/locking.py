"""Whom a merge, its undoing or an erasure concerns: locked first and in one order, so that nobody waits in a circle."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select

from saas.core.customers.models import Customer
from saas.core.privacy.models import CustomerMerge, DutyKind, DutyRun
from saas.core.privacy.runner.queries import open_undoings
from saas.core.privacy.runner.subjects import unsealed_subject
from saas.platform.database import load_all_for_change, session
from saas.platform.errors import Conflict
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


def lock_people(ids: Collection[int], versions: Mapping[int, int] | None = None) -> dict[int, Customer]:
    """Lock customers and all who were merged into them; merges and runs are locked after this and never before.

    versions: of some of them as the person saw them. Raises NotFound, VersionConflict, and Conflict when somebody merged
    or came apart while this waited.
    """
    people = with_merged(ids)
    locked = load_all_for_change(Customer, people, versions=versions)
    if with_merged(ids) != people:
        raise Conflict(_("These customers were merged or parted at this moment. Try again."))
    return locked


def lock_people_of(run: DutyRun) -> None:
    """Lock everybody whose rows a run may change when it is tried again; raises like `lock_people`."""
    people = _people_of(run)
    lock_people(people)
    if _people_of(run) != people:
        raise Conflict(_("These customers were merged or parted at this moment. Try again."))


def people_parted_from(ids: Collection[int]) -> set[int]:
    """Who was in an undone merge with one of these and is still owed rows by somebody."""
    merges = {run.merge_id for run in open_undoings(ids) if run.merge_id is not None}
    return _merged_along(merges, onwards=False) if merges else set()


def with_merged(ids: Collection[int]) -> set[int]:
    """These customers and all who were merged into them."""
    merged = select(Customer.id).where(
        Customer.tenant_id == current_tenant(), Customer.merged_into_id.in_(ids)
    )
    return {*ids, *session().scalars(merged)}


def _people_of(run: DutyRun) -> set[int]:
    if run.kind is DutyKind.ERASE and run.subject:
        return set(unsealed_subject(run.subject).ids)
    if run.merge_id is None:
        return set()
    return _merged_along({run.merge_id}, onwards=run.kind is DutyKind.MERGE)


def _merged_along(merge_ids: set[int], *, onwards: bool) -> set[int]:
    """Whom these merges concern. onwards: also those into whom their winners were merged since, where late parts go on."""
    merge = CustomerMerge
    rows = session().execute(
        select(merge.winner_id, merge.loser_ids).where(
            merge.tenant_id == current_tenant(), merge.id.in_(merge_ids)
        )
    )
    winners, people = set[int](), set[int]()
    for winner_id, loser_ids in rows:
        winners.add(winner_id)
        people |= {winner_id, *loser_ids}
    if onwards and (later := _later_merges(winners) - merge_ids):
        people |= _merged_along(later, onwards=True)
    return people


def _later_merges(winners: Collection[int]) -> set[int]:
    merge = CustomerMerge
    lost = or_(*(merge.loser_ids.contains([winner]) for winner in winners))
    mine = (merge.tenant_id == current_tenant(), merge.unmerged_at.is_(None))
    return set(session().scalars(select(merge.id).where(*mine, lost)))
