"""The work of a rotation: in pieces, each with its place, so that a kill costs one piece."""

from __future__ import annotations

from saas.platform.jobs.running import checkpoint, position
from saas.platform.key_rotation.files import is_older, next_file, reseal_file
from saas.platform.key_rotation.operations import retire, versions
from saas.platform.key_rotation.values import sealed_tables
from saas.platform.security.keys import keys
from saas.platform.tenancy import current_tenant

_FILES = "~files"
"""Comes after the name of every table."""


def reseal(period: str = "") -> dict[str, object]:  # noqa: ARG001  # every schedule says for when it is
    """Seal anew what the current group has under an older key, then destroy the keys that nothing needs."""
    *older, version = versions()
    if not older:
        return {}
    # What this process has kept may be older than the rotation.
    keys().forget(current_tenant())
    at = position()
    done = _values(version, str(at.get("table", "")), int(at.get("row", 0)))
    done += _files(version, str(at.get("file", "")))
    return {"resealed": done, "destroyed": retire()}


def _values(version: int, table: str, row: int) -> int:
    done = 0
    for one in sealed_tables():
        if one.table.name < table:
            continue
        last = one.reseal(version, row if one.table.name == table else 0)
        while last:
            done += 1
            checkpoint({"table": one.table.name, "row": last}, done=done)
            last = one.reseal(version, last)
    return done


def _files(version: int, file: str) -> int:
    done = 0
    key = next_file(file)
    while key:
        if is_older(key, version):
            reseal_file(key)
            done += 1
            checkpoint({"table": _FILES, "row": 0, "file": key}, done=done)
        key = next_file(key)
    return done
