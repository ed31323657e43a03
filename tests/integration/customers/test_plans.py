"""The list and the search use their indexes under row-level security, as the application's own role."""

import pytest
from sqlalchemy import Select, create_engine, select, text, update
from sqlalchemy.dialects import postgresql

from saas.config import Settings
from saas.core.customers import bulk
from saas.core.customers.bulk import CustomerRow
from saas.core.customers.models import Customer, Lifecycle
from saas.core.customers.queries import CustomerFilter
from saas.core.customers.queries.search import matching
from saas.platform.database import session
from saas.platform.tenancy import current_tenant
from tests.integration.customers.conftest import Dealer


@pytest.fixture
def many(dealer: Dealer, settings: Settings) -> Dealer:
    names = ["王晓明", "李芳", "张伟", "单于晓", "赵六"]
    bulk.upsert(
        CustomerRow(
            name=f"{names[n % 5]}{n}",
            phones=(f"+86138{n:08d}",),
            store_id=None if n % 20 else dealer.store_id,
        )
        for n in range(2000)
    )
    session().execute(update(Customer).where(Customer.name.like("%7_")).values(lifecycle=Lifecycle.LOST))
    session().commit()
    # Only the owner may gather statistics, and without them the planner takes every table for an empty one.
    owner = create_engine(settings.owner_database_url)
    with owner.begin() as work:
        work.execute(text("ANALYZE customer, customer_contact_point, search_token"))
    owner.dispose()
    return dealer


def plan(statement: Select[int]) -> str:
    sql = statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    # A group of two thousand is read whole as fast: the question is whether the index can be used at all.
    session().execute(text("SET LOCAL enable_seqscan = off"))
    return "\n".join(session().execute(text(f"EXPLAIN {sql}".replace(":", "\\:"))).scalars())


def listed(wanted: CustomerFilter) -> Select[int]:
    statement = select(Customer.id).where(Customer.tenant_id == current_tenant())
    if wanted.text:
        statement = statement.where(matching(wanted.text))
    if wanted.store_id:
        statement = statement.where(Customer.store_id == wanted.store_id)
    if wanted.lifecycle:
        statement = statement.where(Customer.lifecycle == wanted.lifecycle)
    return statement.order_by(Customer.name_sort, Customer.id).limit(51)


def test_list_reads_in_the_order_of_an_index(many: Dealer) -> None:
    assert "ix_customer_listed" in plan(listed(CustomerFilter()))
    assert "ix_customer_listed_store" in plan(listed(CustomerFilter(store_id=many.store_id)))
    assert "ix_customer_listed_lifecycle" in plan(listed(CustomerFilter(lifecycle=Lifecycle.LOST)))


@pytest.mark.parametrize("term", ["王", "wang", "0012"])
def test_search_is_a_range_of_the_token_index(many: Dealer, term: str) -> None:
    found = plan(listed(CustomerFilter(text=term)))
    assert "uq_search_token_token" in found
    assert "token >=" in found


def test_search_by_a_whole_number_is_one_look_up(many: Dealer) -> None:
    assert "ix_customer_contact_point_hash" in plan(listed(CustomerFilter(text="13800000012")))
