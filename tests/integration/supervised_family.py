"""A small family under the real supervisor: both servers and two children, one of which keeps dying.

Run as a program by test_supervisor.py: `python supervised_family.py FOLDER`.
"""

import os
import sys
from pathlib import Path

from saas.cli.supervision import parts
from saas.cli.supervision.processes import Process
from saas.cli.supervision.supervisor import Stopped, Supervisor
from saas.embedded.identity import launched
from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.valkey import EmbeddedValkey

# Forks a child of its own into another process group and ties it, as a queue worker does, and waits for ever.
PARENT = """
import os, signal, time
from saas.embedded.launch import die_with_parent
parent = os.getpid()
if os.fork() == 0:
    os.setpgrp()
    die_with_parent(parent, signal.SIGKILL)
time.sleep(600)
"""
MORTAL = "print('alive', flush=True)"


def script(name: str, code: str) -> Process:
    return Process(name=name, command=launched([sys.executable, "-c", code], parent=os.getpid()))


def main(var: Path) -> None:
    postgres, valkey = EmbeddedPostgres(var=var, durable=False), EmbeddedValkey(var=var)
    supervisor = Supervisor(logs=var / "log", environment=os.environ)
    try:
        with supervisor.in_charge():
            postgres.initialise()
            valkey.initialise()
            supervisor.start(parts.database(postgres), parts.queue(valkey))
            supervisor.start(script("parent", PARENT), script("mortal", MORTAL))
            print("READY", flush=True)
            supervisor.watch({})
    except Stopped:
        print("STOPPED", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
