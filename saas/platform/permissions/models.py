"""Tables of rights: a group's roles, what it changed in them, and who has which role where."""

from __future__ import annotations

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
    """A role that a member has, for the whole group or for one store."""

    __tablename__ = "member_role"
    __table_args__ = (
        UniqueConstraint("tenant_id", "member_id", "role_id", "store_id", postgresql_nulls_not_distinct=True),
        CheckConstraint(
            "scope_kind = 'group' AND store_id IS NULL OR scope_kind = 'store' AND store_id IS NOT NULL",
            name="place",
        ),
    )

    member_id: Mapped[int] = ref("member", ondelete="CASCADE", index=False)
    role_id: Mapped[int] = ref("role")
    scope_kind: Mapped[Scope] = choice(Scope)
    store_id: Mapped[int | None] = optional_ref("store", ondelete="CASCADE")
