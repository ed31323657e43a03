"""The blueprint that all pages of this room hang on."""

from saas.platform.web import GroupPages

pages = GroupPages("organisation", "saas.core.organisation", path="")
