"""The sealed audit: whatever is done to it past the application is found, and the first place is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Connection, create_engine, select, text

from saas.cli.audit import command
from saas.config import Settings
from saas.platform.audit import AuditEntry, record
from saas.platform.audit_chain import AuditSeal, Break, Fault, Head, Sealer, head_of, seal_entries, verify
from saas.platform.audit_chain.chain import FIRST, chained, digest_of
from saas.platform.audit_chain.sealing import Moment, moment
from saas.platform.database import system_sessions
from saas.platform.security.keys import keys
from saas.testing.applications import PREFIX
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group
from tests.factories.audit import until_earlier_ones_have_ended

ROUNDS = 3
MANY = 12


@pytest.fixture
def home(app: Flask) -> Group:
    """A group whose audit has three entries in each of three seals."""
    home = group()
    until_earlier_ones_have_ended(home.id)
    with inside(home.id):
        seal_entries()
    for number in range(ROUNDS):
        write(home, *(f"test.thing.changed-{number}-{one}" for one in range(3)))
        with inside(home.id):
            assert seal_entries() == 3
    return home


@pytest.fixture
def superuser(settings: Settings) -> Iterator[Connection]:
    """Somebody whom no grant and no policy binds."""
    engine = create_engine(str(settings.owner_database_url).replace(f"{PREFIX}_owner@", "postgres@"))
    with engine.connect() as work:
        yield work
    engine.dispose()


def write(home: Group, *actions: str, wait: bool = True) -> list[int]:
    """Record acts; wait: until they can be sealed."""
    with inside(home.id) as work:
        for action in actions:
            record(action, "thing", 7, reason="因为", detail={"n": 1})
        work.flush()
        mine = select(AuditEntry.id).where(AuditEntry.action.in_(actions)).order_by(AuditEntry.id)
        found = list(work.scalars(mine))
    if wait:
        until_earlier_ones_have_ended(home.id)
    return found


def entry(home: Group, action: str) -> int:
    with inside(home.id) as work:
        return work.scalars(select(AuditEntry.id).where(AuditEntry.action == action)).one()


def broken(home: Group, kept: Head | None = None) -> Break | None:
    with inside(home.id):
        return verify(kept).broken


def seals(home: Group) -> list[AuditSeal]:
    with inside(home.id) as work:
        found = list(work.scalars(select(AuditSeal).order_by(AuditSeal.seq)))
        work.expunge_all()
        return found


def test_whole_chain_verifies_and_counts_what_waits(home: Group) -> None:
    write(home, "test.thing.waits")
    with inside(home.id):
        found = verify()
        end = head_of()
    assert (found.broken, found.waiting) == (None, 1)
    assert found.seals == len(seals(home))
    assert found.head == end
    assert found.entries == sum(len(one.entry_ids) for one in seals(home))


def test_nothing_new_makes_no_seal(home: Group) -> None:
    before = len(seals(home))
    with inside(home.id):
        assert seal_entries() == 0
    assert len(seals(home)) == before


TAMPERED = {
    "changed": ("UPDATE audit_entry SET reason = '别的' WHERE tenant_id = :t AND id = :e", Fault.ENTRY_CHANGED),
    "another actor": ("UPDATE audit_entry SET actor_id = 4711 WHERE tenant_id = :t AND id = :e", Fault.ENTRY_CHANGED),
    "another time": (
        "UPDATE audit_entry SET occurred_at = occurred_at - interval '1 microsecond' WHERE tenant_id = :t AND id = :e",
        Fault.ENTRY_CHANGED,
    ),
    "a number in its detail": (
        "UPDATE audit_entry SET changes = jsonb_set(changes, '{n}', '2') WHERE tenant_id = :t AND id = :e",
        Fault.ENTRY_CHANGED,
    ),
    "deleted": ("DELETE FROM audit_entry WHERE tenant_id = :t AND id = :e", Fault.ENTRY_MISSING),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_entry_that_was_tampered_with_is_named(what: str, home: Group, superuser: Connection) -> None:
    statement, fault = TAMPERED[what]
    wanted = entry(home, "test.thing.changed-1-1")
    superuser.execute(text(statement), {"t": home.id, "e": wanted})
    superuser.commit()
    assert broken(home) == Break(fault=fault, seq=seals(home)[-2].seq, entry_id=wanted)


def test_entries_that_change_places_are_found(home: Group, superuser: Connection) -> None:
    first, second = entry(home, "test.thing.changed-0-0"), entry(home, "test.thing.changed-2-0")
    for old, new in ((first, -1), (second, first), (-1, second)):
        superuser.execute(
            text("UPDATE audit_entry SET id = :new WHERE tenant_id = :t AND id = :old"),
            {"t": home.id, "old": old, "new": new},
        )
    superuser.commit()
    assert broken(home) == Break(fault=Fault.ENTRY_CHANGED, seq=seals(home)[-3].seq, entry_id=first)


def test_entry_that_claims_to_be_old_is_found(home: Group, superuser: Connection) -> None:
    copied = entry(home, "test.thing.changed-0-0")
    columns = (
        "tenant_id, occurred_at, actor_kind, action, object_type, changes, reason, address, request_id, txid"
    )
    added = superuser.execute(
        text(
            f"INSERT INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry"
            " WHERE tenant_id = :t AND id = :e RETURNING id"
        ),
        {"t": home.id, "e": copied},
    ).scalar_one()
    superuser.commit()
    with inside(home.id):
        assert seal_entries() == 0
    assert broken(home) == Break(fault=Fault.ENTRY_ADDED, seq=seals(home)[-1].seq, entry_id=added)


_WHERE = "WHERE tenant_id = :t AND seq = :s"
SEALS = {
    "changed": (f"UPDATE audit_seal SET entry_ids = entry_ids[2:] {_WHERE}", Fault.SEAL_CHANGED),
    "another time": (
        f"UPDATE audit_seal SET sealed_at = sealed_at + interval '1 day' {_WHERE}",
        Fault.SEAL_CHANGED,
    ),
    "deleted": (f"DELETE FROM audit_seal {_WHERE}", Fault.SEAL_MISSING),
    "in another order": (
        "UPDATE audit_seal SET seq = seq - 2 * :s - 1 WHERE tenant_id = :t AND seq IN (:s, :s + 1);"
        "UPDATE audit_seal SET seq = -seq WHERE tenant_id = :t AND seq < 0",
        Fault.SEAL_CHANGED,
    ),
    "put in": (
        "INSERT INTO audit_seal (tenant_id, seq, sealed_at, horizon, cluster, lowest_id, highest_id, entry_ids, digests,"
        " previous, chain, signature) SELECT tenant_id, seq + 2, sealed_at, horizon, cluster, lowest_id, highest_id,"
        f" entry_ids, digests, previous, chain, signature FROM audit_seal {_WHERE}",
        Fault.SEAL_CHANGED,
    ),
}


@pytest.mark.parametrize("what", SEALS)
def test_seal_that_was_tampered_with_is_named(what: str, home: Group, superuser: Connection) -> None:
    statements, fault = SEALS[what]
    wanted = seals(home)[-2].seq
    for statement in statements.split(";"):
        superuser.execute(text(statement), {"t": home.id, "s": wanted})
    superuser.commit()
    assert broken(home) == Break(fault=fault, seq=wanted + 2 if what == "put in" else wanted)


def test_chain_made_anew_without_the_key_is_found(home: Group, superuser: Connection) -> None:
    """Somebody who has the database, and knows how chains are made, changes an entry and everything after it."""
    last = seals(home)[-1]
    wanted = entry(home, "test.thing.changed-2-0")
    superuser.execute(text("UPDATE audit_entry SET reason = '' WHERE id = :e"), {"e": wanted})
    columns = AuditEntry.__table__.columns
    rows = superuser.execute(
        select(*columns).where(AuditEntry.id.in_(last.entry_ids)).order_by(AuditEntry.id)
    )
    digests = b"".join(digest_of(dict(row)) for row in rows.mappings())
    told = {
        name: getattr(last, name)
        for name in (
            "tenant_id",
            "seq",
            "sealed_at",
            "horizon",
            "cluster",
            "lowest_id",
            "highest_id",
            "entry_ids",
        )
    }
    superuser.execute(
        text("UPDATE audit_seal SET digests = :d, chain = :c WHERE tenant_id = :t AND seq = :s"),
        {"d": digests, "c": chained(last.previous, told, digests), "t": home.id, "s": last.seq},
    )
    superuser.commit()
    assert broken(home) == Break(fault=Fault.SEAL_ADDED, seq=last.seq)


def test_chain_that_was_cut_off_lacks_the_end_that_was_kept(home: Group, superuser: Connection) -> None:
    with inside(home.id):
        kept = head_of()
    assert kept is not None
    assert broken(home, kept) is None
    superuser.execute(
        text("DELETE FROM audit_seal WHERE tenant_id = :t AND seq = :s"), {"t": home.id, "s": kept.seq}
    )
    superuser.commit()
    with inside(home.id):
        assert seal_entries() == 3  # the entries of the lost seal are sealed anew, by another seal
    assert broken(home) is None
    assert broken(home, kept) == Break(fault=Fault.SEAL_ADDED, seq=kept.seq)
    assert broken(home, Head(seq=kept.seq + 1, chain=kept.chain)) == Break(
        fault=Fault.SEAL_MISSING, seq=kept.seq + 1
    )


def aside(work: Callable[[], int]) -> int:
    """Do something on another connection while this thread's transaction is open."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work).result(timeout=30)


def sealed(home: Group) -> int:
    with inside(home.id):
        return seal_entries()


def test_transaction_that_commits_late_is_sealed_too(home: Group) -> None:
    write(home, "test.thing.before")
    with inside(home.id) as late:
        record("test.thing.late", "thing", 1)
        late.flush()
        assert aside(lambda: len(write(home, "test.thing.early", wait=False))) == 1
        # What ended before the late one began is sealed; the rest waits, since numbers of transactions tell no order of ends.
        assert aside(lambda: sealed(home)) == 1
        assert aside(lambda: sealed(home)) == 0
    until_earlier_ones_have_ended(home.id)
    assert sealed(home) == 2
    assert broken(home) is None


def test_two_who_seal_at_once_make_one_chain(home: Group) -> None:
    write(home, *(f"test.thing.many-{one}" for one in range(20)))
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda _: sealed(home), range(4)))
    assert sorted(counts) == [0, 0, 0, 20]
    assert broken(home) is None


def test_large_audit_is_sealed_in_pieces(home: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saas.platform.audit_chain.sealing.MOST", 4)
    before = len(seals(home))
    write(home, *(f"test.thing.piece-{one}" for one in range(10)))
    assert sealed(home) == 10
    assert [len(one.entry_ids) for one in seals(home)[before:]] == [4, 4, 2]
    assert broken(home) is None


def test_restored_in_another_cluster_it_goes_on(home: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """There transactions are counted anew, so old entries bear numbers that are still to come."""
    write(home, "test.thing.unsealed-at-the-dump")
    with inside(home.id) as work:
        here = moment(work)
    monkeypatch.setattr(
        "saas.platform.audit_chain.sealing.moment", lambda _work: replace(here, cluster="another", horizon=3)
    )
    assert sealed(home) == 1
    assert sealed(home) == 0
    monkeypatch.setattr(
        "saas.platform.audit_chain.sealing.moment", lambda _work: Moment(cluster="another", horizon=2**62)
    )
    write(home, "test.thing.after")
    assert sealed(home) == 1
    assert broken(home) is None


def test_scheduler_seals_all_groups_and_looks_only_at_those_with_news(
    home: Group, app: Flask, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    other = group()
    until_earlier_ones_have_ended(other.id)
    with app.app_context():
        sealer = Sealer(system_sessions("a test"))
        sealer.seal()
        write(home, "test.thing.by-the-minute")
        write(other, "test.thing.by-the-minute")
        assert sealer.seal() == 2
        with count_queries() as before:
            assert sealer.seal() == 0
        until_earlier_ones_have_ended([group() for _one in range(MANY)][-1].id)
        assert sealer.seal() >= MANY
        with count_queries() as after:
            assert sealer.seal() == 0
        # Where the database stands, who has news, and whom it failed for (other tests make groups without keys); nothing
        # for each group, at most a new connection besides.
        assert len(after) < len(before) + MANY
    assert broken(home) is None
    assert broken(other) is None


def test_group_that_cannot_be_sealed_stops_no_other(home: Group, app: Flask, superuser: Connection) -> None:
    other = group()
    until_earlier_ones_have_ended(other.id)
    with app.app_context():
        sealer = Sealer(system_sessions("a test"))
        sealer.seal()
        write(home, "test.thing.by-the-minute")
        write(other, "test.thing.by-the-minute")
        _hide_keys(superuser, home, hidden=True)
        keys().forget(home.id)
        assert sealer.seal() == 1
        _hide_keys(superuser, home, hidden=False)
        assert sealer.seal() == 1
    assert broken(home) is None


def _hide_keys(superuser: Connection, home: Group, *, hidden: bool) -> None:
    owner, wanted = (home.id, -home.id) if hidden else (-home.id, home.id)
    superuser.execute(text("SET session_replication_role = replica"))
    superuser.execute(
        text("UPDATE tenant_secret SET tenant_id = :new WHERE tenant_id = :old"),
        {"old": owner, "new": wanted},
    )
    superuser.commit()


def run(app: Flask, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr("saas.cli.audit.application", app.app_context)
    answer = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    return answer.exit_code, answer.output


def test_command_tells_the_end_and_the_first_break(
    home: Group, app: Flask, superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, told = run(app, "head", "--tenant", home.code, monkeypatch=monkeypatch)
    end = told.split()[-1]
    assert (status, end.partition(":")[0]) == (0, str(seals(home)[-1].seq))
    status, told = run(app, "verify", "--tenant", home.code, "--head", end, monkeypatch=monkeypatch)
    assert (status, "whole" in told, end in told) == (0, True, True)
    wanted = entry(home, "test.thing.changed-1-1")
    superuser.execute(text("DELETE FROM audit_entry WHERE id = :e"), {"e": wanted})
    superuser.commit()
    status, told = run(app, "verify", "--tenant", home.code, monkeypatch=monkeypatch)
    assert status == 1
    assert f"BROKEN: entry {wanted}, which seal {seals(home)[-2].seq} names, is gone" in told


def test_command_refuses_an_end_that_is_none(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    status, told = run(app, "verify", "--tenant", "x", "--head", "41", monkeypatch=monkeypatch)
    assert (status, "saas audit head" in told) == (2, True)
    status, told = run(app, "verify", "--head", f"1:{FIRST.hex()}", monkeypatch=monkeypatch)
    assert (status, "--tenant" in told) == (2, True)
