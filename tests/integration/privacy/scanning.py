"""Looking for a person in all that is kept: every column with what is sealed opened, every file, the key-value store."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import Column, LargeBinary, select, text

import saas.models  # noqa: F401
from saas.platform.database import session
from saas.platform.files.sealing import OpenedFile
from saas.platform.files.storage import storage
from saas.platform.security.object_keys import KEYED, open_keyed
from saas.platform.tenancy import Base, DataCategory, current_tenant
from saas.platform.tenancy.columns import DATA
from saas.platform.valkey import valkey

OF_STAFF = {DataCategory.NONE, DataCategory.EMPLOYMENT, DataCategory.CREDENTIAL, DataCategory.DEVICE}


def telling_columns() -> set[str]:
    """`table.column` of everything in groups' tables that says in words who a customer is or what they said."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if "tenant_id" in table.columns
        for column in table.columns
        if column.info.get(DATA, DataCategory.NONE) not in OF_STAFF
        and not column.name.endswith("_hash")
        and column.type.python_type in (str, bytes, dict)
    }


def columns_with(words: Sequence[str]) -> set[str]:
    """Where in the current group's rows one of the words stands, as `table.column`; sealed columns are opened."""
    session().expire_all()
    found = set()
    for table in Base.metadata.sorted_tables:
        mine = select(*table.columns)
        if "tenant_id" in table.columns:
            mine = mine.where(table.c.tenant_id == current_tenant())
        for row in session().execute(mine).mappings():
            for column in table.columns:
                told = _told(column, row[column.name]).lower()
                if any(word.lower() in told for word in words):
                    found.add(f"{table.name}.{column.name}")
    return found


def files_with(words: Sequence[str]) -> set[str]:
    """The keys of the current group's files in which, unpacked, one of the words stands; named by a row or not."""
    needles = [word.encode() for word in words]
    return {
        key
        for key, _written in storage().keys(f"t/{current_tenant()}/")
        if any(needle in piece for piece in _unpacked(_opened(key)) for needle in needles)
    }


def keys_with(words: Sequence[str]) -> set[str]:
    """The keys of Valkey that hold one of the words."""
    needles = [word.encode() for word in words]
    store = valkey()
    found = set()
    for key in store.scan_iter():
        content = bytes(key) + _content(store, key)
        if any(needle in content for needle in needles):
            found.add(key.decode(errors="replace"))
    return found


def everything() -> dict[str, Any]:
    """All bytes of the current group: rows as PostgreSQL writes them, files as they lie there."""
    tables = [table.name for table in Base.metadata.sorted_tables if "tenant_id" in table.columns]
    rows = {name: sorted(_raw(name)) for name in tables}
    return rows | {key: _bytes(key) for key, _written in storage().keys(f"t/{current_tenant()}/")}


def age_files() -> None:
    """Let the current group's files be as old as a sweep wants them."""
    root = current_app.extensions["saas_settings"].var / "files"
    for key, _written in storage().keys(f"t/{current_tenant()}/"):
        os.utime(root / key, (0, 0))


def _told(column: Column[Any], value: object) -> str:
    if value is None:
        return ""
    if column.info.get(KEYED):
        return open_keyed(column.info[KEYED], [bytes(value)])[0] or ""  # type: ignore[call-overload]  # a column of bytes
    if isinstance(column.type, LargeBinary):
        return bytes(value).decode(errors="replace")  # type: ignore[call-overload]  # a column of bytes
    return str(value)


def _raw(table: str) -> Iterator[str]:
    statement = text(f'SELECT t::text FROM "{table}" t WHERE tenant_id = :tenant')  # our own tables
    return iter(session().scalars(statement, {"tenant": current_tenant()}).all())


def _bytes(key: str) -> bytes:
    with storage().open(key) as file:
        return file.read()


def _opened(key: str) -> bytes:
    with storage().open(key) as file:
        return io.BufferedReader(OpenedFile(file, current_tenant())).read()


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                yield from _unpacked(package.read(name))


def _content(store: Any, key: bytes) -> bytes:
    readers = {
        b"string": store.get,
        b"hash": store.hgetall,
        b"list": lambda one: store.lrange(one, 0, -1),
        b"set": store.smembers,
        b"zset": lambda one: store.zrange(one, 0, -1),
    }
    reader = readers.get(store.type(key))
    return repr(reader(key)).encode() if reader else b""
