"""All faults, by the part of the contract that they break."""

from saas.testing.bad_plugins.catalogue import (
    answering,
    declaring,
    gating,
    keeping,
    owing,
    running,
    showing,
    working,
)

FAULTS = (
    *answering.FAULTS,
    *declaring.FAULTS,
    *gating.FAULTS,
    *running.FAULTS,
    *showing.FAULTS,
    *keeping.FAULTS,
    *working.FAULTS,
    *owing.FAULTS,
)

__all__ = ["FAULTS"]
