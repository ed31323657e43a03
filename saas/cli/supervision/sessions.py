"""The members of a process session: a child's own children, whatever process group they moved to."""

import os
import signal
from pathlib import Path

SESSION_FIELD = 3  # of what follows the command's name in /proc/<pid>/stat


def session_members(session: int) -> list[int]:
    """The numbers of all processes in that session (Linux; elsewhere none)."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _session_of(entry) == session]


def _session_of(entry: Path) -> int | None:
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended while we looked
        return None
    return None if fields[0] == "Z" else int(fields[SESSION_FIELD])


def kill_session(session: int) -> None:
    """Kill everything in the session of a child that we started as its leader."""
    for pid in session_members(session):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
