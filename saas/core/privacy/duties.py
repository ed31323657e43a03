"""What this room itself owes a person: consent, blocks, decisions, and the packages and reports that it made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from saas.core.contracts.duties import (
    AlteredRow,
    EraseMode,
    ErasureReport,
    ExportFile,
    Kept,
    MergeReport,
    RetentionReport,
    Subject,
)
from saas.core.contracts.duty_rows import erase_rows, kept_rows, let_go, records_file, rows_of_subject
from saas.core.contracts.merging import altered_rows, move_rows, put_back
from saas.core.customers.models import CustomerShare
from saas.core.privacy.evidence import files_of
from saas.core.privacy.models import (
    ConsentEvent,
    ContactDecision,
    ContactUse,
    CustomerMerge,
    DoNotContact,
    DutyKind,
    DutyRun,
    DutyState,
    PreferenceLink,
)
from saas.core.privacy.request_models import SubjectRequest
from saas.core.privacy.sharing import merge_shares
from saas.core.privacy.traces import erase_traces
from saas.platform.audit.models import AuditEntry
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.files import open_file, remove_file
from saas.platform.files.models import Attachment
from saas.platform.i18n import _l
from saas.platform.security.object_keys import forget_keys
from saas.platform.tenancy import current_tenant

PACKAGES_KEPT = timedelta(days=30)
"""How long a package waits to be fetched."""
_AT_ONCE = 500

PROOF = _l("Proof of what was said")
SAID = _l("Proof of what was agreed or refused, and when; it cannot be changed.")
DECIDED = _l("Proof of why each contact was allowed; it cannot be changed.")
MADE = _l("Proof that each decision served one contact.")
AUDITED = _l(
    "The audit cannot be changed; it says who did what when, and nobody can read any more what was typed."
)
REFUSED = _l(
    "So that a number that wants no contact is left in peace if it ever comes again; only a keyed hash."
)


def export(subject: Subject) -> Iterable[ExportFile]:
    """What was said, blocked and decided, and who looked at or changed the data when."""
    yield from rows_of_subject(ConsentEvent, subject)
    for file in _proofs(subject):
        with open_file(file) as stream:
            yield ExportFile(name=f"proof-{file.id}-{_plain(file.name)}", title=PROOF, content=stream.read())
    yield from rows_of_subject(DoNotContact, subject)
    yield from rows_of_subject(PreferenceLink, subject)
    yield from rows_of_subject(CustomerShare, subject)
    yield from rows_of_subject(SubjectRequest, subject)
    yield from rows_of_subject(ContactDecision, subject)
    yield from rows_of_subject(ContactUse, subject, column="decision_id", through=_decisions(subject))
    entry = AuditEntry
    seen = session().execute(
        select(entry.occurred_at, entry.action)
        .where(*_entries(subject))
        .order_by(entry.occurred_at, entry.id)
    )
    told = [{"at": row.occurred_at, "action": row.action} for row in seen]
    if told:
        yield records_file(entry.__tablename__, entry.__title__, told)


def _proofs(subject: Subject) -> list[Attachment]:
    mine = (ConsentEvent.tenant_id == current_tenant(), ConsentEvent.customer_id.in_(subject.ids))
    said = session().scalars(select(ConsentEvent.id).where(*mine)).all()
    return files_of(said) if said else []


def _plain(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "." for letter in name)[-40:]


def _drop_proofs(subject: Subject) -> ErasureReport:
    """Signatures and papers go; the ledger keeps their keyed hash."""
    files = _proofs(subject)
    for file in files:
        remove_file(file)
    session().flush()
    return ErasureReport(files=len(files))


def _decisions(subject: Subject) -> Select[int]:
    mine = (ContactDecision.tenant_id == current_tenant(), ContactDecision.customer_id.in_(subject.ids))
    return select(ContactDecision.id).where(*mine)


def erase(subject: Subject) -> ErasureReport:
    """Turn the person's block into one of their numbers, drop packages and reports; ledgers stay."""
    blocks = _block_numbers(subject)
    _forget_why(subject)
    own = erase_rows(DoNotContact, subject, EraseMode.ERASE)
    own += erase_rows(PreferenceLink, subject, EraseMode.ERASE)
    own += erase_rows(CustomerShare, subject, EraseMode.ERASE)
    own += erase_rows(SubjectRequest, subject, EraseMode.ANONYMISE)
    ledgers = kept_rows(ConsentEvent, subject, SAID) + kept_rows(ContactDecision, subject, DECIDED)
    ledgers += kept_rows(ContactUse, subject, MADE, column="decision_id", through=_decisions(subject))
    entries = len(session().scalars(select(AuditEntry.id).where(*_entries(subject))).all())
    audit = ErasureReport(
        kept=(Kept(table=AuditEntry.__tablename__, rows=entries, reason=AUDITED),) if entries else ()
    )
    forget_keys("customer", subject.ids)
    files = _drop_packages(subject) + _drop_proofs(subject)
    done = own + blocks + ledgers + audit + files + _drop_reports(subject)
    return done + erase_traces(subject)


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the links and the blocks; a block that holds for either holds. What was said is read by all ids."""
    report = move_rows(PreferenceLink, "customer_id", winner_id, loser_ids)
    report += merge_shares(winner_id, loser_ids)
    report += move_rows(SubjectRequest, "customer_id", winner_id, loser_ids)
    for loser_id in loser_ids:
        report += _stricter(winner_id, loser_id)
        report += move_rows(DoNotContact, "customer_id", winner_id, [loser_id])
    return report


def unmerge(report: MergeReport) -> int:
    """Bring the links and blocks back."""
    return put_back(report)


def apply_retention(at: datetime) -> RetentionReport:
    """Let go of packages that were there to be fetched, and of what undoing a merge would have needed."""
    runs = (
        session()
        .scalars(
            select(DutyRun)
            .where(
                DutyRun.tenant_id == current_tenant(),
                DutyRun.attachment_id.is_not(None),
                DutyRun.started_at < at - PACKAGES_KEPT,
            )
            .limit(_AT_ONCE)
        )
        .all()
    )
    files = sum(map(_drop_package, runs))
    old = (CustomerMerge.reports.is_not(None), CustomerMerge.undo_until < at, ~_being_undone())
    merges = let_go(CustomerMerge, *old, anonymise=True) + let_go(
        PreferenceLink, PreferenceLink.expires_at < at
    )
    packages = {Attachment.__tablename__: files} if files else {}
    return merges + RetentionReport(deleted=packages, more=len(runs) == _AT_ONCE)


def _being_undone() -> ColumnElement[bool]:
    """Whether somebody has yet to bring back their part of a merge; it takes their report."""
    return exists().where(
        DutyRun.tenant_id == CustomerMerge.tenant_id,
        DutyRun.merge_id == CustomerMerge.id,
        DutyRun.kind == DutyKind.UNMERGE,
        DutyRun.state == DutyState.OPEN,
    )


def _entries(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    entry = AuditEntry
    return (
        entry.tenant_id == current_tenant(),
        entry.object_type == "customer",
        entry.object_id.in_(subject.ids),
    )


def _block_numbers(subject: Subject) -> ErasureReport:
    mine = (DoNotContact.tenant_id == current_tenant(), DoNotContact.customer_id.in_(subject.ids))
    active = session().execute(
        select(DoNotContact.channel, DoNotContact.source).where(*mine, DoNotContact.is_active).distinct()
    )
    rows = [
        {"customer_id": None, "value_hash": value, "channel": channel, "source": source, "is_active": True}
        for channel, source in active.all()
        for value in subject.contact_hashes
    ]
    if not rows:
        return ErasureReport()
    session().execute(insert(DoNotContact).on_conflict_do_nothing(), rows)
    return ErasureReport(kept=(Kept(table=DoNotContact.__tablename__, rows=len(rows), reason=REFUSED),))


def _forget_why(subject: Subject) -> None:
    """A block of a number stays without what somebody typed when it was made."""
    typed = (
        DoNotContact.tenant_id == current_tenant(),
        DoNotContact.value_hash.in_(subject.contact_hashes),
        DoNotContact.reason != "",
    )
    bare = update(DoNotContact).where(*typed).values(reason="", row_version=DoNotContact.row_version + 1)
    session().execute(bare.execution_options(synchronize_session=False))


def _drop_packages(subject: Subject) -> ErasureReport:
    """Also close packages that wait for a part: made anew they would hold what others still keep."""
    waiting = and_(DutyRun.kind == DutyKind.EXPORT, DutyRun.state == DutyState.OPEN)
    # Locked and read anew: a job may be making the package just now.
    mine = (
        select(DutyRun)
        .where(
            DutyRun.tenant_id == current_tenant(),
            DutyRun.customer_id.in_(subject.ids),
            or_(waiting, DutyRun.attachment_id.is_not(None)),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    runs = session().scalars(mine).all()
    for run in runs:
        if run.state is DutyState.OPEN:
            run.state, run.finished_at = DutyState.DONE, now()
    return ErasureReport(files=sum(map(_drop_package, runs)))


def _drop_package(run: DutyRun) -> int:
    package = session().get(Attachment, (current_tenant(), run.attachment_id)) if run.attachment_id else None
    run.attachment_id = None
    if package is not None:
        remove_file(package)
    session().flush()
    return 0 if package is None else 1


def _drop_reports(subject: Subject) -> ErasureReport:
    """Without its reports a merge cannot be undone, which would bring back what was folded."""
    dropped = (
        update(CustomerMerge)
        .where(
            CustomerMerge.tenant_id == current_tenant(),
            CustomerMerge.winner_id.in_(subject.ids),
            CustomerMerge.reports.is_not(None),
        )
        .values(reports=None, undo_until=now(), row_version=CustomerMerge.row_version + 1)
        .returning(CustomerMerge.id)
    )
    ids = session().scalars(dropped.execution_options(synchronize_session=False)).all()
    return ErasureReport(anonymised={CustomerMerge.__tablename__: len(ids)} if ids else {})


def _stricter(winner_id: int, loser_id: int) -> MergeReport:
    block = DoNotContact
    theirs = session().execute(
        select(block.value_hash, block.channel).where(
            block.tenant_id == current_tenant(), block.customer_id == loser_id, block.is_active
        )
    )
    held = {(row.value_hash, row.channel) for row in theirs}
    lifted = [
        one
        for one in session().scalars(
            select(block).where(
                block.tenant_id == current_tenant(), block.customer_id == winner_id, ~block.is_active
            )
        )
        if (one.value_hash, one.channel) in held
    ]
    into: list[AlteredRow] = []
    with altered_rows(block, [one.id for one in lifted], into):
        for one in lifted:
            one.is_active = True
    return MergeReport(altered=tuple(into))
