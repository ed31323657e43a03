"""The schema lint: what must hold of every table for tenants to stay apart and for Citus to take the schema."""

from saas.platform.tenancy.lint.running import Finding, run_lint

__all__ = ["Finding", "run_lint"]
