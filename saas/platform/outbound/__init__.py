"""Calls to other systems at addresses that people type in: never into our own network, with limits of time and size."""

from saas.platform.outbound.addresses import Problem, Unsent
from saas.platform.outbound.client import Answer, Limits, call

__all__ = ["Answer", "Limits", "Problem", "Unsent", "call"]
