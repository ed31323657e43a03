"""All faults, by the part of the contract that they break, and the checks that no plugin can fail."""

from collections.abc import Mapping

from saas.testing.bad_plugins.catalogue import (
    answering,
    carrying,
    declaring,
    gating,
    keeping,
    owing,
    running,
    showing,
    strangers,
    working,
)

GROUPS = (
    answering.FAULTS,
    declaring.FAULTS,
    gating.FAULTS,
    running.FAULTS,
    showing.FAULTS,
    strangers.FAULTS,
    keeping.FAULTS,
    working.FAULTS,
    owing.FAULTS,
    carrying.FAULTS,
)
FAULTS = tuple(fault for group in GROUPS for fault in group)

_FILTERED = "the engine filters what is declared by the group's state; no code of the plugin is asked"
BEYOND_PLUGINS: Mapping[str, str] = {
    "GATE-03": "the gate answers before any code of the plugin runs, and tells strangers nothing else",
    "GATE-04": "such a request finds no address of the plugin, and the product answers it alone",
    "GATE-06": "it reads the product's own templates, which no plugin changes",
    "GATE-07": _FILTERED,
    "GATE-13": _FILTERED,
    "GATE-14": _FILTERED,
    "GATE-16": "a plugin's blueprint that brings a command is refused by KIT-C13, and there is no other way",
    "GATE-17": "it reads the product's own imports, which no plugin changes",
    "GATE-20": "the engine reads the state from its own tables, a row for each group, and asks no plugin",
    "KIT-M02": "no plugin of ours has a second release that could lose rows of the first",
    "KIT-M06": "what a plugin writes into a table of revisions stops Alembic, and nothing of it can be checked at all",
}
"""Checks that guard the product's side of the contract: why no plugin can fail them, in a sentence each."""

__all__ = ["BEYOND_PLUGINS", "FAULTS", "GROUPS"]
