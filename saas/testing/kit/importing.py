"""Importing a module under watch: whatever it does beyond defining things is noted.

Run as a program it imports in an interpreter of its own: `python -m saas.testing.kit.importing MODULE PATHS`.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Sequence

import saas.parts
import saas.plugin_api  # noqa: F401  # what a plugin may import is there already: only what it does itself is seen

_TELLING = {
    "socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.fork", "sqlite3.connect",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.putenv", "os.unsetenv",
}  # fmt: skip


class ImportStopped(Exception):
    """The interpreter ended before the import was through."""


def import_watched(module: str) -> list[str]:
    """Import a module; what it did, in words. The watch cannot be taken away: call it in a process of its own."""
    seen: list[str] = []
    importing = True

    def watch(event: str, args: tuple[object, ...]) -> None:
        if not importing:
            return
        if event in _TELLING:
            seen.append(f"{event} {args[0]!r}"[:200])
        elif event == "open" and isinstance(args[1], str) and set(args[1]) & set("wxa+"):
            seen.append(f"writes {args[0]!r}"[:200])

    sys.addaudithook(watch)
    # Otherwise Python's own cache of what it compiled would count as the module's writing.
    sys.dont_write_bytecode = True
    try:
        importlib.import_module(module)
    except BaseException as error:  # noqa: BLE001 - whatever it raises is what is told
        seen.append(f"raises {error!r}"[:300])
    importing = False
    return seen


def in_fresh_interpreter(module: str, paths: Sequence[str]) -> list[str]:
    """What importing a module does where nothing of it is imported yet; raises ImportStopped.

    paths: where modules are looked for first.
    """
    python = [sys.executable, "-W", "error::DeprecationWarning", "-m", __name__]
    command = [*python, module, json.dumps(list(paths))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise ImportStopped(done.stderr.strip()[-500:])
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.path[:0] = json.loads(sys.argv[2])
    print(json.dumps(import_watched(sys.argv[1])))
