"""Keep the tokens that customers are found by, in the transaction of whatever changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from saas.core.customers import search_tokens as pure
from saas.core.customers.models import ContactKind, ContactPoint, Customer, SearchToken
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

OWN_SOURCE = "customer"


def refresh_own_tokens(customer: Customer) -> None:
    """Rewrite the tokens of a customer's name and phone tails."""
    session().flush()
    mine = (
        ContactPoint.tenant_id == current_tenant(),
        ContactPoint.customer_id == customer.id,
        ContactPoint.kind == ContactKind.PHONE,
    )
    tails = session().scalars(select(ContactPoint.tail).where(*mine))
    subject = pure.SearchSubject(name=customer.name, phone_tails=tuple(sorted(set(tails))))
    replace_tokens(customer.id, OWN_SOURCE, pure.tokens_of(subject))


def replace_tokens(customer_id: int, source: str, tokens: Iterable[pure.SearchToken]) -> None:
    """Let a source (`customer`, `vehicle:<id>`) give a customer exactly these tokens; those that stay are not touched."""
    mine = (
        SearchToken.tenant_id == current_tenant(),
        SearchToken.customer_id == customer_id,
        SearchToken.source == source,
    )
    stored = session().execute(select(SearchToken.id, SearchToken.kind, SearchToken.token).where(*mine)).all()
    wanted = {(token.kind.value, token.token) for token in tokens}
    gone = [row.id for row in stored if (row.kind, row.token) not in wanted]
    if gone:
        session().execute(delete(SearchToken).where(*mine, SearchToken.id.in_(gone)))
    new = sorted(wanted - {(row.kind, row.token) for row in stored})
    if new:
        fixed = {"tenant_id": current_tenant(), "customer_id": customer_id, "source": source}
        session().execute(
            insert(SearchToken).on_conflict_do_nothing(),
            [{**fixed, "kind": kind, "token": token} for kind, token in new],
        )


def drop_source(source: str, *, but_for: Collection[int] = ()) -> None:
    """Take away all tokens that a source gave, but for those of some customers."""
    gone = (
        SearchToken.tenant_id == current_tenant(),
        SearchToken.source == source,
        SearchToken.customer_id.not_in(but_for),
    )
    session().execute(delete(SearchToken).where(*gone))
