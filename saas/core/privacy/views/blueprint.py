"""The blueprint that all pages of this room hang on."""

from __future__ import annotations

from saas.platform.web import GroupPages

pages = GroupPages("privacy", "saas.core.privacy", path="")
public = GroupPages("privacy_public", "saas.core.privacy", path="preferences", area="p")
