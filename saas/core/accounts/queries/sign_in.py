"""Reads of accounts, sessions and members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, or_, select
from sqlalchemy.orm import defer

from saas.core.accounts.models import (
    Account,
    AccountGroup,
    AccountSession,
    AccountStatus,
    ApiClient,
    Member,
    MemberStatus,
)
from saas.core.accounts.operations.sessions import living, proved_by_second_factor
from saas.core.accounts.proofs import vouched_with_second_factor, vouching_groups
from saas.core.accounts.tokens import token_hash
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.tenancy import TENANT, current_tenant
from saas.platform.tenancy.tenant import Tenant, TenantStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInAccount:
    """The person behind a request's session; what Flask-Login calls the current user."""

    id: int
    session_id: int
    display_name: str
    locale: str
    theme: str
    is_operator: bool
    last_seen_at: datetime
    rotate: bool
    proved_at: datetime | None
    proof: str = ""
    vouched: str = ""
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def by_own_factors(self) -> bool:
        """Whether the person proved who they are by factors of their own, not only by the word of a group's provider."""
        return bool(self.proof)

    def vouched_by(self, group_id: int) -> bool:
        """Whether the provider of a group vouches for the person."""
        return group_id in vouching_groups(self.vouched)

    def opens(self, group_id: int) -> bool:
        """Whether the session leads to the door of a group at all: own factors to each, a provider's word to its own."""
        return self.by_own_factors or self.vouched_by(group_id)

    def second_factor_shown(self, group_id: int) -> bool:
        """Whether a second factor was shown to a group: one of the person's own, or its provider says so."""
        return proved_by_second_factor(self.proof) or vouched_with_second_factor(self.vouched, group_id)

    def get_id(self) -> str:
        """The id as text, as Flask-Login asks for it."""
        return str(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInView:
    """The group that a request is about."""

    id: int
    code: str
    name: str
    status: TenantStatus
    timezone: str
    locale: str
    currency: str
    onboarding: dict[str, Any]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGroup:
    """A group that a person can go to."""

    group_id: int
    code: str
    name: str


GROUP_COLUMNS = (
    Tenant.id,
    Tenant.code,
    Tenant.name,
    Tenant.status,
    Tenant.timezone,
    Tenant.locale,
    Tenant.currency,
    Tenant.onboarding,
    Tenant.settings,
)
_ACCOUNT_COLUMNS = (
    Account.id.label("account_id"),
    Account.display_name,
    Account.locale.label("account_locale"),
    Account.theme,
    Account.is_operator,
    AccountSession.id.label("session_id"),
    AccountSession.last_seen_at,
    AccountSession.rotate,
    AccountSession.proof,
    AccountSession.vouched,
    AccountSession.proved_at,
)


def find_sign_in(
    work: Connection, token: str, group_code: str
) -> tuple[SignedInAccount | None, GroupInView | None]:
    """Who a session token stands for, and the group of that code if the person is an active member of it: one query."""
    row = work.execute(_sign_in(), {"token_hash": token_hash(token), "code": group_code}).one_or_none()
    if row is None:
        return None, None
    account = SignedInAccount(
        id=row.account_id,
        session_id=row.session_id,
        display_name=row.display_name,
        locale=row.account_locale,
        theme=row.theme,
        # No group's provider makes anybody an operator.
        is_operator=row.is_operator and bool(row.proof),
        last_seen_at=row.last_seen_at,
        rotate=row.rotate,
        proof=row.proof,
        vouched=row.vouched,
        proved_at=row.proved_at,
    )
    return account, group_of_row(row) if row.id is not None else None


def find_group(work: Connection, code: str) -> GroupInView | None:
    """The group of a code, or none."""
    row = work.execute(_group_of_code(), {"code": code}).one_or_none()
    return group_of_row(row) if row is not None else None


def find_membership(account_id: int) -> Member | None:
    """The active member of the current group that an account is, or none; the sealed address is left out."""
    return session().scalars(_membership(), {"account_id": account_id}).one_or_none()


def find_api_client(token: str) -> ApiClient | None:
    """The client of the current group that a token belongs to, or none when it is unknown, expired or revoked.

    The token before a rotation counts until its time is over.
    """
    living = (
        ApiClient.tenant_id == current_tenant(),
        ApiClient.revoked_at.is_(None),
        or_(ApiClient.expires_at.is_(None), ApiClient.expires_at > now()),
    )
    seen = token_hash(token)
    found = session().scalars(select(ApiClient).where(*living, ApiClient.token_hash == seen)).one_or_none()
    if found is not None:
        return found
    before = (ApiClient.previous_hash == seen, ApiClient.previous_until > now())
    return session().scalars(select(ApiClient).where(*living, *before)).one_or_none()


def groups_of(account_id: int) -> list[OwnGroup]:
    """The groups that an account is an active member of, by name, for the switcher; closed ones are left out."""
    rows = session().execute(_groups(), {"account_id": account_id})
    return [OwnGroup(group_id=row.id, code=row.code, name=row.name) for row in rows]


def groups_open_to(account: SignedInAccount) -> list[OwnGroup]:
    """The groups of a person that the session leads to: all, or those whose providers vouch for the person."""
    return [one for one in groups_of(account.id) if account.opens(one.group_id)]


@cache
def _sign_in() -> Select[*tuple[Any, ...]]:
    mine = and_(
        AccountGroup.account_id == Account.id,
        AccountGroup.code == bindparam("code"),
        AccountGroup.status == MemberStatus.ACTIVE,
    )
    return (
        select(*_ACCOUNT_COLUMNS, *GROUP_COLUMNS)
        .join(Account, Account.id == AccountSession.account_id)
        .outerjoin(AccountGroup, mine)
        .outerjoin(Tenant, Tenant.id == AccountGroup.group_id)
        .where(
            AccountSession.token_hash == bindparam("token_hash"),
            living(),
            Account.status != AccountStatus.DISABLED,
        )
    )


@cache
def _group_of_code() -> Select[*tuple[Any, ...]]:
    return select(*GROUP_COLUMNS).where(Tenant.code == bindparam("code"))


@cache
def _membership() -> Select[Member]:
    mine = (
        Member.tenant_id == TENANT,
        Member.account_id == bindparam("account_id"),
        Member.status == MemberStatus.ACTIVE,
    )
    return select(Member).where(*mine).options(defer(Member.email))


@cache
def _groups() -> Select[int, str, str]:
    return (
        select(Tenant.id, Tenant.code, Tenant.name)
        .join(AccountGroup, AccountGroup.group_id == Tenant.id)
        .where(
            AccountGroup.account_id == bindparam("account_id"),
            AccountGroup.status == MemberStatus.ACTIVE,
            Tenant.status != TenantStatus.CLOSED,
        )
        .order_by(Tenant.name, Tenant.id)
    )


def group_of_row(row: Any) -> GroupInView:
    """The group in a row of `GROUP_COLUMNS`."""
    return GroupInView(
        id=row.id,
        code=row.code,
        name=row.name,
        status=row.status,
        timezone=row.timezone,
        locale=row.locale,
        currency=row.currency,
        onboarding=row.onboarding,
        settings=row.settings,
    )
