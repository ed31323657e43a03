"""The blueprint that all routes of the API hang on."""

from __future__ import annotations

from saas.plugin_api import ApiBlueprint, _l

api = ApiBlueprint("parts", "plugins.parts", description=_l("Parts and stock"))
