"""The embedded servers: what they keep, who they are, where they listen."""

from pathlib import Path

import psycopg
import pytest
import redis

from saas.embedded.errors import EmbeddedError
from saas.embedded.places import package_folder, socket_folder
from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.roles import DatabaseUrls, bootstrap
from saas.embedded.running import running
from saas.embedded.valkey import EmbeddedValkey


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""))


def test_postgres_keeps_every_committed_row_through_a_kill(tmp_path: Path) -> None:
    with running(EmbeddedPostgres(var=tmp_path)) as process:
        urls = bootstrap(process.server, "kill", "kill")
        with connect(urls.owner) as connection:
            connection.execute("CREATE TABLE note (id int)")
            connection.execute("INSERT INTO note SELECT generate_series(1, 1000)")
        process.kill()
        process.start()
        with connect(urls.owner) as connection:
            assert connection.execute("SELECT count(*), sum(id) FROM note").fetchone() == (1000, 500500)


def test_valkey_keeps_every_acknowledged_write_through_a_kill(tmp_path: Path) -> None:
    server = EmbeddedValkey(var=tmp_path)
    with running(server) as process:
        with redis.Redis.from_url(server.url()) as client:
            for number in range(200):
                client.rpush("queue", number)
        process.kill()
        process.start()
        with redis.Redis.from_url(server.url()) as client:
            assert client.llen("queue") == 200


def test_roles_have_the_rights_their_names_promise(database_urls: DatabaseUrls) -> None:
    seen = {}
    for role in ("app", "system", "owner"):
        with connect(getattr(database_urls, role)) as connection:
            seen[role] = connection.execute(
                "SELECT rolsuper, rolbypassrls, pg_get_userbyid(datdba) = current_user"
                " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
            ).fetchone()
    assert seen == {
        "app": (False, False, False),
        "system": (False, True, False),
        "owner": (False, False, True),
    }


def test_fresh_databases_are_apart(fresh_database: DatabaseUrls, database_urls: DatabaseUrls) -> None:
    with connect(fresh_database.owner) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    with connect(database_urls.owner) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_socket_folder_of_a_long_path_is_short_private_and_always_the_same(tmp_path: Path) -> None:
    folder = socket_folder(tmp_path / ("x" * 100))
    try:
        assert len(str(folder)) < 60
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder == socket_folder(tmp_path / ("x" * 100))
    finally:
        folder.rmdir()


def test_missing_package_is_refused_with_the_remedy() -> None:
    with pytest.raises(EmbeddedError, match=r"aftercare\[embedded\]"):
        package_folder("no_such_package_at_all")
