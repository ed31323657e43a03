"""The rights over notes."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, _l

READ = "sound.note:read"
WRITE = "sound.note:write"

PERMISSIONS = (
    Permission(READ, _l("See notes"), default_roles={"group_admin": Scope.GROUP}),
    Permission(WRITE, _l("Write notes"), default_roles={"group_admin": Scope.GROUP}, implies=(READ,)),
)
