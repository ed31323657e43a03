"""The API with the plugins' gate and the permissions: what an application asks for in one call."""

from __future__ import annotations

from flask import Flask

from saas.platform.api.authentication import Authenticate, Principal
from saas.platform.api.docs import install_docs
from saas.platform.api.extension import RestApi, install_api
from saas.platform.permissions import bind_grants, grants_of_client, grants_of_member
from saas.platform.plugins import CORE, Registry, effective_plugins
from saas.platform.tenancy import ActorKind


def install_rest_api(app: Flask, registry: Registry, authenticate: Authenticate) -> RestApi:
    """Serve the API and its documents; to be called after what renders pages and before the plugins are mounted.

    authenticate: who a token stands for. The routes of rooms and plugins come by the result's `mount`.
    """

    def owner(room: str) -> str:
        return registry.blueprint_owners.get(f"{room}_api", CORE)

    rest = install_api(app, authenticate=authenticate, welcome=say_what_is_allowed)
    install_docs(
        app,
        is_core=lambda room: owner(room) == CORE,
        is_on=lambda room: owner(room) in {CORE, *effective_plugins()},
    )
    return rest


def say_what_is_allowed(principal: Principal) -> None:
    """Let a client do what its token was made for; a member's token also nothing that the member may not do."""
    if principal.actor.kind is ActorKind.MEMBER and principal.actor.id is not None:
        bind_grants(grants_of_member(principal.actor.id).narrowed(principal.scopes))
    else:
        bind_grants(grants_of_client(principal.scopes))
