"""A customer's own page about contact: links to it, what holds, and what the customer says there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select, update

from saas.core.accounts.links import public_link
from saas.core.accounts.tokens import new_token, token_hash
from saas.core.customers.models import Customer
from saas.core.organisation.models import Store
from saas.core.privacy.decision import ALLOWED_UNTIL_REFUSED, SpecialGroup, purpose_of
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ContactChannel,
    LinkKind,
    PreferenceLink,
    Purpose,
)
from saas.core.privacy.notice_models import ConsentNotice
from saas.core.privacy.notices import notices_for
from saas.core.privacy.operations import block_contact, record_consent
from saas.core.privacy.policy_form import CAPPED
from saas.core.privacy.queries import statements_of
from saas.core.privacy.turns import take_turn
from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

VALID_FOR = timedelta(days=90)
"""How long a link opens its page: as long as a mail is likely to be looked at again."""
CHANNELS = (ContactChannel.PHONE, ContactChannel.SMS, ContactChannel.EMAIL, ContactChannel.WECHAT)

WITHOUT_CONTACT = (Purpose.PROFILING, Purpose.SHARE)
"""Uses of data that are no contact: one wish each."""
ASKED = (
    *((purpose.value, channel) for purpose in CAPPED for channel in CHANNELS),
    *((purpose.value, ContactChannel.ANY) for purpose in WITHOUT_CONTACT),
    *((purpose_of(group), ContactChannel.ANY) for group in SpecialGroup),
)

Wishes = dict[tuple[str, ContactChannel], bool]
"""Purpose and channel to whether the customer may be contacted so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link as it is shown once. address: whole, with the token that is kept nowhere."""

    address: str
    expires_at: datetime


def make_preference_link(customer_id: int, kind: LinkKind) -> NewLink:
    """Make a link to a customer's page; one that is handed out ends those that were handed out before. Raises NotFound."""
    person = take_turn(customer_id)
    if kind is LinkKind.HANDED:
        _end_handed(person)
    token = new_token()
    link = PreferenceLink(
        customer_id=person, kind=kind, token_hash=token_hash(token), expires_at=now() + VALID_FOR
    )
    session().add(link)
    session().flush()
    if kind is LinkKind.HANDED:
        record("privacy.preference_link.made", "customer", person, detail={"preference_link_id": link.id})
    group = session().get_one(Tenant, current_tenant()).code
    return NewLink(address=public_link(group, f"preferences/{token}"), expires_at=link.expires_at)


def find_preference_link(token: str) -> PreferenceLink:
    """The link of a token; raises NotFound, alike for an unknown, an ended, an expired and a foreign one."""
    mine = select(PreferenceLink).where(
        PreferenceLink.tenant_id == current_tenant(),
        PreferenceLink.token_hash == token_hash(token),
        PreferenceLink.ended_at.is_(None),
        PreferenceLink.expires_at > now(),
    )
    link = session().scalars(mine).one_or_none()
    if link is None:
        raise NotFound(_("This link is not valid, or no longer. Ask whoever gave it to you for a new one."))
    return link


def wishes_of(customer_id: int) -> Wishes:
    """What the customer may be contacted for, by what they said last and else by the purpose's default.

    Purposes that are no contact have one wish, under the channel `any`.
    """
    said = {channel: statements_of({customer_id}, channel) for channel in (*CHANNELS, ContactChannel.ANY)}
    return {
        (purpose, channel): _may(purpose, said[channel].get((customer_id, purpose)))
        for purpose, channel in ASKED
    }


def notices_shown_to(customer_id: int) -> dict[str, ConsentNotice]:
    """Purpose to the notice of the company that looks after the customer, else of the group."""
    of_store = (
        select(Store.legal_entity_id)
        .join(Customer, and_(Customer.tenant_id == Store.tenant_id, Customer.store_id == Store.id))
        .where(Customer.tenant_id == current_tenant(), Customer.id == customer_id)
    )
    return notices_for(session().scalar(of_store))


def say_wishes(
    link: PreferenceLink,
    wished: Mapping[tuple[str, ContactChannel], bool],
    shown: Mapping[str, int] | None = None,
) -> set[str]:
    """Record what the customer changed, each as a statement with the link as its evidence.

    What is as it was is not said again: a page that was only sent back agrees to nothing. shown: purpose to the notice
    that stood on the page. What is withdrawn holds in any case; returns the purposes whose notice is another one by now,
    so that nobody agrees to what they did not read.
    """
    person = take_turn(link.customer_id)
    held = wishes_of(person)
    changed = {asked: may for asked, may in wished.items() if held[asked] is not may}
    current = {purpose: notice.id for purpose, notice in notices_shown_to(person).items()}
    unread = {purpose for purpose, id_ in current.items() if (shown or {}).get(purpose) != id_}
    for (purpose, channel), may in changed.items():
        if may and purpose in unread:
            continue
        record_consent(
            person,
            purpose,
            ConsentDecision.GRANT if may else ConsentDecision.WITHDRAW,
            channel=channel,
            notice_id=current.get(purpose),
            evidence={"kind": "link", "id": link.id},
        )
    return {purpose for (purpose, _channel), may in changed.items() if may and purpose in unread}


def stop_all_contact(link: PreferenceLink) -> None:
    """Put the customer on the do-not-contact list, for all purposes and channels; again changes nothing."""
    block_contact(link.customer_id, source=BlockSource.REPLY)


def _may(purpose: str, said: ConsentDecision | None) -> bool:
    return said is ConsentDecision.GRANT if said is not None else purpose in ALLOWED_UNTIL_REFUSED


def _end_handed(customer_id: int) -> None:
    handed = (
        PreferenceLink.tenant_id == current_tenant(),
        PreferenceLink.customer_id == customer_id,
        PreferenceLink.kind == LinkKind.HANDED,
        PreferenceLink.ended_at.is_(None),
    )
    session().execute(update(PreferenceLink).where(*handed).values(ended_at=now()))
