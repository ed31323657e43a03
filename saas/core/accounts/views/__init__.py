"""The pages of this room, by subject."""

from saas.core.accounts.views import groups as _groups  # noqa: F401  their routes register themselves
from saas.core.accounts.views import sign_in as _sign_in  # noqa: F401
from saas.core.accounts.views.blueprint import pages

__all__ = ["pages"]
