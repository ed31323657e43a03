"""Tables of rights: a group's roles, what it changed in them, who has which role where, and who is in which team."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.platform.permissions.scopes import Scope
from saas.platform.tenancy import TenantModel, Versioned, choice, code_text, optional_ref, ref


class RoleRow(Versioned, TenantModel):
    """A role of a group: its own row of a built-in one, or one that it made.

    code: of a built-in role, the code of its declaration. title: empty for a built-in role, whose declaration has it.
    """

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = code_text()
    title: Mapped[str] = code_text(default="")
    builtin: Mapped[bool] = mapped_column(Boolean, default=False)


class RolePermission(Versioned, TenantModel):
    """What a group itself says of a role and a permission; without a row a built-in role keeps what is declared.

    scope: how far it reaches; none takes it away. The row stays while the plugin of the permission is off.
    """

    __tablename__ = "role_permission"
    __table_args__ = (UniqueConstraint("tenant_id", "role_id", "permission"),)

    role_id: Mapped[int] = ref("role", ondelete="CASCADE", index=False)
    permission: Mapped[str] = code_text()
    scope: Mapped[Scope | None] = choice(Scope, nullable=True)


class MemberRole(Versioned, TenantModel):
    """A role that a member has, for the whole group or for one store.

    valid_from, valid_until: the first and the last day on which it counts, of the group's time zone; none for no end.
    A row whose last day has passed stays, for everybody to see who could do what then.
    """

    __tablename__ = "member_role"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "member_id",
            "role_id",
            "store_id",
            "valid_from",
            "valid_until",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(
            "scope_kind = 'group' AND store_id IS NULL OR scope_kind = 'store' AND store_id IS NOT NULL",
            name="place",
        ),
    )

    member_id: Mapped[int] = ref("member", ondelete="CASCADE", index=False)
    role_id: Mapped[int] = ref("role")
    scope_kind: Mapped[Scope] = choice(Scope)
    store_id: Mapped[int | None] = optional_ref("store", ondelete="CASCADE")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class Delegation(Versioned, TenantModel):
    """Somebody who stands in for a member on some days, with some of the member's roles; it ends by itself.

    valid_from, valid_until: the first and the last day, of the group's time zone. ended_at: when it was ended before.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="period"),
        CheckConstraint("deputy_id <> member_id", name="somebody_else"),
    )

    member_id: Mapped[int] = ref("member", ondelete="CASCADE")
    deputy_id: Mapped[int] = ref("member", ondelete="CASCADE")
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    ended_at: Mapped[datetime | None]


class DelegatedRole(TenantModel):
    """A role that the stand-in has as long as the member has it, for the same store or the whole group.

    It names the role and not the member's row of it: what the member no longer has, nobody has in their place.
    """

    __tablename__ = "delegated_role"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "delegation_id", "role_id", "store_id", postgresql_nulls_not_distinct=True
        ),
    )

    delegation_id: Mapped[int] = ref("delegation", ondelete="CASCADE", index=False)
    role_id: Mapped[int] = ref("role")
    store_id: Mapped[int | None] = optional_ref("store", ondelete="CASCADE")


class Team(Versioned, TenantModel):
    """Members who work together, as a rule in a department; the scope `team` reaches the rows of all of them."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str] = code_text()
    department_id: Mapped[int | None] = optional_ref("department")


class TeamMember(TenantModel):
    """That a member is in a team; one may be in several."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("tenant_id", "team_id", "member_id"),)

    team_id: Mapped[int] = ref("team", ondelete="CASCADE", index=False)
    member_id: Mapped[int] = ref("member", ondelete="CASCADE")
