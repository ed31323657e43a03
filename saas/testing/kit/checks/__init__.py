"""The checks, a file for each family or a large part of one; importing this package declares them all."""

from saas.testing.kit.checks import (
    auth,
    gating_addresses,
    gating_declarations,
    gating_duties,
    gating_work,
    interface,
    manifest,
    namespacing,
    privacy,
    purging,
    quality,
    repeating,
    robustness,
    schema,
    settings,
    tenancy,
)

__all__ = [
    "auth",
    "gating_addresses",
    "gating_declarations",
    "gating_duties",
    "gating_work",
    "interface",
    "manifest",
    "namespacing",
    "privacy",
    "purging",
    "quality",
    "repeating",
    "robustness",
    "schema",
    "settings",
    "tenancy",
]
