"""The supervisor with real processes: it restarts the dead and leaves nobody behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FAMILY = Path(__file__).with_name("supervised_family.py")


def members(folder: Path) -> dict[int, str]:
    """Processes that carry the family's mark in their environment."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            marked = f"FAMILY={folder}\0".encode() in (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if marked and command:
            found[int(entry.name)] = command
    return found


@contextmanager
def family(folder: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "FAMILY": str(folder)}
    command = [sys.executable, str(FAMILY), str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            wait_for_line(process, "READY")
            yield process
        finally:
            process.kill()


def wait_for_line(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout is not None
    assert any(line.strip() == wanted for line in process.stdout), f"it ended without saying {wanted}"


def wait_until_none(folder: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while members(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert members(folder) == {}


def test_supervisor_that_is_killed_leaves_no_server_and_no_child(tmp_path: Path) -> None:
    with family(tmp_path) as process:
        assert sum("postgres" in command for command in members(tmp_path).values()) >= 1
        process.kill()
        process.wait()
        wait_until_none(tmp_path, 10)


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
def test_supervisor_that_is_asked_ends_its_children_and_theirs(tmp_path: Path, order: signal.Signals) -> None:
    with family(tmp_path) as process:
        process.send_signal(order)
        wait_for_line(process, "STOPPED")
        process.wait(10)
        wait_until_none(tmp_path, 1)
    assert "database system is shut down" in (tmp_path / "log" / "postgres.log").read_text()


def test_supervisor_starts_a_dead_child_again(tmp_path: Path) -> None:
    with family(tmp_path):
        wait_for_line_in(tmp_path / "log" / "mortal.log", "alive", times=3)


def wait_for_line_in(log: Path, wanted: str, *, times: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if log.exists() and log.read_text().count(wanted) >= times:
            return
        time.sleep(0.1)
    raise AssertionError(f"{log} does not say {wanted!r} {times} times")
