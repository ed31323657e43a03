"""With which companies a customer lets their data be shared: worked out from the ledger, for every list to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import and_, func, select

from saas.core.contracts.duties import MergeReport
from saas.core.contracts.merging import fold_rows, move_rows
from saas.core.customers.models import CustomerShare
from saas.core.customers.queries import customer_ids_of
from saas.core.organisation.models import LegalEntity
from saas.core.privacy.models import ConsentDecision, ConsentEvent, Purpose
from saas.core.privacy.notice_models import ConsentNotice
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

Company = int | None
"""None: all companies of the group."""


def shares_of(said: Iterable[tuple[Company, ConsentDecision]], companies: Collection[int]) -> set[Company]:
    """With whom sharing holds after statements in the order in which they were made.

    companies: all of the group. A refusal towards one company leaves the others that an agreement to all had reached.
    """
    held: set[Company] = set()
    for company, decision in said:
        if decision is ConsentDecision.GRANT:
            held = {None} if company is None else held | {company}
        elif company is None:
            held = set()
        else:
            rest: set[Company] = {*companies} if None in held else held
            held = rest - {company}
    return held


def refresh_shares(customer_id: int) -> None:
    """Write anew with whom a customer's data are shared, as the ledger says."""
    wanted = _wanted(customer_ids_of(customer_id))
    mine = (CustomerShare.tenant_id == current_tenant(), CustomerShare.customer_id == customer_id)
    rows = {row.legal_entity_id: row for row in session().scalars(select(CustomerShare).where(*mine))}
    for company in rows.keys() - wanted:
        session().delete(rows[company])
    session().add_all(
        CustomerShare(customer_id=customer_id, legal_entity_id=company) for company in wanted - rows.keys()
    )
    session().flush()


def shared_with(customer_id: int) -> list[str]:
    """The companies that may have a customer's data besides their own store's; `""` stands for all of the group."""
    company = and_(
        LegalEntity.tenant_id == CustomerShare.tenant_id, LegalEntity.id == CustomerShare.legal_entity_id
    )
    names = (
        select(func.coalesce(LegalEntity.name, ""))
        .select_from(CustomerShare)
        .outerjoin(LegalEntity, company)
        .where(CustomerShare.tenant_id == current_tenant(), CustomerShare.customer_id == customer_id)
        .order_by(LegalEntity.name)
    )
    return list(session().scalars(names))


def merge_shares(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Leave the winner what holds after all that both said, and never more than either had."""
    wanted = _wanted((winner_id, *loser_ids))
    people = (winner_id, *loser_ids)
    rows = session().execute(
        select(CustomerShare.id, CustomerShare.customer_id, CustomerShare.legal_entity_id)
        .where(CustomerShare.tenant_id == current_tenant(), CustomerShare.customer_id.in_(people))
        .order_by(CustomerShare.id)
    )
    over = [row.id for row in rows if row.legal_entity_id not in wanted]
    report = fold_rows(CustomerShare, over)
    for loser_id in loser_ids:
        report += move_rows(CustomerShare, "customer_id", winner_id, [loser_id])
    return report


def _wanted(ids: Sequence[int]) -> set[Company]:
    asked_anew = (
        select(ConsentNotice.published_at)
        .where(
            ConsentNotice.tenant_id == current_tenant(),
            ConsentNotice.purpose == Purpose.SHARE.value,
            ConsentNotice.asks_again,
        )
        .order_by(ConsentNotice.published_at.desc())
        .limit(1)
    )
    since = session().scalar(asked_anew)
    mine = (
        ConsentEvent.tenant_id == current_tenant(),
        ConsentEvent.customer_id.in_(ids),
        ConsentEvent.purpose == Purpose.SHARE.value,
    )
    said = session().execute(
        select(ConsentEvent.legal_entity_id, ConsentEvent.decision, ConsentEvent.occurred_at)
        .where(*mine)
        .order_by(ConsentEvent.occurred_at, ConsentEvent.id)
    )
    valid = [
        (row.legal_entity_id, row.decision)
        for row in said
        if since is None or row.decision is not ConsentDecision.GRANT or row.occurred_at >= since
    ]
    companies = session().scalars(select(LegalEntity.id).where(LegalEntity.tenant_id == current_tenant()))
    return shares_of(valid, companies.all())
