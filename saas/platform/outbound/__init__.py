"""Calls to other systems at addresses that people type in: never into our own network, with limits of time and size."""

from saas.platform.outbound.addresses import Problem, Unsent, is_web_address
from saas.platform.outbound.client import Answer, Limits, call
from saas.platform.outbound.signing import new_secret, signed_headers

__all__ = ["Answer", "Limits", "Problem", "Unsent", "call", "is_web_address", "new_secret", "signed_headers"]
