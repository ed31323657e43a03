"""What an operation takes: a customer's own data, a new contact, an identity number, all still as they were typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.core.customers.emails import normalise_email
from saas.core.customers.id_documents import IdDocument, IdProblem, read_id_document
from saas.core.customers.models import ContactKind, CustomerKind, Gender
from saas.core.customers.names import pinyin, read_name
from saas.core.customers.phones import normalise_phone, tail4
from saas.core.customers.search_tokens import fold
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.security.keys import keyed_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetails:
    """A customer's own data. owner_id: the member who looks after them; store_id: the store that does."""

    name: str
    kind: CustomerKind = CustomerKind.PERSON
    gender: Gender = Gender.UNKNOWN
    birth_date: date | None = None
    store_id: int | None = None
    owner_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """A phone number, e-mail or address as it was typed."""

    kind: ContactKind
    value: str
    label: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """A name as it is stored: shown, compared and sorted by."""

    name: str
    key: str
    sort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactParts:
    """A contact as it is stored: the normalised value, its keyed hash and its tail in clear."""

    value: str
    value_hash: str
    tail: str


def name_parts(text: str) -> NameParts:
    """A name normalised; raises Invalid for an empty one."""
    name = read_name(text).text
    if not name:
        raise Invalid("name", _("Enter the name."))
    return NameParts(name=name, key=fold(name) or name, sort=pinyin(name).sort_key or name.lower())


def contact_parts(kind: ContactKind, text: str) -> ContactParts:
    """A contact normalised and hashed; raises Invalid for one that is none of its kind."""
    if kind is ContactKind.PHONE:
        phone = normalise_phone(text)
        if phone is None:
            raise Invalid("value", _("This is no phone number."))
        return stored_contact(kind, phone.e164)
    if kind is ContactKind.EMAIL:
        email = normalise_email(text)
        if email is None:
            raise Invalid("value", _("This is no e-mail address."))
        return stored_contact(kind, email)
    address = " ".join(text.split())
    if not address:
        raise Invalid("value", _("Enter the address."))
    return stored_contact(kind, address)


def stored_contact(kind: ContactKind, value: str) -> ContactParts:
    """The hash and tail of a value that is normalised already."""
    tail = tail4(value) if kind is ContactKind.PHONE else ""
    return ContactParts(value=value, value_hash=keyed_hash(kind, value), tail=tail)


def phone_hash(e164: str) -> str:
    """The keyed hash by which a whole number is found."""
    return keyed_hash(ContactKind.PHONE, e164)


def document_hash(number: str) -> str:
    """The keyed hash by which a whole identity number is found."""
    return keyed_hash("id", number)


def document_parts(text: str) -> IdDocument:
    """An identity number normalised; raises Invalid for one that cannot be right."""
    read = read_id_document(text)
    if isinstance(read, IdProblem):
        words = {
            IdProblem.SHAPE: _("This is no identity number."),
            IdProblem.BIRTH_DATE: _("The day of birth in this number does not exist."),
            IdProblem.CHECK_DIGIT: _("The last character does not fit the others; look at the card again."),
        }
        raise Invalid("number", words[read])
    return read
