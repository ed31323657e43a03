"""Who runs a server that refuses to be root, and where such a server may keep its data."""

import functools
import os
import pwd
import subprocess
import sys
from pathlib import Path

from saas.embedded.errors import EmbeddedError

LAUNCH = Path(__file__).with_name("launch.py")


def launched(
    command: list[str], *, parent: int, death_signal: int | None = None, never_root: bool = False
) -> list[str]:
    """The command line that runs `command` as a child bound to the life of process `parent`."""
    options = ["--parent", str(parent)]
    if death_signal is not None:
        options += ["--death-signal", str(death_signal)]
    if never_root:
        options.append("--never-root")
    return [sys.executable, "-I", "-S", str(LAUNCH), *options, "--", *command]


@functools.cache
def must_change_owner() -> bool:
    """Whether root's servers have to run as the real user nobody, since user namespaces are refused here."""
    if os.geteuid() != 0:
        return False
    probe = launched(["cat", "/proc/self/uid_map"], parent=os.getpid(), never_root=True)
    answer = subprocess.run(probe, capture_output=True, text=True, check=False)
    return answer.stdout.split()[:2] != ["65534", "0"]


def hand_over(folder: Path) -> None:
    """Make `folder` belong to nobody where the server really runs as nobody.

    Raises EmbeddedError when that user cannot reach the folder.
    """
    if not must_change_owner():
        return
    nobody = pwd.getpwnam("nobody")
    for parent in folder.resolve().parents:
        if not parent.stat().st_mode & 0o001:
            raise EmbeddedError(
                f"PostgreSQL will not run as root, and user nobody may not enter {parent}. "
                "Run as an ordinary user, or set SAAS_VAR to a folder that others may enter."
            )
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
