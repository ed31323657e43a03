"""Customers, their contact points, search tokens and duplicate candidates."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, Date, Index, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.i18n import _l
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import (
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    optional_ref,
    personal,
    ref,
)


class CustomerKind(StrEnum):
    """A person, or a company that owns vehicles."""

    PERSON = "person"
    COMPANY = "company"


class Gender(StrEnum):
    """As the customer wishes to be addressed."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Lifecycle(StrEnum):
    """prospect → owner → dormant → lost (→ owner); former has no vehicle left."""

    PROSPECT = "prospect"
    OWNER = "owner"
    DORMANT = "dormant"
    LOST = "lost"
    FORMER = "former"


# The list walks its order in the index alone, so the index has to tell who is gone.
_LISTED = ["gone_at"]


class Customer(Versioned, TenantModel):
    """A person or company that the group cares for after the sale.

    name_key: the normalised name that imports compare. name_sort: pinyin, since the server sorts no Chinese.
    source_system, source_id: key in the system it came from, empty for those made here.
    verified_at: when the contact data were last confirmed with the customer.
    lifecycle_on: the day of the last transition, none while it is the first state.
    merged_into_id: the customer that this one turned out to be; always the last of a chain, so that one look finds who
    an old link, an import or a row of a ledger means.
    gone_at: since when it is merged or erased and in no list; the row stays, since ledgers refer to it.
    update_wanted: an unreachable number is to be asked for at the next visit.
    """

    __tablename__ = "customer"
    __title__ = _l("Own data")
    __table_args__ = (
        # Customers made here have no source id: NULLs are distinct on purpose.
        UniqueConstraint("tenant_id", "source_system", "source_id"),
        Index("ix_customer_listed", "tenant_id", "name_sort", "id", postgresql_include=_LISTED),
        Index(
            "ix_customer_listed_store", "tenant_id", "store_id", "name_sort", "id", postgresql_include=_LISTED
        ),
        Index(
            "ix_customer_listed_lifecycle",
            "tenant_id",
            "lifecycle",
            "name_sort",
            "id",
            postgresql_include=_LISTED,
        ),
        Index("ix_customer_name_key", "tenant_id", "name_key"),
    )

    name: Mapped[str] = mapped_column(info=personal(DataCategory.IDENTITY))
    name_key: Mapped[str] = mapped_column(info=personal(DataCategory.IDENTITY))
    name_sort: Mapped[str] = mapped_column(TEXT(collation="C"), info=personal(DataCategory.IDENTITY))
    kind: Mapped[CustomerKind] = choice(CustomerKind, default=CustomerKind.PERSON)
    gender: Mapped[Gender] = choice(Gender, default=Gender.UNKNOWN)
    birth_date: Mapped[date | None] = mapped_column(Date, info=personal(DataCategory.IDENTITY))
    lifecycle: Mapped[Lifecycle] = choice(Lifecycle, default=Lifecycle.PROSPECT)
    lifecycle_on: Mapped[date | None] = mapped_column(Date)
    store_id: Mapped[int | None] = optional_ref("store", index=False)
    owner_id: Mapped[int | None] = optional_ref("member")
    source_system: Mapped[str | None] = code_text(nullable=True)
    source_id: Mapped[str | None] = mapped_column(info=personal(DataCategory.IDENTITY))
    note: Mapped[str] = mapped_column(default="", info=personal(DataCategory.COMMUNICATION))
    verified_at: Mapped[datetime | None]
    update_wanted: Mapped[bool] = mapped_column(Boolean, default=False)
    merged_into_id: Mapped[int | None] = optional_ref("customer")
    gone_at: Mapped[datetime | None]


class ContactKind(StrEnum):
    """What a contact point is."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class ContactStatus(StrEnum):
    """Whether it was seen to work."""

    UNVERIFIED = "unverified"
    VALID = "valid"
    INVALID = "invalid"


class ContactPoint(Versioned, TenantModel):
    """A phone number, e-mail or address of a customer, sealed.

    value_hash: keyed hash of the normalised value, for equality. tail: the last four characters of a phone, in clear;
    a hash of four digits would hide nothing.
    """

    __tablename__ = "customer_contact_point"
    __title__ = _l("Ways to reach")
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "kind", "value_hash"),
        Index("ix_customer_contact_point_hash", "tenant_id", "value_hash"),
    )

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE", index=False)
    kind: Mapped[ContactKind] = choice(ContactKind)
    value: Mapped[str] = mapped_column(
        Sealed("customer_contact_point.value"), info=personal(DataCategory.CONTACT)
    )
    value_hash: Mapped[str] = mapped_column(info=personal(DataCategory.CONTACT))
    tail: Mapped[str] = mapped_column(default="", info=personal(DataCategory.CONTACT))
    label: Mapped[str] = mapped_column(default="", info=personal(DataCategory.CONTACT))
    is_primary: Mapped[bool] = mapped_column(Boolean, default=False)
    status: Mapped[ContactStatus] = choice(ContactStatus, default=ContactStatus.UNVERIFIED)


class DocumentKind(StrEnum):
    """What kind of identity number."""

    RESIDENT = "resident"
    COMPANY = "company"
    OTHER = "other"


class CustomerIdDocument(Versioned, TenantModel):
    """An identity number of a customer, sealed; sensitive data."""

    __tablename__ = "customer_id_document"
    __title__ = _l("Identity numbers")
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "number_hash", "customer_id"),)

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE")
    kind: Mapped[DocumentKind] = choice(DocumentKind)
    number: Mapped[str] = mapped_column(
        Sealed("customer_id_document.number"), info=personal(DataCategory.DOCUMENT)
    )
    number_hash: Mapped[str] = mapped_column(info=personal(DataCategory.DOCUMENT))
    tail: Mapped[str] = mapped_column(default="", info=personal(DataCategory.DOCUMENT))


class SearchToken(TenantModel):
    """What a customer is found by: suffixes of names, pinyin, plates, VINs and phone tails, searched by prefix.

    kind: which of them. source: what gave the token (`customer`, or `vehicle:<id>`), so that a change replaces its own.
    """

    __tablename__ = "search_token"
    __title__ = _l("Words for the search")
    __table_args__ = (
        UniqueConstraint("tenant_id", "token", "kind", "customer_id", "source"),
        Index("ix_search_token_customer", "tenant_id", "customer_id", "source"),
    )

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE", index=False)
    token: Mapped[str] = mapped_column(TEXT(collation="C"), info=personal(DataCategory.IDENTITY))
    kind: Mapped[str] = code_text()
    source: Mapped[str] = code_text()


class CustomerShare(TenantModel):
    """A company of the group that may have a customer's data besides their own store's; none: all of them.

    Worked out from the consent ledger, which is the proof; here so that every list can look at it.
    """

    __tablename__ = "customer_share"
    __title__ = _l("Companies that may have the data")
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "legal_entity_id", postgresql_nulls_not_distinct=True),
    )

    customer_id: Mapped[int] = ref("customer", ondelete="CASCADE", index=False)
    legal_entity_id: Mapped[int | None] = optional_ref("legal_entity")


class CandidateStatus(StrEnum):
    """open until somebody decides; merging comes with its own operation."""

    OPEN = "open"
    DISTINCT = "distinct"
    MERGED = "merged"


class DuplicateCandidate(Versioned, TenantModel):
    """Two customers that may be one; `first_id` is the smaller id.

    reason: `phone` (a family shares a number), `document`, `vin` or `name_address`. score: 0 to 100.
    """

    __tablename__ = "duplicate_candidate"
    __title__ = _l("Guesses who is the same")
    __table_args__ = (UniqueConstraint("tenant_id", "first_id", "second_id"),)

    first_id: Mapped[int] = ref("customer", ondelete="CASCADE", index=False)
    second_id: Mapped[int] = ref("customer", ondelete="CASCADE")
    reason: Mapped[str] = code_text()
    score: Mapped[int] = mapped_column(Integer)
    status: Mapped[CandidateStatus] = choice(CandidateStatus, default=CandidateStatus.OPEN)
