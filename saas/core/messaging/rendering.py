"""A template's text for one customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from saas.core.customers.models import Customer, CustomerKind, Gender
from saas.core.messaging.queries import TemplateText
from saas.core.messaging.setup import channel_setup
from saas.core.messaging.texts import Variable, filled, framed, named_variables, sms_parts
from saas.core.organisation.models import Store
from saas.core.privacy.models import ContactChannel, Purpose
from saas.core.vehicles.queries import vehicles_of
from saas.platform.database import load, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

ENGLISH = "en"
_TITLES = {Gender.MALE: "先生", Gender.FEMALE: "女士"}
_TITLES_EN = {Gender.MALE: "Mr ", Gender.FEMALE: "Ms "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What a customer reads. parts: as how many text messages it is charged. missing: variables without a value here."""

    subject: str
    body: str
    parts: int
    missing: tuple[str, ...] = ()


def rendered(template: TemplateText, customer_id: int, locale: str) -> Rendered:
    """A template's text for a customer, with signature and way out; raises NotFound, Invalid without this language."""
    english = locale == ENGLISH
    subject = template.subject_en if english else template.subject_zh
    body = template.body_en if english else template.body_zh
    if not body:
        raise Invalid("locale", _("This template has no text in this language."))
    values = _values(load(Customer, customer_id), english=english)
    missing = tuple(sorted(name for name in named_variables(subject + body) if not values.get(name)))
    text = filled(body, values)
    if template.channel is ContactChannel.SMS:
        setup = channel_setup(template.channel)
        way_out = setup.opt_out_en if english else setup.opt_out_zh
        # An answer to what the customer began needs none; all else does.
        needed = template.purpose != Purpose.SERVICE
        text = framed(text, signature=setup.signature, opt_out=way_out if needed else "")
    parts = sms_parts(text) if template.channel is ContactChannel.SMS else 1
    return Rendered(
        subject=" ".join(filled(subject, values).split()), body=text, parts=parts, missing=missing
    )


def _values(customer: Customer, *, english: bool) -> Mapping[str, str]:
    group = session().get_one(Tenant, current_tenant()).name
    store = load(Store, customer.store_id) if customer.store_id else None
    car = next((row[0] for row in vehicles_of(customer.id, limit=1) if row[2]), None)
    return {
        Variable.CUSTOMER: customer.name,
        Variable.SALUTATION: _salutation(customer, english=english),
        Variable.STORE: store.name if store else group,
        Variable.STORE_PHONE: store.phone if store else "",
        Variable.GROUP: group,
        Variable.PLATE: (car.plate or "") if car else "",
        Variable.MODEL: (car.series or car.model or "") if car else "",
    }


def _salutation(customer: Customer, *, english: bool) -> str:
    if customer.kind is CustomerKind.COMPANY or customer.gender not in _TITLES:
        return customer.name
    if english:
        return _TITLES_EN[customer.gender] + customer.name
    return customer.name + _TITLES[customer.gender]
