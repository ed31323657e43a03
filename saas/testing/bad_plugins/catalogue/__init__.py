"""All faults, by the part of the contract that they break."""

from saas.testing.bad_plugins.catalogue import declaring, keeping, running, showing

FAULTS = (*declaring.FAULTS, *running.FAULTS, *showing.FAULTS, *keeping.FAULTS)

__all__ = ["FAULTS"]
