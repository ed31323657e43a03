"""A dealer group of its own for each test of customers, vehicles and privacy."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from saas.core.accounts.models import Member
from saas.core.organisation.models import LegalEntity, Store
from saas.platform.database import session
from saas.platform.security.keys import keys
from saas.platform.tenancy import Actor, ActorKind, bind_actor, tenant_context
from saas.platform.tenancy.tenant import Tenant

_numbers = itertools.count(500_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealer:
    """A group with a store and a member who acts."""

    tenant_id: int
    store_id: int
    member_id: int


@pytest.fixture
def dealer(app: Flask) -> Iterator[Dealer]:
    """A new group, set as the current one; what the test writes is rolled back with its session."""
    tenant = next(_numbers)
    with app.app_context(), tenant_context(tenant, Actor(kind=ActorKind.SYSTEM)):
        session().add(Tenant(id=tenant, code=f"group-{tenant}", name="华通集团"))
        keys().create(tenant)
        entity = LegalEntity(name="华通汽车销售有限公司")
        session().add(entity)
        session().flush()
        store = Store(code="SH01", name="浦东店", legal_entity_id=entity.id)
        member = Member(display_name="李娜")
        session().add_all([store, member])
        session().commit()
        bind_actor(Actor(kind=ActorKind.MEMBER, id=member.id))
        yield Dealer(tenant_id=tenant, store_id=store.id, member_id=member.id)
        session().rollback()
        keys().forget(tenant)
