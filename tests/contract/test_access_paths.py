"""Every way to reach a row, tried on another tenant's: none works (the matrix of the tenancy design)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Connection, Select, create_engine, insert, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session, make_transient_to_detached

from saas.core.organisation.models import Department, LegalEntity, Store
from saas.embedded.roles import DatabaseUrls
from saas.platform.database import global_session, load, session, unit_of_work
from saas.platform.database.data_steps import BareDataStep, for_each_tenant, refuse_bare_data_steps
from saas.platform.errors import NotFound
from saas.platform.security.keys import keys
from saas.platform.tenancy import TENANT, NoTenant, TenantMismatch, tenant_context
from saas.platform.tenancy.distribution import table_kinds
from saas.platform.tenancy.tenant import Tenant


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A tenant with one legal entity and one store, whose names nobody else may see."""

    tenant: int
    entity: int
    store: int
    name: str


def _plant(code: str) -> Planted:
    with global_session() as work:
        tenant = Tenant(code=code, name=code)
        work.add(tenant)
        work.flush()
        tenant_id = tenant.id
    with tenant_context(tenant_id), unit_of_work() as work:
        keys().create(tenant_id)
        entity = LegalEntity(name=f"entity of {code}")
        work.add(entity)
        work.flush()
        store = Store(code="S1", name=f"store of {code}", legal_entity_id=entity.id)
        work.add(store)
        work.flush()
        return Planted(tenant=tenant_id, entity=entity.id, store=store.id, name=store.name)


@pytest.fixture(scope="module")
def planted(app: Flask) -> tuple[Planted, Planted]:
    with app.app_context():
        return _plant("paths-a"), _plant("paths-b")


@pytest.fixture
def work(app: Flask, planted: tuple[Planted, Planted]) -> Iterator[Session]:
    """A session of tenant a, rolled back at the end."""
    with app.app_context(), tenant_context(planted[0].tenant):
        yield session()
        session().rollback()


@pytest.fixture
def own(planted: tuple[Planted, Planted]) -> Planted:
    return planted[0]


@pytest.fixture
def foreign(planted: tuple[Planted, Planted]) -> Planted:
    return planted[1]


def test_orm_select_finds_own_rows_only(work: Session, own: Planted) -> None:
    assert [store.name for store in work.scalars(select(Store))] == [own.name]


@pytest.mark.parametrize("kept", [select(Store), select(Store).where(Store.tenant_id == TENANT)])
def test_kept_statement_gives_each_tenant_its_own_rows(
    app: Flask, own: Planted, foreign: Planted, kept: Select[Store]
) -> None:
    """Scoped once and compiled once, the statement must still ask for the tenant of the moment."""
    turns = (own, foreign, own)
    found = []
    for turn in turns:
        with app.app_context(), tenant_context(turn.tenant):
            found.append([store.name for store in session().scalars(kept)])
    assert found == [[turn.name] for turn in turns]
    with app.app_context(), pytest.raises(NoTenant):
        session().scalars(kept)


def test_orm_select_by_foreign_id_finds_nothing(work: Session, own: Planted, foreign: Planted) -> None:
    assert work.scalar(select(Store).where(Store.id == own.store)) is not None
    assert work.scalar(select(Store).where(Store.id == foreign.store)) is None


def test_load_answers_a_foreign_id_like_a_missing_one(work: Session, own: Planted, foreign: Planted) -> None:
    assert load(Store, own.store).name == own.name
    with pytest.raises(NotFound) as refused:
        load(Store, foreign.store)
    with pytest.raises(NotFound) as missing:
        load(Store, 2**60)
    assert refused.value.message == missing.value.message


def test_get_with_foreign_key_pair_finds_nothing(work: Session, foreign: Planted) -> None:
    assert work.get(Store, (foreign.tenant, foreign.store)) is None


@pytest.mark.parametrize(
    "statement",
    [
        select(Store.__table__.c.name),
        text("SELECT name FROM store"),
        select(text("name")).select_from(text("store")),
        text("WITH all_stores AS (SELECT * FROM store) SELECT name FROM all_stores"),
    ],
)
def test_core_and_raw_sql_find_own_rows_only(work: Session, own: Planted, statement: object) -> None:
    assert work.execute(statement).scalars().all() == [own.name]  # type: ignore[call-overload]


def test_updates_and_deletes_touch_own_rows_only(work: Session, foreign: Planted) -> None:
    assert work.execute(update(Store).values(city="x")).rowcount == 1
    assert work.execute(update(Store.__table__).values(city="y")).rowcount == 1
    assert work.execute(text("UPDATE store SET city = 'z'")).rowcount == 1
    assert work.execute(text("DELETE FROM store WHERE id = :id"), {"id": foreign.store}).rowcount == 0


def test_insert_with_a_foreign_tenant_is_refused(work: Session, foreign: Planted) -> None:
    row = {"tenant_id": foreign.tenant, "name": "planted", "uscc": "", "privacy_contact": ""}
    with pytest.raises(ProgrammingError, match="row-level security"):
        work.execute(insert(LegalEntity), [row])


def test_flush_of_a_foreign_object_is_refused(work: Session, foreign: Planted) -> None:
    work.add(LegalEntity(tenant_id=foreign.tenant, name="planted"))
    with pytest.raises(TenantMismatch):
        work.flush()


def test_flush_of_a_detached_foreign_object_is_refused(work: Session, foreign: Planted) -> None:
    store = Store(tenant_id=foreign.tenant, id=foreign.store, row_version=1)
    make_transient_to_detached(store)
    work.add(store)
    store.city = "stolen"
    with pytest.raises(TenantMismatch):
        work.flush()


def test_foreign_key_to_a_foreign_row_is_refused(work: Session, foreign: Planted) -> None:
    work.add(Department(store_id=foreign.store, name="planted"))
    with pytest.raises(IntegrityError, match="fk_department_store_id"):
        work.flush()


def test_unique_values_of_another_tenant_cannot_be_probed(
    work: Session, own: Planted, foreign: Planted
) -> None:
    work.add(LegalEntity(name=f"entity of {foreign.name.removeprefix('store of ')}"))
    work.flush()
    work.add(Store(code="S1", name="second", legal_entity_id=own.entity))
    with pytest.raises(IntegrityError, match="uq_store_code"):
        work.flush()


def test_session_used_for_another_tenant_is_refused(app: Flask, own: Planted, foreign: Planted) -> None:
    with app.app_context():
        with tenant_context(own.tenant):
            kept_session = session()
            kept = kept_session.scalars(select(Store)).one()
        with tenant_context(foreign.tenant):
            with pytest.raises(TenantMismatch):
                session()  # what its identity map holds would be found without any statement
            with pytest.raises(TenantMismatch):
                kept_session.scalars(select(Store)).all()
        assert kept.name == own.name


def test_switching_tenants_in_one_process_uses_no_stale_criteria(
    app: Flask, own: Planted, foreign: Planted
) -> None:
    for planted in (own, foreign, own, foreign):
        with app.app_context(), tenant_context(planted.tenant):
            assert session().scalars(select(Store)).one().name == planted.name


def test_tenant_holds_after_a_commit_in_between(app: Flask, own: Planted) -> None:
    with app.app_context(), tenant_context(own.tenant):
        assert session().execute(text("SELECT count(*) FROM store")).scalar_one() == 1
        session().commit()
        assert session().execute(text("SELECT count(*) FROM store")).scalar_one() == 1


def test_tenant_ends_with_its_transaction(app: Flask, own: Planted) -> None:
    with app.app_context(), tenant_context(own.tenant):
        connection = session().connection()
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        session().commit()
    with app.app_context(), global_session() as fresh:
        left = fresh.execute(
            text("SELECT pg_backend_pid() = :pid, current_setting('app.tenant_id', true)"), {"pid": backend}
        ).one()
        assert left[1] in (None, "")


def test_orm_without_a_tenant_raises(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoTenant):
        session().scalars(select(Store)).all()


def test_flush_without_a_tenant_raises(app: Flask) -> None:
    with app.app_context():
        session().add(LegalEntity(tenant_id=1, name="planted"))
        with pytest.raises(NoTenant):
            session().flush()


@pytest.fixture(scope="module")
def application_role(database_urls: DatabaseUrls) -> Iterator[Connection]:
    """A plain connection under the application role, as a leaked password would give."""
    engine = create_engine(database_urls.app)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


SCOPED = sorted(name for name, (kind, _only) in table_kinds().items() if kind != "global")


@pytest.mark.parametrize("table", SCOPED)
def test_application_role_without_a_tenant_sees_no_row(
    table: str, application_role: Connection, planted: tuple[Planted, Planted]
) -> None:
    assert application_role.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() == 0
    application_role.rollback()


def test_planted_rows_are_there_for_the_role_that_may_see_them(
    database_urls: DatabaseUrls, own: Planted, foreign: Planted
) -> None:
    engine = create_engine(database_urls.system)
    with engine.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM store")).scalars())
    engine.dispose()
    assert {own.name, foreign.name} <= names


def test_bare_data_step_is_refused_and_the_right_one_reaches_every_tenant(
    database_urls: DatabaseUrls, own: Planted, foreign: Planted
) -> None:
    engine = create_engine(database_urls.owner)
    with engine.connect() as connection:
        refuse_bare_data_steps(connection, frozenset(SCOPED))
        with pytest.raises(BareDataStep, match="for_each_tenant"):
            connection.execute(text("UPDATE store SET region = 'north'"))
        connection.rollback()

        def move(work: Connection, tenant: int) -> int:
            statement = text("UPDATE store SET region = 'north' WHERE tenant_id = :tenant")
            return work.execute(statement, {"tenant": tenant}).rowcount

        assert for_each_tenant(connection, move) >= 2
        connection.rollback()
    engine.dispose()
