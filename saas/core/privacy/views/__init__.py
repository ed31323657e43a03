"""The pages of this room, by subject."""

from saas.core.privacy.views import consent, merging, policy, preferences, subject
from saas.core.privacy.views.blueprint import pages, public

__all__ = ["consent", "merging", "pages", "policy", "preferences", "public", "subject"]
