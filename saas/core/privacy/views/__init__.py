"""The pages of this room, by subject."""

from saas.core.privacy.views import consent, merging, policy, subject
from saas.core.privacy.views.blueprint import pages

__all__ = ["consent", "merging", "pages", "policy", "subject"]
