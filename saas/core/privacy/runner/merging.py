"""Make one customer of several, with all that rooms and plugins keep of them, and undo it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import or_, select

from saas.core.contracts.duties import AlteredRow, MergeReport, merge_customers, unmerge_customers
from saas.core.contracts.merging import altered_rows
from saas.core.customers.events import CustomersMerged, CustomersUnmerged
from saas.core.customers.models import Customer
from saas.core.privacy.duty_words import owner_title
from saas.core.privacy.models import CustomerMerge, DutyKind, DutyRun, DutyState, PartState
from saas.core.privacy.runner.choices import FIELDS, apply_choices, chosen, take_source
from saas.core.privacy.runner.locking import lock_people
from saas.core.privacy.runner.parts import begin, carry_out, parts_of
from saas.core.privacy.runner.queries import open_undoings
from saas.core.privacy.runner.reports import reports_of, reports_text
from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.events import publish
from saas.platform.i18n import _
from saas.platform.plugins import CORE, Answer, perform_for
from saas.platform.tenancy import current_actor, current_tenant

UNDO_DAYS = 30


def merge(
    winner_id: int,
    loser_ids: Sequence[int],
    *,
    versions: Mapping[int, int],
    choices: Mapping[str, int] | None = None,
) -> CustomerMerge:
    """Let the losers be the winner: their rows in all rooms and plugins, and their address, lead to the winner.

    versions: of each customer as the person saw it. choices: field to the customer whose value is taken; where none is
    named the winner's, or the first there is. Raises NotFound, Invalid, VersionConflict, and Conflict for a customer who
    is merged or erased already.
    """
    customers = _locked(winner_id, loser_ids, versions)
    winner = customers[winner_id]
    taken = chosen(winner, [customers[one] for one in loser_ids], choices or {})
    done = CustomerMerge(
        winner_id=winner_id,
        loser_ids=list(loser_ids),
        choices=taken,
        undo_until=now() + timedelta(days=UNDO_DAYS),
    )
    session().add(done)
    session().flush()
    own = _merge_rows(winner, [customers[one] for one in loser_ids], taken)
    done.reports = reports_text({CORE: own})
    run = begin(DutyKind.MERGE, customer_id=winner_id, merge_id=done.id)
    carry_out_merge(run)
    _tell("merged", done)
    publish(CustomersMerged(winner_id=winner_id, loser_ids=tuple(loser_ids), merge_id=done.id))
    return done


def carry_out_merge(run: DutyRun) -> None:
    """Ask everybody who has not merged their part yet, unless the merge was undone in the meantime.

    Of a winner who was merged themselves since, what came late goes on to whom they are now.
    """
    done = load_for_change(CustomerMerge, run.merge_id or 0)
    winner = load_for_change(Customer, done.winner_id)
    losers = tuple(done.loser_ids)

    def ask(owners: Collection[str]) -> list[Answer[MergeReport]]:
        return perform_for(
            owners,
            merge_customers,
            tenant_id=current_tenant(),
            merge_id=done.id,
            winner_id=done.winner_id,
            loser_ids=losers,
        )

    # Of a merge that was undone in the meantime nobody owes anything.
    among: tuple[str, ...] | None = () if done.unmerged_at is not None else None
    outcome = carry_out(run, merge_customers, ask, told, among=among)
    reports = reports_of(done.reports)
    for owner, given in outcome.reports.items():
        reports[owner] = sum(given, reports.get(owner, MergeReport()))
    if done.unmerged_at is None and now() < done.undo_until:
        done.reports = reports_text(reports)
    session().flush()
    if outcome.reports and winner.merged_into_id is not None:
        _lead_on(winner, outcome.reports)


def unmerge(merge_id: int, *, version: int | None = None) -> CustomerMerge:
    """Undo a merge: what changed hands goes back, as it was, but for what somebody changed since.

    version: of the merge as the person saw it. Raises NotFound, VersionConflict, and Conflict for a merge that is undone
    already, is too old, or whose winner was merged or erased since.
    """
    done = load(CustomerMerge, merge_id)
    lock_people([done.winner_id, *done.loser_ids])
    done = load_for_change(CustomerMerge, merge_id, version=version)
    _refuse_unless_undoable(done)
    done.unmerged_at, done.unmerged_by = now(), current_actor().member_id
    run = begin(DutyKind.UNMERGE, customer_id=done.winner_id, merge_id=done.id)
    carry_out_unmerge(run)
    _tell("unmerged", done)
    publish(CustomersUnmerged(winner_id=done.winner_id, loser_ids=tuple(done.loser_ids), merge_id=done.id))
    return done


def carry_out_unmerge(run: DutyRun) -> None:
    """Ask everybody who has reported something and has not brought it back yet."""
    done = load_for_change(CustomerMerge, run.merge_id or 0)
    reports = reports_of(done.reports)

    def ask(owners: Collection[str]) -> list[Answer[int]]:
        return [
            answer
            for owner in owners
            for answer in perform_for(
                [owner],
                unmerge_customers,
                tenant_id=current_tenant(),
                merge_id=done.id,
                report=reports[owner],
            )
        ]

    carry_out(run, unmerge_customers, ask, lambda rows: {"rows": rows}, among=reports)
    if run.state is DutyState.DONE:
        done.reports = None
    session().flush()


def finish_undoings(customer_ids: Collection[int]) -> None:
    """Have those who still owe a part of undoing a merge of these locked customers do it now.

    Until then rows of the one are the other's. Raises Conflict with who owes it while somebody cannot.
    """
    for found in open_undoings(customer_ids):
        run = load_for_change(DutyRun, found.id)
        if run.state is DutyState.OPEN:
            carry_out_unmerge(run)
        if run.state is DutyState.OPEN:
            owing = [str(owner_title(one.owner)) for one in parts_of(run) if one.state is PartState.FAILED]
            message = _(
                "A merge of this customer was undone, and %(owners)s has not given back yet what belongs to the other. "
                "It is asked again by itself; erase the customer then.",
                owners=", ".join(owing),
            )
            raise Conflict(message)


def can_be_undone(done: CustomerMerge) -> bool:
    """Whether a merge can still be undone, as far as it knows itself."""
    return done.unmerged_at is None and done.reports is not None and now() < done.undo_until


def told(report: MergeReport) -> dict[str, object]:
    """The numbers of a report, for the run's page."""
    moved: dict[str, int] = {}
    for one in report.moved:
        moved[one.table] = moved.get(one.table, 0) + len(one.ids)
    folded: dict[str, int] = {}
    for row in report.folded:
        folded[row.table] = folded.get(row.table, 0) + 1
    return {"moved": moved, "folded": folded}


def _locked(winner_id: int, loser_ids: Sequence[int], versions: Mapping[int, int]) -> dict[int, Customer]:
    if not loser_ids or winner_id in loser_ids or len(set(loser_ids)) != len(loser_ids):
        raise Invalid("loser_ids", _("Name the customers who are to be merged, each once."))
    customers = lock_people([winner_id, *loser_ids], versions)
    if any(customers[one].gone_at is not None for one in (winner_id, *loser_ids)):
        raise Conflict(_("One of these customers was merged or erased already."))
    return customers


def _merge_rows(winner: Customer, losers: Sequence[Customer], taken: Mapping[str, int]) -> MergeReport:
    gone = [loser.id for loser in losers]
    earlier = session().scalars(
        select(Customer.id).where(
            Customer.tenant_id == current_tenant(),
            or_(Customer.id.in_(gone), Customer.merged_into_id.in_(gone)),
        )
    )
    ids = [winner.id, *earlier]
    into: list[AlteredRow] = []
    with altered_rows(Customer, ids, into):
        apply_choices(winner, {loser.id: loser for loser in losers}, taken)
        take_source(winner, losers)
        moment = now()
        for one in session().scalars(
            select(Customer).where(Customer.tenant_id == current_tenant(), Customer.id.in_(ids[1:]))
        ):
            one.merged_into_id = winner.id
            one.gone_at = one.gone_at or moment
    return MergeReport(altered=tuple(into))


def _lead_on(winner: Customer, owners: Collection[str]) -> None:
    """Let owners do their part of the winner's own merge again: as part of that one it is undone with it."""
    later = (
        session()
        .scalars(
            select(DutyRun)
            .join(CustomerMerge)
            .where(
                DutyRun.tenant_id == current_tenant(),
                DutyRun.kind == DutyKind.MERGE,
                CustomerMerge.unmerged_at.is_(None),
                CustomerMerge.loser_ids.contains([winner.id]),
            )
            .with_for_update(of=DutyRun)
            .execution_options(populate_existing=True)
        )
        .one()
    )
    for part in parts_of(later):
        if part.owner in owners:
            part.state = PartState.FAILED
    session().flush()
    carry_out_merge(later)


def _refuse_unless_undoable(done: CustomerMerge) -> None:
    if done.unmerged_at is not None:
        raise Conflict(_("This merge was undone already."))
    if not can_be_undone(done):
        raise Conflict(_("This merge can no longer be undone."))
    if load(Customer, done.winner_id).gone_at is not None:
        raise Conflict(_("The customer was merged again since; undo that first."))


def _tell(what: str, done: CustomerMerge) -> None:
    detail = {"merge_id": done.id, "winner_id": done.winner_id, "loser_ids": list(done.loser_ids)}
    if what == "merged":
        detail["fields"] = [
            field for field in FIELDS if done.choices.get(field, done.winner_id) != done.winner_id
        ]
    for customer_id in (done.winner_id, *done.loser_ids):
        record(f"customers.customer.{what}", "customer", customer_id, detail=detail)
