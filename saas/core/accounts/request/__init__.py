"""From a request to who asks and in which group: session, membership, tenant, language; bearer tokens for the API."""

from saas.core.accounts.request.binding import acting_member, signed_in, signed_in_account
from saas.core.accounts.request.cookies import SESSION_COOKIE
from saas.core.accounts.request.pipeline import install_request_pipeline

__all__ = ["SESSION_COOKIE", "acting_member", "install_request_pipeline", "signed_in", "signed_in_account"]
