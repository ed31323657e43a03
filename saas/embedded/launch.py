"""Runs one command as a child that dies with its parent, as nobody where it must not be root.

Started as a script (`python -I -S launch.py …`): between fork and exec of a threaded program only little is
safe, in a small process of its own everything is.
"""

import argparse
import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000


def die_with_parent(parent: int, death_signal: signal.Signals) -> None:
    """Have the kernel send us `death_signal` when process `parent` dies; exit at once if it is dead already.

    Linux only; elsewhere it does nothing. The parent must have started us from its main thread, because the
    kernel watches the thread, not the process.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)


def _enter_namespace_as_nobody() -> bool:
    """Become nobody inside a user namespace, while files stay root's outside; False where that is refused."""
    if sys.platform != "linux" or ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        return False
    for name, line in (("setgroups", "deny"), ("gid_map", "65534 0 1"), ("uid_map", "65534 0 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(line)
    return True


def _become_nobody() -> None:
    """Give up root for good: the plain way where user namespaces are forbidden."""
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setresgid(nobody.pw_gid, nobody.pw_gid, nobody.pw_gid)
    os.setresuid(nobody.pw_uid, nobody.pw_uid, nobody.pw_uid)


def main(arguments: list[str]) -> None:
    """Replace this process by the command given after `--`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--death-signal", type=int, default=int(signal.SIGKILL))
    parser.add_argument("--never-root", action="store_true")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    if options.never_root and os.geteuid() == 0 and not _enter_namespace_as_nobody():
        _become_nobody()
    # After the change of identity, which clears the death signal.
    die_with_parent(options.parent, signal.Signals(options.death_signal))
    os.execvp(options.command[0], options.command)  # noqa: S606  # our own words, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
