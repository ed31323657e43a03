"""The pages of this room, by subject."""

from saas.core.privacy.views import consent, policy
from saas.core.privacy.views.blueprint import pages

__all__ = ["consent", "pages", "policy"]
