"""Dealer groups and their stores."""

import itertools
import os
from dataclasses import dataclass

from saas.core.accounts.operations import register_group
from saas.core.organisation.models import LegalEntity, Store
from saas.testing.factories import application
from saas.testing.factories.application import inside

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member with a sign-in, as tests know it."""

    group: str
    tenant_id: int
    member_id: int
    account_id: int
    login: str
    password: str = PASSWORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group and its first administrator."""

    id: int
    code: str
    name: str
    admin: Person


def number() -> int:
    """A number that no other call of this run got, also not in another worker."""
    return next(_numbers) * 1000 + os.getpid() % 1000


def group(*, code: str = "", name: str = "") -> Group:
    """A new group with its administrator, through the real operation."""
    n = number()
    code = code or f"g{n}"
    login = f"admin{n}@example.com"
    with application.current().app_context():
        founded = register_group(
            code=code, name=name or f"集团{n}", login=login, password=PASSWORD, display_name=f"管理员{n}"
        )
    assert founded.account_id is not None
    admin = Person(
        group=code,
        tenant_id=founded.tenant_id,
        member_id=founded.member_id,
        account_id=founded.account_id,
        login=login,
    )
    return Group(id=founded.tenant_id, code=code, name=name or f"集团{n}", admin=admin)


def store(of: Group, *, code: str = "", name: str = "", entity_name: str = "") -> int:
    """A store of a group in a legal entity of its own; returns its id."""
    n = number()
    with inside(of.id) as work:
        entity = LegalEntity(name=entity_name or f"汽车销售服务有限公司{n}")
        work.add(entity)
        work.flush()
        made = Store(code=code or f"S{n}", name=name or f"门店{n}", legal_entity_id=entity.id)
        work.add(made)
        work.flush()
        return made.id
