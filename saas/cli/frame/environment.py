"""The settings that a command runs with: the given ones, completed for development from `var/`."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from saas.embedded.places import socket_folder
from saas.embedded.roles import database_urls
from saas.embedded.valkey import EmbeddedValkey

PREFIX = "aftercare"
DATABASE = "aftercare"
SECRETS_FILE = "development.env"


def var_folder(environ: Mapping[str, str]) -> Path:
    """The folder of data, logs and sockets: SAAS_VAR, else `var` in the current folder."""
    return Path(environ.get("SAAS_VAR") or "var").absolute()


def completed(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with what is missing for development: the embedded servers' addresses and secrets of its own.

    Production gets nothing added; there a missing setting is an error.
    """
    if environ.get("SAAS_ENV") == "production":
        return dict(environ)
    var = var_folder(environ)
    return {**_embedded_addresses(environ, var), **_development_secrets(var), **environ, "SAAS_VAR": str(var)}


def _embedded_addresses(environ: Mapping[str, str], var: Path) -> dict[str, str]:
    added = {"REDIS_URL": EmbeddedValkey(var=var).url()}
    if "DATABASE_URL" not in environ:  # all three or none: they belong to one server
        urls = database_urls(socket_folder(var), PREFIX, DATABASE)
        added |= {
            "DATABASE_URL": urls.app,
            "SYSTEM_DATABASE_URL": urls.system,
            "OWNER_DATABASE_URL": urls.owner,
        }
    return added


def _development_secrets(var: Path) -> dict[str, str]:
    """Random secrets, made once and kept in a file that only we may read."""
    file = var / SECRETS_FILE
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        _write_private(file, _new_secrets())
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {name: value for name, _, value in pairs}


def _new_secrets() -> str:
    platform_key = base64.b64encode(secrets.token_bytes(32)).decode()
    return f"SAAS_SECRET_KEY={secrets.token_urlsafe(48)}\nSAAS_PLATFORM_KEY={platform_key}\n"


def _write_private(file: Path, text: str) -> None:
    """Write the whole file or none of it; of two processes at once the first one's stays."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
