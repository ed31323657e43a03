"""Groups for benchmarks: made by the real operation, with stores, and for some a person who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select

from saas.core.accounts.models import Member
from saas.core.accounts.operations import found_group_for, register_group, sign_in
from saas.core.accounts.queries import find_group
from saas.core.organisation.models import LegalEntity, Store
from saas.platform.database import global_connection, unit_of_work
from saas.platform.tenancy import Actor, ActorKind, tenant_context

_PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group; token: of a session of its administrator, empty for a group that nobody looks at."""

    id: int
    code: str
    store_ids: tuple[int, ...] = ()
    token: str = ""


def make_group(app: Flask, code: str, *, stores: int = 1, visited: bool = False) -> Group:
    """A new group with its stores; `visited` gives its administrator a sign-in, which `enter` uses."""
    with app.app_context():
        if visited:
            founded = register_group(
                code=code, name=code, login=_login(code), password=_PASSWORD, display_name="管理员"
            )
        else:
            founded = found_group_for(code=code, name=code, display_name="管理员")
        return Group(id=founded.tenant_id, code=code, store_ids=_stores(founded.tenant_id, stores))


def enter(app: Flask, code: str) -> Group:
    """A group that was made with `visited`, with its administrator signed in anew."""
    with app.app_context():
        found = sign_in(login=_login(code), password=_PASSWORD, address="127.0.0.1", agent="benchmark")
        with global_connection() as work:
            group = find_group(work, code)
    if group is None:
        raise RuntimeError(f"there is no group {code}")
    return Group(id=group.id, code=code, token=found.token)


def administrator_of(tenant_id: int) -> Actor:
    """The group's first administrator, for what asks whoever acts for a right."""
    with tenant_context(tenant_id), unit_of_work() as work:
        return Actor(kind=ActorKind.MEMBER, id=work.execute(select(func.min(Member.id))).scalar_one())


def _login(code: str) -> str:
    return f"{code}@example.com"


def _stores(tenant_id: int, count: int) -> tuple[int, ...]:
    with tenant_context(tenant_id), unit_of_work() as work:
        entity = LegalEntity(name="汽车销售服务有限公司")
        work.add(entity)
        work.flush()
        made = [Store(code=f"S{n}", name=f"门店{n}", legal_entity_id=entity.id) for n in range(count)]
        work.add_all(made)
        work.flush()
        return tuple(store.id for store in made)
