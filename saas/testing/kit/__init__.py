"""The conformance kit: what holds of every plugin that keeps the contract, checked from its own declarations."""
