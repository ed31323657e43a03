"""The pages of this room, by subject."""

from saas.core.organisation.views import home as _home  # noqa: F401  its routes register themselves
from saas.core.organisation.views.blueprint import pages

__all__ = ["pages"]
