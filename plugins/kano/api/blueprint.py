"""The blueprint that all routes hang on."""

from __future__ import annotations

from saas.plugin_api import ApiBlueprint, _l

api = ApiBlueprint("kano", "plugins.kano", description=_l("Kano appraisal"))
