"""`saas up` as people run it: ready by itself, alone on its folder and port, gone when asked."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from saas.cli.supervision.ports import is_free

SAAS = [sys.executable, "-m", "saas.cli"]
ROOT = Path(__file__).parents[2]
FOREIGN = ("DATABASE_URL", "SYSTEM_DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "PORT")


def environment(var: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**kept, "SAAS_VAR": str(var), "PORT": str(port)}


def free_port() -> int:
    return next(port for port in range(20000 + os.getpid() % 10000, 60000) if is_free(port))


@contextmanager
def up(var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [*SAAS, "up", "--no-demo"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(var, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if "is ready: http" in line:
                    break
            else:
                raise AssertionError("".join(said))
            yield process
        finally:
            process.terminate()


def saas(var: Path, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SAAS, *arguments], cwd=ROOT, env=environment(var, port), capture_output=True, text=True, check=False
    )


def test_up_is_ready_alone_and_leaves_when_asked(tmp_path: Path) -> None:
    port = free_port()
    with up(tmp_path / "one", port) as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200

        same_folder = saas(tmp_path / "one", free_port(), "up")
        assert same_folder.returncode == 1
        assert "already runs on" in same_folder.stderr

        same_port = saas(tmp_path / "two", port, "up")
        assert same_port.returncode == 1
        named = re.search(r"PORT=(\d+) make run", same_port.stderr)
        assert named
        assert is_free(int(named[1]))

        examined = saas(tmp_path / "one", port, "doctor")
        for component in ("as the application", "as the system", "tables", "queue server", "folder"):
            assert re.search(rf"✓ .*{component}", examined.stdout), examined.stdout

        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0, rest
        assert "Everything is stopped." in rest
        assert "killed" not in rest
    assert is_free(port)
    stopped = saas(tmp_path / "one", port, "doctor")
    assert stopped.returncode == 1
    assert "→ Is it running (`saas up` starts one)?" in stopped.stdout
