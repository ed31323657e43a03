"""What the bulk operation takes and answers, and how rows of one batch are put together into customers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date

from saas.core.customers.id_documents import IdDocument
from saas.core.customers.models import ContactKind, CustomerKind, Gender
from saas.core.customers.values import ContactParts, NameParts, document_hash, name_parts, stored_contact


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer as a row of a file tells of them, judged and normalised; what the file did not say is empty.

    phones: E.164. Known by (source_system, source_id), else by a phone and the name, else by the identity number.
    """

    name: str
    kind: CustomerKind = CustomerKind.PERSON
    gender: Gender | None = None
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""
    document: IdDocument | None = None
    store_id: int | None = None
    source_system: str | None = None
    source_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Person:
    """One customer of the batch, put together from all rows that tell of them; a later row's values hold."""

    number: int
    row: CustomerRow
    name: NameParts
    contacts: dict[tuple[ContactKind, str], ContactParts] = field(default_factory=dict)
    document: tuple[IdDocument, str] | None = None
    gender: Gender | None = None
    birth_date: date | None = None
    store_id: int | None = None

    @property
    def phone_hashes(self) -> list[str]:
        """The keyed hashes of the numbers, in their order."""
        return [hashed for kind, hashed in self.contacts if kind is ContactKind.PHONE]

    @property
    def source(self) -> tuple[str, str] | None:
        """The key in the system that it came from."""
        row = self.row
        return (row.source_system, row.source_id) if row.source_system and row.source_id else None

    def is_another(self, other: Person) -> bool:
        """Whether the same system says that these are two."""
        return self.differs(other.row)

    def differs(self, row: CustomerRow) -> bool:
        """Whether the same system says that a row means somebody else, by giving them two ids."""
        return bool(
            self.source
            and row.source_id
            and row.source_system == self.row.source_system
            and row.source_id != self.row.source_id
        )

    def absorb(self, other: Person) -> None:
        """Take over what rows said of the same customer under another key."""
        self.take(other.row, other.contacts)
        self.document = other.document or self.document
        self.gender = other.gender or self.gender
        self.birth_date = other.birth_date or self.birth_date

    def take(self, row: CustomerRow, contacts: dict[tuple[ContactKind, str], ContactParts]) -> None:
        """Add what a row says; nothing that it leaves empty is erased."""
        for key, parts in contacts.items():
            self.contacts.setdefault(key, parts)
        if row.document is not None:
            self.document = (row.document, document_hash(row.document.number))
        self.gender = row.gender or self.gender
        self.birth_date = row.birth_date or self.birth_date
        self.store_id = self.store_id or row.store_id


def gather(rows: Iterable[CustomerRow]) -> tuple[list[Person], list[int]]:
    """The customers of a batch, and for each row the number of its customer."""
    people: list[Person] = []
    known: dict[Hashable, Person] = {}
    numbers: list[int] = []
    for row in rows:
        name, contacts = name_parts(row.name), contacts_of(row)
        keys = _keys(row, name, contacts)
        person = next((known[key] for key in keys if key in known), None)
        if person is None or person.differs(row):
            person = Person(number=len(people), row=row, name=name)
            people.append(person)
        person.take(row, contacts)
        for key in keys:
            known.setdefault(key, person)
        numbers.append(person.number)
    return people, numbers


def contacts_of(row: CustomerRow) -> dict[tuple[ContactKind, str], ContactParts]:
    """The contacts of a row by kind and hash, in their order."""
    values = [(ContactKind.PHONE, phone) for phone in row.phones]
    values += [(ContactKind.EMAIL, email) for email in row.emails]
    if row.address:
        values.append((ContactKind.ADDRESS, row.address))
    found: dict[tuple[ContactKind, str], ContactParts] = {}
    for kind, value in values:
        parts = stored_contact(kind, value)
        found.setdefault((kind, parts.value_hash), parts)
    return found


def _keys(
    row: CustomerRow, name: NameParts, contacts: dict[tuple[ContactKind, str], ContactParts]
) -> list[Hashable]:
    keys: list[Hashable] = []
    if row.source_system and row.source_id:
        keys.append(("source", row.source_system, row.source_id))
    keys += [(name.key, hashed) for kind, hashed in contacts if kind is ContactKind.PHONE]
    if row.document is not None:
        keys.append(("document", row.document.kind, row.document.number))
    return keys
