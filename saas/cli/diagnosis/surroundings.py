"""Checks of what is around the database: queue server, files, static bundle, plugins."""

import os
import shutil
from pathlib import Path

import redis

import saas
from saas.cli.diagnosis.findings import Finding
from saas.config import Settings
from saas.parts import load_registry

LEAST_FREE_BYTES = 1_000_000_000
CONNECT_SECONDS = 5
BUNDLE = Path(saas.__file__).parent / "static" / "dist"


def queue(settings: Settings) -> Finding:
    """The queue server answers and forgets nothing."""
    component = "queue server"
    try:
        with redis.Redis.from_url(settings.redis_url, socket_connect_timeout=CONNECT_SECONDS) as client:
            found = {name: client.config_get(name)[name] for name in ("appendonly", "maxmemory-policy")}
    except (redis.RedisError, KeyError) as error:
        return Finding(
            component=component,
            told=str(error),
            remedy="Is it running (`saas up` starts one)? Does REDIS_URL name it?",
        )
    if found == {"appendonly": "yes", "maxmemory-policy": "noeviction"}:
        return Finding(component=component, told="answers, keeps its keys")
    return Finding(
        component=component,
        told=", ".join(f"{name} {value}" for name, value in found.items()),
        remedy="Set appendonly yes and maxmemory-policy noeviction.",
    )


def folder(settings: Settings) -> Finding:
    """The folder of files and logs can be written and has room."""
    var, component = settings.var, "folder"
    if not var.is_dir() or not os.access(var, os.W_OK):
        return Finding(
            component=component,
            told=f"{var} cannot be written",
            remedy="Create it for our user, or set SAAS_VAR to another.",
        )
    free = shutil.disk_usage(var).free
    told = f"{var}, {free / 1e9:.0f} GB free"
    return Finding(component=component, told=told, remedy="Make room." if free < LEAST_FREE_BYTES else "")


def bundle(settings: Settings) -> Finding:  # noqa: ARG001 (checks are called alike)
    """Styles and scripts are built."""
    built = BUNDLE.is_dir() and any(path.suffix == ".js" for path in BUNDLE.rglob("*"))
    return Finding(
        component="styles and scripts",
        told="built" if built else f"not in {BUNDLE}",
        remedy="" if built else "make setup (a released wheel contains them)",
    )


def plugins(settings: Settings) -> Finding:  # noqa: ARG001 (checks are called alike)
    """Every installed plugin can be loaded."""
    records = load_registry().records.values()
    refused = [f"{record.name}: {record.problem.message}" for record in records if record.problem]
    if refused:
        told = "; ".join(refused)
        return Finding(component="plugins", told=told, remedy="Update or uninstall what is named.")
    return Finding(component="plugins", told=", ".join(record.name for record in records) or "none")
