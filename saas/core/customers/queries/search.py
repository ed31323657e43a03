"""Customers by a piece of a name, pinyin, plate or VIN, a phone's tail or a whole number."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from sqlalchemy import ColumnElement, CompoundSelect, Select, false, func, literal, select, union

from saas.core.customers.models import ContactKind, ContactPoint, Customer, SearchToken
from saas.core.customers.search_tokens import SearchTerm, query_prefixes
from saas.core.customers.values import phone_hash
from saas.platform.database import session
from saas.platform.tenancy import TENANT, current_tenant

# Sorts behind every character that a token can hold, under the "C" collation of the column.
_LAST = "\U0010ffff"
# From so many tokens on, walking the list and looking up is cheaper than fetching all that match and sorting them.
_COMMON = 2000


def matching(text: str) -> ColumnElement[bool]:
    """The criterion of the customers whom a typed term finds; none for a term that looks up nothing.

    Each prefix is a range of the token index, a whole number one look-up by its keyed hash.
    """
    ids = _ids(query_prefixes(text))
    return false() if ids is None else Customer.id.in_(ids)


def matching_in_order(text: str) -> ColumnElement[bool]:
    """The same criterion for a list that is read in its own order; one statement, which says how common the term is.

    The planner cannot know how many tokens a prefix has: for a surname it would fetch and sort a tenth of all customers.
    What is common is looked up while the list is walked instead.
    """
    term = query_prefixes(text)
    ids = _ids(term)
    if ids is None:
        return false()
    found = Customer.id.in_(ids)
    if not term.prefixes:  # a whole number is never common
        return found
    some = select(func.count()).select_from(ids.limit(_COMMON).subquery())
    # As a value it stays a hashed look-up; as a criterion it would become a join.
    return found.is_(True) if session().execute(some).scalar_one() == _COMMON else found


def _ids(term: SearchTerm) -> Select[int] | CompoundSelect[int] | None:
    parts = _parts(term)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else union(*parts)


def _parts(term: SearchTerm) -> list[Select[int]]:
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for prefix in term.prefixes:
        kinds[prefix.token].append(prefix.kind.value)
    parts = [_by_token(token, sorted(of)) for token, of in sorted(kinds.items())]
    if term.phone:
        parts.append(_by_number(term.phone))
    return parts


def _by_token(token: str, kinds: list[str]) -> Select[int]:
    return select(SearchToken.customer_id).where(
        SearchToken.tenant_id == current_tenant(),
        SearchToken.token >= literal(token),
        SearchToken.token < literal(token + _LAST),
        SearchToken.kind.in_(kinds),
    )


def _by_number(e164: str) -> Select[int]:
    return _numbers().where(ContactPoint.value_hash == phone_hash(e164))


@cache
def _numbers() -> Select[int]:
    return select(ContactPoint.customer_id).where(
        ContactPoint.tenant_id == TENANT, ContactPoint.kind == ContactKind.PHONE
    )
