"""The table of all routes: method and endpoint to the call that its probes are derived from."""

from tests.contract.fuzz.routes import (
    accounts,
    auditing,
    audits,
    budget,
    claims,
    complaints,
    complaints_quality,
    customers,
    exports,
    followups,
    imports,
    kano,
    kano_studies,
    organisation,
    parts,
    platform,
    webhooks,
)
from tests.contract.fuzz.routes.left_out import LEFT_OUT

TABLE = {
    **platform.PROBES,
    **organisation.PROBES,
    **accounts.PROBES,
    **customers.PROBES,
    **imports.PROBES,
    **exports.PROBES,
    **auditing.PROBES,
    **followups.PROBES,
    **complaints.PROBES,
    **complaints_quality.PROBES,
    **kano.PROBES,
    **kano_studies.PROBES,
    **budget.PROBES,
    **parts.PROBES,
    **claims.PROBES,
    **audits.PROBES,
    **webhooks.PROBES,
}

__all__ = ["LEFT_OUT", "TABLE"]
