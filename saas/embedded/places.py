"""Where an embedded server's binary, data and socket are."""

import hashlib
import importlib.util
import os
import stat
from pathlib import Path

from saas.embedded.errors import EmbeddedError

SOCKET_PATH_LIMIT = 100  # the kernel's is 107 bytes; some clients count less
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


def package_folder(package: str) -> Path:
    """The folder of an installed package, found without importing it.

    Raises EmbeddedError when it is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"The package {package} is not installed. Run `make run`, or install aftercare[embedded], "
            "or point DATABASE_URL and REDIS_URL at servers of your own."
        )
    return Path(spec.submodule_search_locations[0])


def executable(folder: Path, pattern: str) -> Path:
    """The one executable under `folder` that matches the glob `pattern`."""
    for path in sorted(folder.glob(pattern)):
        if os.access(path, os.X_OK):
            return path
    raise EmbeddedError(f"No executable {pattern} for this platform in {folder}; use servers of your own.")


def socket_folder(var: Path) -> Path:
    """A folder for sockets under `var`, or a short one in /tmp where the path would be too long for a socket.

    The same `var` always gives the same folder, so that every command finds the running servers.
    """
    wanted = var.resolve() / "run"
    if len(os.fsencode(wanted / LONGEST_SOCKET_NAME)) >= SOCKET_PATH_LIMIT:
        name = hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]
        wanted = Path("/tmp") / f"aftercare-{os.geteuid()}-{name}"  # noqa: S108 (owner checked below)
    return _private(wanted)


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid():
        raise EmbeddedError(
            f"{folder} belongs to somebody else; remove it or set SAAS_VAR to another folder."
        )
    folder.chmod(0o700)
    return folder
