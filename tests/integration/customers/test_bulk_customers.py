"""Many customers at once: the same tables as one by one, and nothing changed by the same rows again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from saas.core.customers import bulk
from saas.core.customers.bulk import Counts, CustomerRow
from saas.core.customers.id_documents import IdDocument, read_id_document
from saas.core.customers.models import ContactKind, Customer, CustomerKind, Gender
from saas.core.customers.operations import add_contact_point, create_customer, set_id_document
from saas.core.customers.values import CustomerDetails, NewContact
from saas.platform.database import session
from saas.platform.tenancy import current_tenant
from saas.testing.factories.customers import customer
from tests.integration.customers.conftest import Dealer

BOOKKEEPING = {
    "id",
    "tenant_id",
    "customer_id",
    "first_id",
    "second_id",
    "created_at",
    "updated_at",
    "value",
    "number",
}
TABLES = {
    "customer": "SELECT * FROM customer WHERE tenant_id = :t",
    "points": "SELECT p.*, c.name_key FROM customer_contact_point p JOIN customer c ON c.tenant_id = p.tenant_id"
    " AND c.id = p.customer_id WHERE p.tenant_id = :t",
    "documents": "SELECT d.*, c.name_key FROM customer_id_document d JOIN customer c ON c.tenant_id = d.tenant_id"
    " AND c.id = d.customer_id WHERE d.tenant_id = :t",
    "tokens": "SELECT s.*, c.name_key FROM search_token s JOIN customer c ON c.tenant_id = s.tenant_id"
    " AND c.id = s.customer_id WHERE s.tenant_id = :t",
    "candidates": "SELECT d.*, a.name_key one, b.name_key other FROM duplicate_candidate d"
    " JOIN customer a ON a.tenant_id = d.tenant_id AND a.id = d.first_id"
    " JOIN customer b ON b.tenant_id = d.tenant_id AND b.id = d.second_id WHERE d.tenant_id = :t",
}


def contents(leave_out: set[str]) -> dict[str, list[str]]:
    """All that the tables hold, but for ids, times and sealed values."""
    session().flush()
    found = {}
    for name, statement in TABLES.items():
        rows = session().execute(text(statement), {"t": current_tenant()}).mappings()
        found[name] = sorted(
            str(sorted((k, str(v)) for k, v in row.items() if k not in leave_out)) for row in rows
        )
    return found


def emptied() -> None:
    for table in (
        "duplicate_candidate",
        "search_token",
        "customer_id_document",
        "customer_contact_point",
        "customer",
    ):
        session().execute(text(f"DELETE FROM {table} WHERE tenant_id = :t"), {"t": current_tenant()})
    session().expire_all()


def document(number: str) -> IdDocument:
    read = read_id_document(number)
    assert isinstance(read, IdDocument)
    return read


def row(name: str, *phones: str, **fields: Any) -> CustomerRow:
    return CustomerRow(name=name, phones=tuple(f"+86{phone}" for phone in phones), **fields)


def sample(store_id: int) -> list[CustomerRow]:
    return [
        row("王晓明", "13800000001", "13800000002", gender=Gender.MALE, store_id=store_id),
        row("李芳", "13800000001", emails=("li@example.com",), address="上海市浦东新区世纪大道1号"),
        row("上海华通物流有限公司", "13800000003", kind=CustomerKind.COMPANY, store_id=store_id),
        row("单于晓", "13800000004", document=document("11010519491231002X"), birth_date=date(1949, 12, 31)),
        row("单于晓", "13800000005", document=document("11010519491231002X")),
        row("Anna Müller", "13800000006", source_system="DMS", source_id="C-1"),
    ]


def one_by_one(rows: Sequence[CustomerRow]) -> None:
    """What the single operations make of rows that are all new."""
    for one in rows:
        contacts = [NewContact(kind=ContactKind.PHONE, value=phone) for phone in one.phones]
        contacts += [NewContact(kind=ContactKind.EMAIL, value=email) for email in one.emails]
        if one.address:
            contacts.append(NewContact(kind=ContactKind.ADDRESS, value=one.address))
        details = CustomerDetails(
            name=one.name,
            kind=one.kind,
            gender=one.gender or Gender.UNKNOWN,
            birth_date=one.birth_date,
            store_id=one.store_id,
        )
        made = create_customer(details, contacts, source_system=one.source_system, source_id=one.source_id)
        if one.document:
            set_id_document(made.id, one.document.number)


def test_upsert_makes_the_same_tables_as_one_by_one(dealer: Dealer) -> None:
    rows = [one for n, one in enumerate(sample(dealer.store_id)) if n != 4]
    one_by_one(rows)
    single = contents(BOOKKEEPING)
    emptied()
    answer = bulk.upsert(rows)
    assert answer.counts == Counts(created=5)
    assert contents(BOOKKEEPING) == single


def test_upsert_twice_changes_nothing(dealer: Dealer) -> None:
    rows = sample(dealer.store_id)
    first = bulk.upsert(rows)
    before = contents(set())
    second = bulk.upsert(rows)
    assert first.counts == Counts(created=5)
    assert second.counts == Counts(unchanged=5)
    assert (second.ids, second.created, second.updated) == (first.ids, frozenset(), frozenset())
    assert contents(set()) == before


def test_upsert_takes_one_customer_of_a_batch_once(dealer: Dealer) -> None:
    answer = bulk.upsert(
        [
            row("王晓明", "13800000001"),
            row("王晓明", "13800000001", "13800000002"),
            row("王晓明", "13800000002"),
        ]
    )
    assert answer.counts == Counts(created=1)
    assert len(set(answer.ids)) == 1
    assert len(contents(BOOKKEEPING)["points"]) == 2


def test_upsert_never_erases_what_is_stored(dealer: Dealer) -> None:
    made = customer(
        "王晓明",
        phones=["13800000001"],
        gender=Gender.MALE,
        birth_date=date(1990, 1, 2),
        store_id=dealer.store_id,
    )
    bulk.upsert([row("王晓明", "13800000001")])
    session().refresh(made)
    assert (made.gender, made.birth_date, made.store_id, made.row_version) == (
        Gender.MALE,
        date(1990, 1, 2),
        dealer.store_id,
        1,
    )


def test_upsert_adds_what_is_new_as_the_single_operation_does(dealer: Dealer) -> None:
    made = customer("王晓明", phones=["13800000001"])
    add_contact_point(made.id, NewContact(kind=ContactKind.PHONE, value="13800000002"))
    single = contents({*BOOKKEEPING, "row_version"})
    emptied()
    again = customer("王晓明", phones=["13800000001"])
    answer = bulk.upsert([row("王晓明", "13800000001", "13800000002")])
    assert answer.counts == Counts(updated=1)
    assert answer.ids == (again.id,)
    assert contents({*BOOKKEEPING, "row_version"}) == single


def test_upsert_follows_the_source_when_a_name_changes(dealer: Dealer) -> None:
    old = row("王晓明", "13800000001", source_system="DMS", source_id="7")
    new = row("王小明", "13800000001", source_system="DMS", source_id="7")
    (made,) = bulk.upsert([old]).ids
    answer = bulk.upsert([new])
    assert (answer.counts, answer.ids) == (Counts(updated=1), (made,))
    stored = session().get(Customer, (dealer.tenant_id, made))
    assert stored is not None
    assert (stored.name, stored.row_version) == ("王小明", 2)
    tokens = str(contents(BOOKKEEPING)["tokens"])
    assert "王小明" in tokens
    assert "王晓明" not in tokens


def test_upsert_keeps_apart_whom_one_source_keeps_apart(dealer: Dealer) -> None:
    rows = [
        row("王晓明", "13800000001", source_system="DMS", source_id="7"),
        row("王晓明", "13800000001", source_system="DMS", source_id="8"),
    ]
    assert bulk.upsert(rows).counts == Counts(created=2)
    assert bulk.upsert(rows).counts == Counts(unchanged=2)
    assert len(contents(BOOKKEEPING)["candidates"]) == 1


def test_upsert_puts_together_who_turns_out_to_be_one(dealer: Dealer) -> None:
    made = customer("王晓明", phones=["13800000001", "13800000002"])
    answer = bulk.upsert(
        [row("王晓明", "13800000001", "13800000003"), row("王晓明", "13800000002", "13800000003")]
    )
    assert (set(answer.ids), answer.counts) == ({made.id}, Counts(updated=1))


def test_upsert_of_nothing_does_nothing(dealer: Dealer) -> None:
    assert bulk.upsert([]).counts == Counts()
