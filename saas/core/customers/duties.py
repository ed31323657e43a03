"""What this room owes a person: their own row, contacts, identity numbers, tokens and the guesses who they also are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from saas.core.contracts.duties import AlteredRow, EraseMode, ErasureReport, ExportFile, MergeReport, Subject
from saas.core.contracts.duty_rows import erase_rows, rows_of_subject
from saas.core.contracts.merging import altered_rows, fold_rows, move_rows, put_back
from saas.core.customers.models import (
    CandidateStatus,
    ContactPoint,
    Customer,
    CustomerIdDocument,
    DuplicateCandidate,
    Gender,
    SearchToken,
)
from saas.core.customers.tokens import OWN_SOURCE, refresh_own_tokens
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.tenancy import TenantScoped, current_tenant


def export(subject: Subject) -> Iterable[ExportFile]:
    """The customer, contacts and identity numbers."""
    yield from rows_of_subject(Customer, subject, column="id")
    yield from rows_of_subject(ContactPoint, subject)
    yield from rows_of_subject(CustomerIdDocument, subject)


def erase(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Take all of it away; the customer's row stays without content, since ledgers refer to it."""
    tokens = erase_rows(SearchToken, subject, EraseMode.ERASE)
    documents = erase_rows(CustomerIdDocument, subject, EraseMode.ERASE)
    guesses = erase_rows(DuplicateCandidate, subject, EraseMode.ERASE, column="first_id")
    guesses += erase_rows(DuplicateCandidate, subject, EraseMode.ERASE, column="second_id")
    contacts = (
        erase_rows(ContactPoint, subject, mode) if mode is EraseMode.ERASE else _empty_contacts(subject)
    )
    return tokens + documents + guesses + contacts + _empty_customers(subject)


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the contacts and identity numbers, fold tokens, settle and lead over the guesses."""
    report = MergeReport()
    for loser_id in loser_ids:
        report += _second_choice(winner_id, loser_id)
        report += move_rows(ContactPoint, "customer_id", winner_id, [loser_id])
        report += _fold_documents(winner_id, loser_id)
        report += move_rows(CustomerIdDocument, "customer_id", winner_id, [loser_id])
        report += _lead_over_guesses(winner_id, loser_id)
    report += fold_rows(SearchToken, _ids(SearchToken, SearchToken.customer_id.in_(loser_ids)))
    return report + renewed_tokens(winner_id)


def unmerge(report: MergeReport) -> int:
    """Bring all of it back, and let everybody be found by what is theirs again."""
    tokens = [row.content for row in report.folded if row.table == SearchToken.__tablename__]
    customers = {row.id for row in report.altered if row.table == Customer.__tablename__}
    customers |= {int(token["customer_id"] or 0) for token in tokens}
    _drop_own_tokens(customers)
    back = put_back(report)
    for customer in session().scalars(
        select(Customer).where(Customer.tenant_id == current_tenant(), Customer.id.in_(customers))
    ):
        if customer.gone_at is None:
            refresh_own_tokens(customer)
    return back


def renewed_tokens(customer_id: int) -> MergeReport:
    """Write a customer's own tokens anew, with those before them in the report."""
    mine = (SearchToken.customer_id == customer_id, SearchToken.source == OWN_SOURCE)
    report = fold_rows(SearchToken, _ids(SearchToken, *mine))
    refresh_own_tokens(session().get_one(Customer, (current_tenant(), customer_id)))
    return report


def _drop_own_tokens(customers: Iterable[int]) -> None:
    session().execute(
        delete(SearchToken).where(
            SearchToken.tenant_id == current_tenant(),
            SearchToken.customer_id.in_(customers),
            SearchToken.source == OWN_SOURCE,
        )
    )


def _empty_contacts(subject: Subject) -> ErasureReport:
    # Messages refer to them; the hash is part of a unique key, so each gets another that means nothing.
    filled = (
        ContactPoint.tenant_id == current_tenant(),
        ContactPoint.customer_id.in_(subject.ids),
        ContactPoint.value_hash.not_like("erased:%"),
    )
    emptied = (
        update(ContactPoint)
        .where(*filled)
        .values(
            value="",
            value_hash=func.concat("erased:", ContactPoint.id),
            tail="",
            label="",
            row_version=ContactPoint.row_version + 1,
        )
        .returning(ContactPoint.id)
    )
    ids = session().scalars(emptied.execution_options(synchronize_session=False)).all()
    return ErasureReport(anonymised={ContactPoint.__tablename__: len(ids)} if ids else {})


def _empty_customers(subject: Subject) -> ErasureReport:
    mine = (Customer.tenant_id == current_tenant(), Customer.id.in_(subject.ids), Customer.name != "")
    emptied = (
        update(Customer)
        .where(*mine)
        .values(
            name="",
            name_key="",
            name_sort="",
            gender=Gender.UNKNOWN,
            birth_date=None,
            source_system=None,
            source_id=None,
            note="",
            gone_at=func.coalesce(Customer.gone_at, now()),
            row_version=Customer.row_version + 1,
        )
        .returning(Customer.id)
    )
    ids = session().scalars(emptied.execution_options(synchronize_session=False)).all()
    session().expire_all()
    return ErasureReport(anonymised={Customer.__tablename__: len(ids)} if ids else {})


def _second_choice(winner_id: int, loser_id: int) -> MergeReport:
    """What was the loser's first choice of a kind is none any more where the winner has one."""
    chosen = select(ContactPoint.kind).where(
        ContactPoint.tenant_id == current_tenant(),
        ContactPoint.customer_id == winner_id,
        ContactPoint.is_primary,
    )
    ids = _ids(
        ContactPoint,
        ContactPoint.customer_id == loser_id,
        ContactPoint.is_primary.is_(True),
        ContactPoint.kind.in_(chosen),
    )
    into: list[AlteredRow] = []
    with altered_rows(ContactPoint, ids, into):
        session().execute(
            update(ContactPoint)
            .where(ContactPoint.tenant_id == current_tenant(), ContactPoint.id.in_(ids))
            .values(is_primary=False, row_version=ContactPoint.row_version + 1)
            .execution_options(synchronize_session=False)
        )
    return MergeReport(altered=tuple(into))


def _fold_documents(winner_id: int, loser_id: int) -> MergeReport:
    """A customer has one identity number of a kind: the winner's stays."""
    document = CustomerIdDocument
    had = select(document.kind).where(
        document.tenant_id == current_tenant(), document.customer_id == winner_id
    )
    return fold_rows(document, _ids(document, document.customer_id == loser_id, document.kind.in_(had)))


def _lead_over_guesses(winner_id: int, loser_id: int) -> MergeReport:
    guess = DuplicateCandidate
    touching = (
        guess.tenant_id == current_tenant(),
        or_(guess.first_id == loser_id, guess.second_id == loser_id),
    )
    found = session().scalars(select(guess).where(*touching).order_by(guess.id)).all()
    into: list[AlteredRow] = []
    twins = []
    with altered_rows(guess, [one.id for one in found], into):
        for one in found:
            other = one.second_id if one.first_id == loser_id else one.first_id
            if other == winner_id:
                one.status = CandidateStatus.MERGED
            elif _guessed(winner_id, other):
                twins.append(one.id)
            else:
                one.first_id, one.second_id = sorted((winner_id, other))
                session().flush()
    return MergeReport(altered=tuple(into)) + fold_rows(guess, twins)


def _guessed(one: int, other: int) -> bool:
    first, second = sorted((one, other))
    guess = DuplicateCandidate
    return bool(_ids(guess, guess.first_id == first, guess.second_id == second))


def _ids(model: type[TenantScoped], *criteria: ColumnElement[bool]) -> list[int]:
    statement = select(model.id).where(model.tenant_id == current_tenant(), *criteria)
    return list(session().scalars(statement.order_by(model.id)))
