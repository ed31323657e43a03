"""The units of a group that rights reach by: the members of one's teams, the stores of a region."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, aliased

from saas.platform.permissions.models import TeamMember
from saas.platform.tenancy import TENANT

Key = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]

# A store is a thing of the floors above; all that is asked of it here is in which region it is.
_STORE = table("store", column("tenant_id"), column("id"), column("region"))

NO_ONE: ColumnElement[Any] = literal_column("'{}'::bigint[]", ARRAY(BigInteger))
"""In place of either, for who is no member."""


def team_mates(member: Key) -> ColumnElement[Any]:
    """The ids of all who are in a team with a member, them too; an empty array for one who is in none."""
    mine, theirs = aliased(TeamMember), aliased(TeamMember)
    together = and_(theirs.tenant_id == mine.tenant_id, theirs.team_id == mine.team_id)
    found = select(theirs.member_id).select_from(mine).join(theirs, together)
    found = found.where(mine.tenant_id == TENANT, mine.member_id == member)
    return _array(found.correlate(member.class_.__table__))


def stores_of_the_region(store: Key) -> ColumnElement[Any]:
    """The ids of all stores in the region of a store; an empty array for one that is in none."""
    mine, theirs = _STORE.alias(), _STORE.alias()
    together = and_(theirs.c.tenant_id == mine.c.tenant_id, theirs.c.region == mine.c.region)
    found = select(theirs.c.id).select_from(mine.join(theirs, together))
    found = found.where(mine.c.tenant_id == TENANT, mine.c.id == store, mine.c.region != "")
    return _array(found.correlate(store.class_.__table__))


def _array(found: Any) -> ColumnElement[Any]:
    return func.array(found.scalar_subquery(), type_=ARRAY(BigInteger))
