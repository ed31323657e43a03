"""Fill groups with customers and all that hangs on them, by INSERT … SELECT, reproducible from one seed.

Everything of a customer carries the same number: customer, contact, vehicle, ownership and service record. Search tokens
are the product's own for every row; the sealed number is made once for each group and repeated, since no list, search or
page opens it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from benchmarks.names import name_rows, pool, token_rows
from benchmarks.rebuilding import without_indexes
from saas.core.customers.models import ContactKind
from saas.core.customers.values import phone_hash
from saas.platform.database import unit_of_work
from saas.platform.security.keys import seal
from saas.platform.tenancy import tenant_context

TABLES = (
    "customer",
    "customer_contact_point",
    "vehicle",
    "customer_vehicle",
    "service_record",
    "search_token",
)
_POOL = 20_000
KNOWN_NUMBER = "+8613800138000"  # of the first customer of each group, to be found by the whole number


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """The customers of one group. store_ids: where they belong, in turn.

    tokens: whether they can be searched. due_share: of so many vehicles one has tasks due today, none if 0.
    """

    tenant_id: int
    store_ids: Sequence[int]
    count: int
    tokens: bool = True
    due_share: int = 0


def zipf_sizes(groups: int, total: int, *, exponent: float = 1.07) -> list[int]:
    """Very unequal sizes that add up to `total`, the largest first; with 200 groups it has about a fifth of all."""
    weights = [1 / (rank**exponent) for rank in range(1, groups + 1)]
    sizes = [max(1, int(total * weight / sum(weights))) for weight in weights]
    sizes[0] += total - sum(sizes)
    return sizes


def fill(connection: Connection[Any], crowds: Iterable[Crowd], *, rng: random.Random) -> None:
    """Insert the crowds into an empty database; for a superuser's connection in autocommit, inside the application.

    Leaves statistics and visibility as a database has them that has run for a while.
    """
    _write_pool(connection, rng)
    with without_indexes(connection, TABLES):
        first = 1
        for crowd in crowds:
            _fill_group(connection, crowd, first)
            first += crowd.count
    for table in TABLES:
        _take_numbers(connection, table)
        connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


def _write_pool(connection: Connection[Any], rng: random.Random) -> None:
    names = pool(_POOL, rng)
    connection.execute("DROP SCHEMA IF EXISTS benchmark CASCADE")
    connection.execute("CREATE SCHEMA benchmark")
    connection.execute("CREATE TABLE benchmark.name (no int PRIMARY KEY, name text, key text, sort text)")
    connection.execute("CREATE TABLE benchmark.token (no int, kind text, token text)")
    with connection.cursor() as cursor:
        with cursor.copy("COPY benchmark.name FROM STDIN") as copy:
            for row in name_rows(names):
                copy.write_row(row)
        with cursor.copy("COPY benchmark.token FROM STDIN") as copy:
            for piece in token_rows(names):
                copy.write_row(piece)
    connection.execute("CREATE INDEX ON benchmark.token (no) INCLUDE (kind, token)")
    connection.execute("VACUUM ANALYZE benchmark.name, benchmark.token")


def _fill_group(connection: Connection[Any], crowd: Crowd, first: int) -> None:
    with tenant_context(crowd.tenant_id), unit_of_work():
        sealed = seal(crowd.tenant_id, "customer_contact_point.value", KNOWN_NUMBER)
        known = phone_hash(KNOWN_NUMBER)
    values = {
        "tenant": crowd.tenant_id,
        "first": first,
        "last": first + crowd.count - 1,
        "stores": list(crowd.store_ids),
        "pool": _POOL,
        "sealed": sealed,
        "known": known,
        "due": crowd.due_share,
    }
    for statement in _ROWS:
        connection.execute(statement, values)
    if crowd.tokens:
        connection.execute(_TOKENS, values)


def _take_numbers(connection: Connection[Any], table: str) -> None:
    connection.execute(
        sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {}))").format(
            sql.Identifier(table)
        ),
        [table],
    )


DAY = "date '2026-11-20'"  # the day on which the tasks of a crowd with `due_share` are due

_EACH = "FROM generate_series(%(first)s::bigint, %(last)s::bigint) i"
_STORE = "(%(stores)s::bigint[])[1 + i %% cardinality(%(stores)s::bigint[])]"
_BOOK = "timestamptz '2026-01-05 02:00+00' + (i %% 300) * interval '1 day'"
# A multiplication by a large prime spreads neighbours over the pool and over the tails.
_NAME_NO = "(i * 7919 %% %(pool)s)::int"
_TAIL = "lpad((i * 104729 %% 10000)::text, 4, '0')"
_DUE = "(%(due)s > 0 AND i %% greatest(%(due)s, 1) = 0)"
VIN = "'LSVAA49J' || lpad(i::text, 9, '0')"
PLATE = "'沪' || chr(65 + (i %% 8)::int) || lpad(upper(to_hex(i)), 5, '0')"

_ROWS = (
    f"""INSERT INTO customer
        (tenant_id, id, name, name_key, name_sort, kind, gender, lifecycle, store_id, note, update_wanted,
         created_at, updated_at) OVERRIDING SYSTEM VALUE
        SELECT %(tenant)s, i, n.name, n.key, n.sort, 'person', 'unknown', 'owner', {_STORE}, '', false, {_BOOK}, {_BOOK}
        {_EACH} JOIN benchmark.name n ON n.no = {_NAME_NO}""",
    f"""INSERT INTO customer_contact_point
        (tenant_id, id, customer_id, kind, value, value_hash, tail, label, is_primary, status,
         created_at, updated_at) OVERRIDING SYSTEM VALUE
        SELECT %(tenant)s, i, i, '{ContactKind.PHONE}', %(sealed)s,
            CASE i WHEN %(first)s THEN %(known)s ELSE md5(i::text) || md5((-i)::text) END,
            {_TAIL}, '', true, 'unverified', {_BOOK}, {_BOOK} {_EACH}""",
    f"""INSERT INTO vehicle
        (tenant_id, id, vin, vin_problem, plate, make, series, model, energy, colour, store_id, delivery_date,
         last_service_on, next_maintenance_on, created_at, updated_at) OVERRIDING SYSTEM VALUE
        SELECT %(tenant)s, i, {VIN}, '', {PLATE}, '大众', '朗逸', '朗逸 1.5L', 'petrol', '', {_STORE},
            {DAY} - CASE WHEN {_DUE} THEN 7 + i %% 5 ELSE 100 + i %% 3000 END::int,
            {DAY} - CASE WHEN {_DUE} THEN 1 ELSE 40 + i %% 400 END::int,
            {DAY} + CASE WHEN {_DUE} THEN 30 - i %% 20 ELSE 100 + i %% 300 END::int, {_BOOK}, {_BOOK} {_EACH}""",
    f"""INSERT INTO customer_vehicle
        (tenant_id, id, customer_id, vehicle_id, role, is_current, created_at, updated_at) OVERRIDING SYSTEM VALUE
        SELECT %(tenant)s, i, i, i, 'owner', true, {_BOOK}, {_BOOK} {_EACH}""",
    f"""INSERT INTO service_record
        (tenant_id, id, store_id, vehicle_id, customer_id, order_no, kind, kind_text, completed_at, amount_fen,
         adviser_name, note, created_at, updated_at) OVERRIDING SYSTEM VALUE
        SELECT %(tenant)s, i, {_STORE}, i, i, 'RO' || lpad(i::text, 9, '0'), 'maintenance', '保养',
            {DAY} - CASE WHEN {_DUE} THEN 1 + i %% 2 ELSE 40 + i %% 400 END::int + interval '4 hours',
            68000, '', '', {_BOOK}, {_BOOK} {_EACH}""",
)
# The suffixes that the product cuts from a plate (three signs or more) and from a VIN (the whole, and four to eight signs of
# its end); the smoke test compares them with its own function.
_TOKENS = f"""INSERT INTO search_token (tenant_id, customer_id, token, kind, source)
    SELECT %(tenant)s, i, t.token, t.kind, t.source {_EACH}
    CROSS JOIN LATERAL (
        SELECT token, kind, 'customer' FROM benchmark.token WHERE no = {_NAME_NO}
        UNION ALL SELECT {_TAIL}, 'phone', 'customer'
        UNION ALL SELECT substr({PLATE}, k), 'plate', 'vehicle:' || i FROM generate_series(1, 5) k
        UNION ALL SELECT {VIN}, 'vin', 'vehicle:' || i
        UNION ALL SELECT right({VIN}, k), 'vin', 'vehicle:' || i FROM generate_series(4, 8) k
    ) t(token, kind, source)"""
