"""A process of its own, since tables that were once mapped stay mapped: load projects, bring their tables up and down.

Called with the owner's database address and the packages; ends with what was wrong, a line each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

from alembic import command
from sqlalchemy import create_engine, inspect

import saas.models  # noqa: F401  every table of the core is known
from saas.parts import ROOMS, SPECIFICATIONS
from saas.platform.database.migrations import chain_config
from saas.platform.plugins import Candidate, Registry, load_plugins, plugin_chains, upgrade_everything
from saas.testing.applications import PREFIX


def _candidate(package: str) -> Candidate:
    module = f"{package}.plugin"
    return Candidate(
        name=package.removeprefix("aftercare_"), reference=module, load=lambda: import_module(module)
    )


def faults(owner_url: str, packages: list[str]) -> Iterator[str]:
    """What is wrong with the projects."""
    registry = load_plugins(
        specs=SPECIFICATIONS, rooms=ROOMS, candidates=[_candidate(one) for one in packages], core_version="99"
    )
    for record in registry.failed():
        yield f"{record.name}: {record.problem}"
    for name, reason in upgrade_everything(owner_url, PREFIX, registry).items():
        yield f"{name} up: {reason}"
    yield from _down(owner_url, registry)


def _down(owner_url: str, registry: Registry) -> Iterator[str]:
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        for name, chain in plugin_chains(registry).items():
            others = tuple(plugin_chains(registry))
            try:
                command.check(chain_config(connection, chain, PREFIX, others))
                command.downgrade(chain_config(connection, chain, PREFIX, others), "base")
            except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
                yield f"{name}: {error!r}"
            connection.commit()
        left = [table for table in inspect(connection).get_table_names() if table.endswith("_note")]
    engine.dispose()
    yield from (f"{table} is left" for table in left)


if __name__ == "__main__":
    sys.exit("\n".join(faults(sys.argv[1], sys.argv[2:])) or None)
