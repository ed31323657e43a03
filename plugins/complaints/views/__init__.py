"""The pages, by subject."""

from plugins.complaints.views import case as _case  # noqa: F401  its routes register themselves
from plugins.complaints.views import cases as _cases  # noqa: F401
from plugins.complaints.views import registering as _registering  # noqa: F401
from plugins.complaints.views.blueprint import pages

__all__ = ["pages"]
